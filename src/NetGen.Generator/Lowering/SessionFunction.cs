using NetGen.Compiler.Declaration;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>What a session keeps from step to step.</summary>
/// <param name="Column">The column of the function that reads it.</param>
/// <param name="Output">The index of the result that gives the next.</param>
/// <param name="Initial">What it begins with.</param>
internal sealed record SessionValue(int Column, int Output, int Length, double Initial);

/// <summary>The keys or values of attention, a row for each step so far.</summary>
/// <param name="Column">The column of the function that reads all rows.</param>
/// <param name="Output">The index of the result that gives the present one.</param>
internal sealed record SessionCache(int Column, int Output, int Rows, int RowLength);

/// <summary>One step of a network over sequences, as a function.</summary>
/// <param name="Values">Carries of recurrences: columns that results of the function take the place of.</param>
/// <param name="Limit">The most steps; null for any number.</param>
/// <param name="Position">The column of the number of the step, or -1.</param>
internal sealed record SessionPlan(Function Function, EquatableArray<SessionValue> Values, int? Limit, int Input, int Position)
{
    public EquatableArray<SessionCache> Caches { get; init; } = [];

    /// <summary>The column of the number of keys with the present one, or -1.</summary>
    public int Keys { get; init; } = -1;
}

/// <summary>
/// Makes one step of the inference function: sequences lose their time axis, recurrences become one run of their body, whose carries are columns and results, and causal attention looks at the
/// present key and those of the steps before. A network whose results depend on steps to come, as behind a reverse recurrence or a mean over time, has none.
/// </summary>
internal sealed class SessionFunction
{
    public const string Name = "session";

    private readonly Function _whole;
    private readonly int _input, _steps;
    private readonly FunctionBuilder _builder = new(Name);
    private readonly Kind[] _kinds;
    private readonly int[] _nodes;
    private readonly Dictionary<int, (int[] Carries, int[] Outputs)> _scans = [];
    private readonly List<(int Column, int Next, int Length, double Initial)> _values = [];
    private readonly List<(int Column, int Next, int RowLength)> _caches = [];
    private int _position = -1, _keys = -1;
    private string? _refusal;

    private enum Kind : byte
    {
        Unknown,

        /// <summary>The same in all steps.</summary>
        Static,

        /// <summary>A value of each step, without its time axis.</summary>
        Sequence,

        /// <summary>What is known behind the latest step.</summary>
        Latest,
    }

    private SessionFunction(NetworkDefinition definition, int input)
    {
        (_whole, _input) = (definition.Inference, input);
        _steps = _whole.Columns[input].Type.Shape[0];
        _kinds = new Kind[_whole.Nodes.Count];
        _nodes = new int[_whole.Nodes.Count];
    }

    /// <summary>The function, or what hinders it; neither for a network without recurrence and attention.</summary>
    public static (SessionPlan? Plan, string? Refusal) Of(NetworkDefinition definition)
    {
        var function = definition.Inference;
        if (definition.HasErrors || !function.Nodes.Any(n => n.Operation is ScanOperation or AttentionOperation)) return default;
        int[] inputs = [.. Enumerable.Range(0, function.Columns.Count).Where(c => function.Columns[c].Role == ColumnRole.Input && definition.Hyperparameters.All(h => h.Name != function.Columns[c].Name))];
        if (inputs.Length != 1) return (null, $"a session takes one sequence and nothing else, but the inputs are {string.Join(", ", inputs.Select(i => $"'{function.Columns[i].Name}'"))}");
        var type = function.Columns[inputs[0]].Type;
        if (!type.Batched || type.Shape.Rank == 0 || type.Element == ElementType.Integer && type.Shape.Rank != 1)
            return (null, $"its input '{function.Columns[inputs[0]].Name}' is no sequence of numbers or of tokens");
        var session = new SessionFunction(definition, inputs[0]);
        return session.Build() is { } plan ? (plan, null) : (null, session._refusal);
    }

    private SessionPlan? Build()
    {
        int result = _whole.OutputsOf(OutputRole.Result).First(o => o.Index == 0).Node;
        var needed = new bool[result + 1];
        needed[result] = true;
        for (int i = result; i >= 0; i--)
            if (needed[i])
                foreach (int operand in _whole.Nodes[i].Operands) needed[operand] = true;
        for (int i = 0; i <= result; i++)
            if (needed[i] && !Add(i))
            {
                _refusal ??= $"'{LayerOf(i)}' needs all steps of the sequence at once";
                return null;
            }
        if (_kinds[result] is not (Kind.Sequence or Kind.Latest) || _values.Count + _caches.Count == 0) return null;
        _builder.AddOutput("result", OutputRole.Result, _nodes[result]);
        for (int i = 0; i < _values.Count; i++) _builder.AddOutput("carry" + OperationText.Number(i), OutputRole.Result, _values[i].Next, i + 1);
        for (int i = 0; i < _caches.Count; i++) _builder.AddOutput("row" + OperationText.Number(i), OutputRole.Result, _caches[i].Next, _values.Count + i + 1);
        return new SessionPlan(
            _builder.Build(), _values.Select((v, i) => new SessionValue(v.Column, i + 1, v.Length, v.Initial)).ToEquatableArray(), _position < 0 && _keys < 0 ? null : _steps,
            _builder.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == _whole.Columns[_input].Name).i, _position)
        {
            Caches = _caches.Select((c, i) => new SessionCache(c.Column, _values.Count + i + 1, _steps, c.RowLength)).ToEquatableArray(), Keys = _keys,
        };
    }

    /// <summary>The layer that a node belongs to: its result has the name.</summary>
    private string LayerOf(int node) => _whole.Nodes.Skip(node).FirstOrDefault(n => n.Label is not null).Label ?? _whole.Nodes[node].Operation.Name;

    private bool Refuse(string reason)
    {
        _refusal = reason;
        return false;
    }

    private bool Set(int node, Kind kind, int mapped)
    {
        (_kinds[node], _nodes[node]) = (kind, mapped);
        return true;
    }

    private int Labelled(int mapped, Node node) => node.Label is { } label ? _builder.Label(mapped, label) : mapped;

    private static TensorType Step(TensorType type) => type with { Shape = new Shape([.. type.Shape.Dimensions.Skip(1)]) };

    private bool Add(int i)
    {
        var node = _whole.Nodes[i];
        var kinds = node.Operands.Select(o => _kinds[o]).ToArray();
        int[] operands = [.. node.Operands.Select(o => _nodes[o])];
        bool isSequence = kinds.Contains(Kind.Sequence), isLatest = kinds.Contains(Kind.Latest);
        switch (node.Operation)
        {
            case InputOperation input:
                var column = _whole.Columns[input.Column];
                bool isInput = input.Column == _input;
                return Set(i, isInput ? Kind.Sequence : Kind.Static, _builder.AddColumn(column.Name, column.Role, isInput ? Step(column.Type) : column.Type));
            case ItemOperation item when _scans.TryGetValue(node.Operands[0], out var scan):
                return item.Index < scan.Carries.Length ? Set(i, Kind.Latest, scan.Carries[item.Index]) : Set(i, Kind.Sequence, scan.Outputs[item.Index - scan.Carries.Length]);
            case ScanOperation scan when isSequence: return AddScan(i, scan, node, kinds);
            case AttentionOperation { Causal: false } when isSequence: return Refuse($"'{LayerOf(i)}' looks at steps that are still to come, unless it is causal");
            case AttentionOperation when isSequence && operands.Length > 3: return Refuse($"'{LayerOf(i)}' takes lengths, and a session has as many steps as it takes");
            case RandomUniformOperation or BatchSizeOperation: return false;
            case ReduceOperation { OverBatch: true } when isSequence || isLatest: return Refuse($"'{LayerOf(i)}' looks at the other samples of the batch");
        }
        if (!isSequence) return Set(i, isLatest ? Kind.Latest : Kind.Static, Labelled(_builder.Add(node.Operation, operands), node));
        if (isLatest) return false;
        if (Stepped(i, node, kinds, operands) is not { } stepped) return false;
        Labelled(stepped, node);
        if (_kinds[i] == Kind.Unknown) _kinds[i] = Kind.Sequence;
        _nodes[i] = stepped;
        return true;
    }

    /// <summary>An operation on sequences for one step; null where it mixes the steps.</summary>
    private int? Stepped(int i, Node node, Kind[] kinds, int[] operands)
    {
        var shape = node.Type.Shape;
        int rank = _whole.Nodes[node.Operands[0]].Type.Shape.Rank;
        switch (node.Operation)
        {
            case MapOperation map:
                if (shape.Rank == 1 && map.Expression.Nodes.Any(n => n.Operator == ScalarOperator.Position)) return null;
                for (int o = 0; o < operands.Length; o++)
                {
                    var type = _whole.Nodes[node.Operands[o]].Type;
                    if (kinds[o] == Kind.Sequence && type.Shape.Rank != shape.Rank) return null;
                    if (kinds[o] == Kind.Static && type.Shape.Rank == shape.Rank) operands[o] = type.Shape[0] == 1 ? _builder.Reshape(operands[o], Step(type).Shape) : Row(node.Operands[o]);
                }
                return _builder.Add(map, operands);
            case AttentionOperation { Causal: true } attention when operands.Length == 3 && kinds.All(k => k == Kind.Sequence): return Attend(attention, operands);
            case DenseOperation when rank > 1 && kinds[1] == Kind.Static: return _builder.Add(node.Operation, operands);
            case GatherOperation when kinds[0] == Kind.Static: return _builder.Add(node.Operation, operands);
            case StopGradientOperation: return _builder.Add(node.Operation, operands);
            case ReduceOperation reduce when !reduce.Axes.Contains(0): return _builder.Add(reduce with { Axes = [.. reduce.Axes.Select(a => a - 1)] }, operands);
            case ReshapeOperation when shape.Rank > 0 && shape[0] == _steps: return _builder.Reshape(operands[0], Step(node.Type).Shape);
            case PermuteOperation permute when permute.Axes[0] == 0: return _builder.Add(new PermuteOperation([.. permute.Axes.Skip(1).Select(a => a - 1)]), operands);
            case ConcatOperation { Axis: > 0 } concat when kinds.All(k => k == Kind.Sequence): return _builder.Add(new ConcatOperation(concat.Axis - 1), operands);
            case SliceOperation slice when slice.Step[0] == 1:
                int part = slice.Start.Count == 1 ? operands[0]
                    : _builder.Add(new SliceOperation([.. slice.Start.Skip(1)], [.. slice.Length.Skip(1)], [.. slice.Step.Skip(1)]), operands);
                if (slice.Length[0] == _steps) return part;
                if (slice.Start[0] != _steps - 1) return null;

                // The last step of the sequence is the latest one here.
                _kinds[i] = Kind.Latest;
                return _builder.Reshape(part, shape);
            default: return null;
        }
    }

    /// <summary>The present query, whose keys and values are the present ones and then those of the steps before: their order doesn't matter.</summary>
    private int Attend(AttentionOperation attention, int[] operands)
    {
        if (_keys < 0)
        {
            _keys = _builder.Columns.Count;
            _builder.AddColumn("sessionKeys", ColumnRole.Carry, new TensorType(Shape.Scalar, ElementType.Integer));
        }
        int length = _builder.Add(new InputOperation(_keys, _builder.Columns[_keys].Type));
        int result = _builder.Add(attention with { Causal = false }, AsRow(operands[0]), WithCache(operands[1]), WithCache(operands[2]), length);
        return _builder.Reshape(result, new Shape(_builder.ShapeOf(result)[1]));

        int AsRow(int node) => _builder.Reshape(node, new Shape(1, _builder.ShapeOf(node)[0]));

        int WithCache(int node)
        {
            int column = _builder.Columns.Count, size = _builder.ShapeOf(node)[0];
            int cache = _builder.AddColumn("sessionCache" + OperationText.Number(column), ColumnRole.Carry, new TensorType(new Shape(_steps, size)));
            _caches.Add((column, node, size));
            return _builder.Add(new ConcatOperation(0), AsRow(node), cache);
        }
    }

    /// <summary>What a value that all samples share has for the present step.</summary>
    private int Row(int node)
    {
        var (operation, operands) = (_whole.Nodes[node].Operation, _whole.Nodes[node].Operands);
        int rank = _whole.Nodes[node].Type.Shape.Rank;
        if (operation is MapOperation map && !(rank == 1 && map.Expression.Nodes.Any(n => n.Operator == ScalarOperator.Position)))
            return _builder.Add(map, [.. operands.Select(o => _whole.Nodes[o].Type is var type && type.Shape.Rank < rank ? _nodes[o] : type.Shape[0] == 1 ? _builder.Reshape(_nodes[o], Step(type).Shape) : Row(o))]);
        if (operation is BroadcastOperation broadcast && _whole.Nodes[operands[0]].Type.Shape.Rank < broadcast.Type.Shape.Rank)
            return _builder.Broadcast(_nodes[operands[0]], Step(broadcast.Type));
        return _builder.Add(new GatherOperation(), _nodes[node], PositionNode());
    }

    private int PositionNode()
    {
        if (_position >= 0) return _builder.Add(new InputOperation(_position, _builder.Columns[_position].Type));
        _position = _builder.Columns.Count;
        return _builder.AddColumn("sessionPosition", ColumnRole.Carry, new TensorType(Shape.Scalar, ElementType.Integer));
    }

    private bool AddScan(int i, ScanOperation scan, Node node, Kind[] kinds)
    {
        if (scan.Reverse) return Refuse($"'{LayerOf(i)}' goes through the sequence from its end");
        if (scan.Steps != _steps) return Refuse($"'{LayerOf(i)}' takes {OperationText.Number(scan.Steps)} steps, and the sequence has {OperationText.Number(_steps)}");
        var arguments = new int[kinds.Length];
        for (int o = 0; o < kinds.Length; o++)
        {
            var column = scan.Body.Columns[o];
            if (o < scan.Carries)
            {
                if (!column.Type.Batched || column.Type.Element != ElementType.Real || kinds[o] != Kind.Static || InitialOf(node.Operands[o]) is not { } initial)
                    return Refuse($"'{LayerOf(i)}' begins with something else than one number for all of its state");
                int index = _builder.Columns.Count;
                arguments[o] = _builder.AddColumn("sessionCarry" + OperationText.Number(index), ColumnRole.Carry, column.Type);
                _values.Add((index, -1, (int)column.Type.Shape.Length, initial));
            }
            else if (o < scan.Carries + scan.Sequences) arguments[o] = kinds[o] == Kind.Sequence ? _nodes[node.Operands[o]] : kinds[o] == Kind.Static ? Row(node.Operands[o]) : -1;
            else arguments[o] = kinds[o] == Kind.Static ? _nodes[node.Operands[o]] : -1;
            if (arguments[o] < 0) return false;
        }
        int[] map = _builder.Inline(scan.Body, arguments);
        int[] results = [.. scan.Body.Outputs.Select(o => map[o.Node])];
        int first = _values.Count - scan.Carries;
        for (int c = 0; c < scan.Carries; c++) _values[first + c] = _values[first + c] with { Next = results[c] };
        _scans[i] = (results.Take(scan.Carries).ToArray(), results.Skip(scan.Carries).ToArray());
        return Set(i, Kind.Sequence, -1);
    }

    /// <summary>The number that all elements are; null where they are others.</summary>
    private double? InitialOf(int node) => _whole.Nodes[node].Operation switch
    {
        ConstantOperation constant when constant.Values.All(v => v == constant.Values[0]) => constant.Values[0],
        BroadcastOperation or ReshapeOperation => InitialOf(_whole.Nodes[node].Operands[0]),
        _ => null,
    };
}
