using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>Recurrences: one node, which knows its body, and one for each of its items.</content>
internal sealed partial class Canonicalizer
{
    private Reading Scan(Node node, int phase)
    {
        var scan = (ScanOperation)node.Operation;
        var operands = new List<Reading>();
        for (int i = 0; i < node.Operands.Count; i++)
        {
            var value = _values[node.Operands[i]].Node;
            bool isParameter = i >= scan.Carries + scan.Sequences && value.Kind == LoweredKind.Parameter;
            operands.Add(Whole(isParameter ? value : Dense(node.Operands[i], phase)));
        }
        bool batched = operands.Any(o => o.Node.Axes.Count > 0 && o.Node.Axes[0].Batched);
        return Whole(Insert(new LoweredNode(_next++, LoweredKind.Scan, batched ? [Extent.Batch] : [], phase)
        {
            Type = node.Type, Operands = operands, Operation = scan with { Body = ScanBodies.WithParameters(_function, node) }, OperandTypes = OperandTypes(node),
        }));
    }

    private Reading Item(ItemOperation item, Node node)
    {
        var scan = _values[node.Operands[0]].Node;
        return Whole(Insert(new LoweredNode(_next++, LoweredKind.ScanItem, AxesOf(node.Type), scan.Phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Index = item.Index, Operands = [Whole(scan)], IsDense = true,
        }));
    }

    /// <summary>The value itself, or a copy of what lies as one step in a sequence.</summary>
    private LoweredNode Contiguous(LoweredNode node) => node.SampleStride is null ? node : Copied(node);

    private LoweredNode Copied(LoweredNode node) => Insert(new LoweredNode(_next++, LoweredKind.Map, node.Axes, 0)
    {
        Type = node.Type with { Element = ElementType.Real }, HasLastAxis = node.HasLastAxis, Operands = [Whole(node)], Expression = Expression.Unary(x => x), IsDense = true,
    });

    /// <summary>
    /// What a step of a recurrence sees of a value around it. Loops and products read rows at any distance; what has more axes is copied for the others, and so are integers,
    /// which routines want to follow each other.
    /// </summary>
    private Reading StepColumn(int column, TensorType type)
    {
        bool integers = _frame!.IntegerColumns[column];
        if (!integers) type = type with { Element = ElementType.Real };
        var axes = AxesOf(type);
        int? stride = axes.Count > 0 && axes[0].Batched ? _frame.ColumnStrides[column] : null;
        var node = Insert(new LoweredNode(_next++, LoweredKind.Column, axes, 0) { Type = type, Index = column, HasLastAxis = HasLastAxis(type), IsDense = true, SampleStride = stride });
        return Whole(stride is null || axes.Count <= 2 && !integers ? node : Copied(node));
    }
}
