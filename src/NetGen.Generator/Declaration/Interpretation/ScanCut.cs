using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>
/// Cuts the body of a recurrence out of the function in which its step was run. What depends on no placeholder is computed once, outside. Products of the sequence
/// alone with weights, and maps behind them, are computed outside too, for all steps at once. Random numbers are drawn for each step.
/// </summary>
internal sealed class ScanCut(FunctionBuilder builder, int steps)
{
    private readonly List<int> _carries = [];
    private readonly Dictionary<int, int> _sequences = [];
    private readonly int _first = builder.Nodes.Count;

    private enum Kind
    {
        /// <summary>The same in all steps.</summary>
        Invariant,

        /// <summary>Of the sequences alone, and possible for all steps at once.</summary>
        Stackable,

        /// <summary>Stackable and a product with weights, or computed from one: worth it.</summary>
        Hoisted,
        Step,
    }

    private Kind[] _kinds = [];

    public int AddCarry(TensorType type)
    {
        int node = Placeholder(type);
        _carries.Add(node);
        return node;
    }

    /// <summary>One step of a sequence.</summary>
    public int AddSlice(int sequence)
    {
        var type = builder.TypeOf(sequence);
        int node = Placeholder(type with { Shape = new Shape([.. type.Shape.Dimensions.Skip(1)]) });
        _sequences[node] = builder.Slices[node] = sequence;
        return node;
    }

    /// <summary>Whether a value changes with the steps.</summary>
    public bool Depends(int node) => node < _kinds.Length && _kinds[node] != Kind.Invariant;

    /// <summary>Adds the recurrence and returns its items: final carries, then stacked outputs.</summary>
    public int[] Build(int[] carries, int[] outputs, int[] initial)
    {
        FindKinds();
        var needed = new SortedSet<int>();
        List<int> sequences = [], captured = [];
        foreach (int node in carries.Concat(outputs)) Need(node);

        var body = new FunctionBuilder("step");
        var copies = new Dictionary<int, int>();
        for (int i = 0; i < _carries.Count; i++) copies[_carries[i]] = Column("carry", _carries[i]);
        foreach (int node in sequences) copies[node] = Column("slice", node);
        foreach (int node in captured) copies[node] = Column("captured", node);
        foreach (int node in needed)
        {
            if (copies.ContainsKey(node)) continue;
            copies[node] = body.Add(builder.Nodes[node].Operation, [.. builder.Nodes[node].Operands.Select(o => copies[o])]);
            if (builder.Nodes[node].Label is { } label) body.Label(copies[node], label);
        }
        for (int i = 0; i < carries.Length; i++) body.AddOutput("carry" + OperationText.Number(i), OutputRole.Carry, copies[carries[i]]);
        for (int i = 0; i < outputs.Length; i++) body.AddOutput("output" + OperationText.Number(i), OutputRole.Carry, copies[outputs[i]]);
        return builder.Scan(body.Build(), steps, initial, [.. sequences.Select(Stacked)], [.. captured]);

        int Column(string name, int node) => body.AddColumn(name + OperationText.Number(body.Columns.Count), ColumnRole.Carry, builder.TypeOf(node));

        void Need(int node)
        {
            if (!needed.Add(node) || _carries.Contains(node)) return;
            var kind = _kinds[node];
            if (kind == Kind.Hoisted || _sequences.ContainsKey(node)) sequences.Add(node);
            else if (kind == Kind.Invariant && !IsConstant(node)) captured.Add(node);
            else foreach (int operand in builder.Nodes[node].Operands) Need(operand);
        }
    }

    private int Placeholder(TensorType type) => builder.Add(new InputOperation(-1 - builder.Nodes.Count, type));

    private bool IsConstant(int node) =>
        builder.Nodes[node].Operation is ConstantOperation or BroadcastOperation or ReshapeOperation && builder.Nodes[node].Operands.All(IsConstant);

    private void FindKinds()
    {
        _kinds = new Kind[builder.Nodes.Count];
        for (int n = _first; n < _kinds.Length; n++)
        {
            if (builder.Nodes[n].Operation is RandomUniformOperation random)
                _sequences[n] = builder.Add(random with { Shape = new Shape([steps, .. random.Shape.Dimensions]) });
            _kinds[n] = _sequences.ContainsKey(n) ? Kind.Stackable : _carries.Contains(n) ? Kind.Step : KindOf(builder.Nodes[n]);
        }
    }

    private Kind KindOf(Node node)
    {
        var kinds = node.Operands.Select(o => _kinds[o]).ToArray();
        if (kinds.All(k => k == Kind.Invariant)) return Kind.Invariant;
        if (kinds.Contains(Kind.Step)) return Kind.Step;
        switch (node.Operation)
        {
            case DenseOperation when kinds[1] == Kind.Invariant:
                return Kind.Hoisted;

            // Axes are aligned at the last one: what has fewer would be repeated along the steps.
            case MapOperation map when !map.Expression.Nodes.Any(e => e.Operator == ScalarOperator.Position)
                && node.Operands.Zip(kinds, (o, k) => k == Kind.Invariant || builder.ShapeOf(o).Rank == node.Type.Shape.Rank).All(fits => fits):
                return kinds.Contains(Kind.Hoisted) ? Kind.Hoisted : Kind.Stackable;
            default: return Kind.Step;
        }
    }

    /// <summary>The value of all steps.</summary>
    private int Stacked(int node)
    {
        if (_sequences.TryGetValue(node, out int sequence)) return sequence;
        if (_kinds[node] == Kind.Invariant) return node;
        return builder.Add(builder.Nodes[node].Operation, [.. builder.Nodes[node].Operands.Select(Stacked)]);
    }
}
