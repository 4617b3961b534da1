using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>Operations on images, and zeros between elements: each stays one node that says its operation.</content>
internal sealed partial class Canonicalizer
{
    private Reading Windows(Node node, int phase)
    {
        switch (node.Operation)
        {
            // A window of one element, place by place, is a dense product over all places.
            case ConvolutionOperation { Groups: 1 } c when c.Window == Window.Of(1, 1): return Product(LoweredKind.Dense, node, phase);
            case ConvolutionInputGradientOperation { Groups: 1 } c when c.Window == Window.Of(1, 1): return Product(LoweredKind.InputGradient, node, phase);
            case ConvolutionWeightGradientOperation { Groups: 1 } c when c.Window == Window.Of(1, 1): return Product(LoweredKind.WeightGradient, node, phase);
            case ConvolutionOperation c: return Convolution(LoweredKind.Convolution, c.Groups, node, phase);
            case ConvolutionInputGradientOperation c: return Convolution(LoweredKind.ConvolutionInputGradient, c.Groups, node, phase);
            case ConvolutionWeightGradientOperation c: return Convolution(LoweredKind.ConvolutionWeightGradient, c.Groups, node, phase);
            case MaxPoolOperation or MaxPoolGradientOperation or MaxPoolSelectOperation or SumPoolOperation or SumPoolGradientOperation
                or PadOperation or InterpolateOperation or InterpolateGradientOperation or AttentionOperation or AttentionGradientOperation:
                return Whole(Insert(new LoweredNode(_next++, LoweredKind.Movement, AxesOf(node.Type), phase)
                {
                    Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = Operands(node, phase), Operation = node.Operation, OperandTypes = OperandTypes(node),
                }));
            default: throw new GraphException($"{node.Operation.Name}: there is no processor code for this operation.");
        }
    }

    private Reading Convolution(LoweredKind kind, int groups, Node node, int phase)
    {
        var operands = Operands(node, phase);
        if (kind == LoweredKind.ConvolutionWeightGradient)
        {
            var panels = WeightLayout.Of(node.Type.Shape.Dimensions, groups, _graph.Module.Precision);
            return Whole(Insert(new LoweredNode(_next++, kind, [new Extent(panels.Length)], phase)
            {
                Type = node.Type, Panels = panels, Operands = operands, Index = -1, Operation = node.Operation, OperandTypes = OperandTypes(node),
            }));
        }
        var weights = operands[1].Node;
        if (weights.Kind != LoweredKind.Parameter) throw new GraphException($"{node.Operation.Name}: weights are computed, which no layer does.");
        return Whole(Insert(new LoweredNode(_next++, kind, AxesOf(node.Type), phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = operands, Index = weights.Index, Operation = node.Operation, OperandTypes = OperandTypes(node),
        }));
    }

    private List<Reading> Operands(Node node, int phase) =>
        node.Operands.Select(o => Whole(Materialize(_values[o], _function.Nodes[o].Type, phase))).ToList();

    private EquatableArray<TensorType> OperandTypes(Node node) => node.Operands.Select(o => _function.Nodes[o].Type).ToEquatableArray();
}
