using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <content>Rows of tables, and weights that are used otherwise than by a product, or computed: routines of the runtime.</content>
internal sealed partial class Canonicalizer
{
    /// <summary>Copies of panels and of rows, by what they copy, so that each is made once a phase.</summary>
    private readonly Dictionary<(LoweredNode, Routine, int), LoweredNode> _copies = [];

    /// <summary>A value of the function, row-major: weights in panels are copied.</summary>
    private Reading Rows(int operand, int phase)
    {
        var value = _values[operand];
        if (value.Node.Panels is null) return value;
        var rows = Copy(value.Node, Routine.Unpack, () => new LoweredNode(_next++, LoweredKind.Routine, AxesOf(value.Node.Type), phase)
        {
            Type = value.Node.Type, HasLastAxis = HasLastAxis(value.Node.Type), Operands = [Whole(value.Node)], Routine = Routine.Unpack, IsDense = true,
        }, phase);
        return Whole(rows);
    }

    /// <summary>The panels that a product reads: those of a parameter, or computed weights, which are packed.</summary>
    private LoweredNode Weights(int operand, bool transposed, int phase)
    {
        var node = _values[operand].Node;
        if (node.Kind == LoweredKind.Parameter && node.Panels is not null) return node;
        var type = _function.Nodes[operand].Type;
        var rows = Materialize(Rows(operand, phase), type, phase);
        return Packed(rows, transposed ? new Shape(type.Shape[1], type.Shape[0]) : type.Shape, transposed ? Routine.PackTransposed : Routine.Pack, phase);
    }

    private LoweredNode Packed(LoweredNode rows, Shape shape, Routine routine, int phase)
    {
        rows.IsDense = true;
        var panels = WeightLayout.Of(shape.Dimensions, 1, _graph.Module.Precision);
        return Copy(rows, routine, () => new LoweredNode(_next++, LoweredKind.Routine, [new Extent(panels.Length)], phase)
        {
            Type = TensorType.Unbatched(shape), Panels = panels, Operands = [Whole(rows)], Routine = routine, IsDense = true,
        }, phase);
    }

    private LoweredNode Copy(LoweredNode source, Routine routine, Func<LoweredNode> make, int phase)
    {
        if (!_copies.TryGetValue((source, routine, phase), out var copy)) _copies[(source, routine, phase)] = copy = Insert(make());
        return copy;
    }

    /// <summary>What an output gives: in panels where it is the gradient of weights that lie so, else row-major.</summary>
    private LoweredNode Result(Output output)
    {
        int phase = _graph.PhaseOf(output);
        var type = _function.Nodes[output.Node].Type;
        bool panels = output.Role == OutputRole.ParameterGradient && _graph.Parameters.Parameters[output.Index].IsPanels;
        if (panels && _values[output.Node].Node.Panels is not null) return _values[output.Node].Node;
        var rows = Materialize(Rows(output.Node, phase), type, phase);
        if (!panels)
        {
            // The elements of a result follow each other: a value that is only seen with other axes can be written there itself.
            while (_frame is null && rows.Kind == LoweredKind.View && rows.Operands[0].Node is { IsLeaf: false } source && source.Phase == phase) rows = source;
            return rows;
        }
        int groups = _graph.Parameters.Parameters[output.Index].Groups;
        if (groups > 1 || type.Shape.Rank > 2) throw new GraphException($"{output.Name}: the gradient of a convolution's weights is computed by something else.");
        return Packed(rows, type.Shape, Routine.Pack, phase);
    }

    /// <summary>Whether a map can be computed over the storage of panels: all of one layout but for single numbers, and zero where they are zero, as their padding is.</summary>
    private bool FitsPanels(MapOperation map, Node node, WeightLayout?[] panels)
    {
        if (panels.Length > 1 || !node.Operands.All(o => _values[o].Node.Panels is not null || _values[o].Axes.Count == 0)) return false;
        if (node.Type.Batched || map.Expression.ReadsPosition) return false;
        return new[] { 0.7, -1.3 }.All(number => map.Expression.Evaluate(node.Operands.Select(o => _values[o].Node.Panels is null ? number : 0).ToArray()) == 0);
    }

    private Reading Gather(Node node, int phase)
    {
        // Rows of weights in panels are read there: a copy of all rows would cost more than the few that are asked for.
        var table = _values[node.Operands[0]].Node is { Panels: { Groups: 1, Positions: 1 } } panels ? panels : Dense(node.Operands[0], phase);
        return Routines(Routine.Gather, node, [Whole(table), Indices(node.Operands[1], phase)], phase);
    }

    private Reading ScatterAdd(Node node, int phase)
    {
        var rows = Dense(node.Operands[0], phase);
        return Routines(Routine.ScatterAdd, node, [Whole(rows), Indices(node.Operands[1], phase)], phase);
    }

    private Reading Routines(Routine routine, Node node, List<Reading> operands, int phase) => Whole(Insert(
        new LoweredNode(_next++, LoweredKind.Routine, AxesOf(node.Type), phase)
        {
            Type = node.Type, HasLastAxis = HasLastAxis(node.Type), Operands = operands, Routine = routine, IsDense = true,
            OperandTypes = node.Operands.Select(o => _function.Nodes[o].Type).ToEquatableArray(),
        }));

    private LoweredNode Dense(int operand, int phase)
    {
        var node = Contiguous(Materialize(Rows(operand, phase), _function.Nodes[operand].Type, phase));
        node.IsDense = true;
        return node;
    }

    /// <summary>Integers as the caller gives them, or as numbers where they were moved.</summary>
    private Reading Indices(int operand, int phase) => Whole(Dense(operand, phase));
}
