using NetGen.Compiler.Declaration;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>What a session keeps from step to step.</summary>
/// <param name="Column">The column of the function that reads it.</param>
/// <param name="Output">The index of the result that gives the next.</param>
/// <param name="Initial">What it begins with, unless it begins with a value of the context.</param>
/// <param name="Context">The value of the context that it begins with, or -1.</param>
internal sealed record SessionValue(int Column, int Output, int Length, double Initial, int Context);

/// <summary>The keys or values of attention, a row for each step so far.</summary>
/// <param name="Column">The column of the function that reads all rows.</param>
/// <param name="Output">The index of the result that gives the present one.</param>
internal sealed record SessionCache(int Column, int Output, int Rows, int RowLength);

/// <summary>One step of a network over sequences, as a function.</summary>
/// <param name="Values">Carries of recurrences: columns that results of the function take the place of.</param>
/// <param name="Limit">The most steps; null for any number.</param>
/// <param name="Position">The column of the number of the step, or -1.</param>
/// <param name="IsEveryStep">Whether the network gives a result for each step, rather than one behind the last.</param>
internal sealed record SessionPlan(Function Function, EquatableArray<SessionValue> Values, int? Limit, int Input, int Position, bool IsEveryStep)
{
    /// <summary>What is known before the first step.</summary>
    public SessionContexts Contexts { get; init; } = SessionContexts.None;

    public EquatableArray<SessionCache> Caches { get; init; } = [];

    /// <summary>The column of the number of keys with the present one, or -1.</summary>
    public int Keys { get; init; } = -1;
}

/// <summary>
/// Makes one step of the inference function: sequences lose their time axis, recurrences become one run of their body, whose carries are columns and results, and causal attention looks at the
/// present key and those of the steps before. One input advances with the steps; what depends on the others alone is computed before the first. A network whose results depend on steps to come,
/// as behind a reverse recurrence or a mean over time, has none.
/// </summary>
internal sealed class SessionFunction
{
    public const string Name = "session", ContextName = "sessionContext";

    private readonly NetworkDefinition _definition;
    private readonly Function _whole;
    private readonly int _input, _steps;
    private readonly FunctionBuilder _builder = new(Name);
    private readonly SessionContextBuilder _contexts;
    private readonly Kind[] _kinds;
    private readonly int[] _nodes;
    private readonly Dictionary<int, (int[] Carries, int[] Outputs)> _scans = [];
    private readonly List<(int Column, int Next, int Length, double Initial, int Context)> _values = [];
    private readonly List<(int Column, int Next, int RowLength)> _caches = [];
    private int _position = -1, _keys = -1;
    private string? _refusal;

    private enum Kind : byte
    {
        Unknown,

        /// <summary>The same in all steps and sessions.</summary>
        Static,

        /// <summary>The same in all steps of a session: it depends on inputs that don't advance.</summary>
        Context,

        /// <summary>A value of each step, without its time axis.</summary>
        Sequence,

        /// <summary>What is known behind the latest step.</summary>
        Latest,
    }

    private SessionFunction(NetworkDefinition definition, int input)
    {
        (_definition, _whole, _input) = (definition, definition.Inference, input);
        _steps = _whole.Columns[input].Type.Shape[0];
        _kinds = new Kind[_whole.Nodes.Count];
        _nodes = new int[_whole.Nodes.Count];
        _contexts = new SessionContextBuilder(_whole, _builder);
    }

    /// <summary>The function, or what hinders it; neither for a network without recurrence and attention.</summary>
    public static (SessionPlan? Plan, string? Refusal) Of(NetworkDefinition definition)
    {
        var function = definition.Inference;
        if (definition.HasErrors || !function.Nodes.Any(n => n.Operation is ScanOperation or AttentionOperation)) return default;
        int[] inputs = [.. Enumerable.Range(0, function.Columns.Count).Where(c => function.Columns[c].Role == ColumnRole.Input && definition.Hyperparameters.All(h => h.Name != function.Columns[c].Name))];
        int[] free = [.. inputs.Where(c => !definition.Contexts.Contains(function.Columns[c].Name))];
        if (free.Length == 0) return (null, "all inputs are marked [Context], and none is left to step through");
        var sequences = free.Where(c => IsSequence(function.Columns[c].Type)).Select(c => new SessionFunction(definition, c)).ToArray();
        if (sequences.Length == 0)
            return (null, free.Length == 1 ? $"its input {NameOf(free[0])} is no sequence of numbers or of tokens" : $"none of its inputs {string.Join(", ", free.Select(NameOf))} is a sequence of numbers or of tokens");
        var attempts = sequences.Select(s => (Session: s, Plan: s.Build())).ToArray();

        // An encoder that goes forward could be stepped too, but not so that it gives a result for each step.
        var plans = attempts.Where(a => a.Plan is not null).ToArray();
        if (plans.Any(p => p.Plan!.IsEveryStep)) plans = [.. plans.Where(p => p.Plan!.IsEveryStep)];
        if (plans.Length == 1) return (plans[0].Plan, null);
        if (plans.Length > 1)
            return (null, $"it could step through {string.Join(" or ", plans.Select(p => NameOf(p.Session._input)))}: mark those that are given before the first step with [Context]");
        var refused = attempts.Where(a => a.Session._refusal is not null).ToArray();
        if (refused.Length == 0) return default;
        return (null, sequences.Length == 1 ? refused[0].Session._refusal
            : "it can step through none of its inputs: " + string.Join("; ", refused.Select(a => $"through {NameOf(a.Session._input)} not, because {a.Session._refusal}")));

        string NameOf(int column) => $"'{function.Columns[column].Name}'";

        static bool IsSequence(TensorType type) => type.Batched && type.Shape.Rank > 0 && (type.Element == ElementType.Real || type.Shape.Rank == 1);
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
            _builder.Build(), _values.Select((v, i) => new SessionValue(v.Column, i + 1, v.Length, v.Initial, v.Context)).ToEquatableArray(),
            _position < 0 && _keys < 0 && !_contexts.HasRows ? null : _steps, _builder.Columns.Select((c, i) => (c.Name, i)).First(c => c.Name == _whole.Columns[_input].Name).i, _position,
            _kinds[result] == Kind.Sequence)
        {
            Contexts = _contexts.Build(),
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
        bool isSequence = kinds.Contains(Kind.Sequence), isLatest = kinds.Contains(Kind.Latest), isContext = kinds.Contains(Kind.Context);
        switch (node.Operation)
        {
            case InputOperation input:
                var column = _whole.Columns[input.Column];
                if (input.Column == _input) return Set(i, Kind.Sequence, _builder.AddColumn(column.Name, column.Role, Step(column.Type)));
                if (_definition.Hyperparameters.All(h => h.Name != column.Name)) return Set(i, Kind.Context, -1);
                return Set(i, Kind.Static, _builder.AddColumn(column.Name, column.Role, column.Type));
            case ItemOperation item when _scans.TryGetValue(node.Operands[0], out var scan):
                return item.Index < scan.Carries.Length ? Set(i, Kind.Latest, scan.Carries[item.Index]) : Set(i, Kind.Sequence, scan.Outputs[item.Index - scan.Carries.Length]);
            case ScanOperation scan when isSequence: return AddScan(i, scan, node, kinds);
            case RandomUniformOperation or BatchSizeOperation: return false;
            case ReduceOperation { OverBatch: true } when isSequence || isLatest || isContext: return Refuse($"'{LayerOf(i)}' looks at the other samples of the batch");
        }
        if (isSequence && isLatest) return false;
        if (!isSequence && !isLatest && isContext) return Set(i, Kind.Context, -1);
        if (!isSequence) return Set(i, isLatest ? Kind.Latest : Kind.Static, Labelled(_builder.Add(node.Operation, [.. node.Operands.Select(Whole)]), node));
        if (Stepped(i, node, kinds) is not { } stepped) return false;
        Labelled(stepped, node);
        if (_kinds[i] == Kind.Unknown) _kinds[i] = Kind.Sequence;
        _nodes[i] = stepped;
        return true;
    }

    private static bool IsFixed(Kind kind) => kind is Kind.Static or Kind.Context;

    /// <summary>A value as a step sees it: the present part of a sequence, all of another.</summary>
    private int Whole(int node) => _kinds[node] == Kind.Context ? _contexts.Whole(node) : _nodes[node];

    /// <summary>What a value that is no sequence of steps has for the present one, beside sequences of a rank.</summary>
    private int Beside(int node, int rank)
    {
        var type = _whole.Nodes[node].Type;
        if (!IsFixed(_kinds[node]) || type.Shape.Rank < rank) return Whole(node);
        return type.Shape[0] == 1 ? _builder.Reshape(Whole(node), Step(type).Shape) : Row(node);
    }

    private int AsRow(int node) => _builder.Reshape(node, new Shape(1, _builder.ShapeOf(node)[0]));

    /// <summary>An operation on sequences for one step; null where it mixes the steps.</summary>
    private int? Stepped(int i, Node node, Kind[] kinds)
    {
        var shape = node.Type.Shape;
        int[] operands = [.. node.Operands];
        int rank = RankOf(0);
        switch (node.Operation)
        {
            case MapOperation map:
                if (shape.Rank == 1 && map.Expression.Nodes.Any(n => n.Operator == ScalarOperator.Position)) return null;
                if (operands.Where((_, o) => kinds[o] == Kind.Sequence && RankOf(o) != shape.Rank).Any()) return null;
                return _builder.Add(map, [.. operands.Select(o => Beside(o, shape.Rank))]);
            case AttentionOperation attention: return Attend(i, attention, operands, kinds);
            case MatMulOperation product when rank > 2 || RankOf(1) > 2:
                if (operands.Where((_, o) => kinds[o] == Kind.Sequence && RankOf(o) != shape.Rank).Any()) return null;
                return _builder.Add(product, [.. operands.Select(o => Beside(o, shape.Rank))]);
            case MatMulOperation { TransposeA: false } product when IsFixed(kinds[1]): return _builder.Reshape(_builder.Add(product, AsRow(_nodes[operands[0]]), Whole(operands[1])), Step(node.Type).Shape);
            case DenseOperation when rank > 1 && IsFixed(kinds[1]): return _builder.Add(node.Operation, [.. operands.Select(Whole)]);
            case GatherOperation when IsFixed(kinds[0]): return _builder.Add(node.Operation, [.. operands.Select(Whole)]);
            case StopGradientOperation: return _builder.Add(node.Operation, _nodes[operands[0]]);
            case ReduceOperation reduce when !reduce.Axes.Contains(0): return _builder.Add(reduce with { Axes = [.. reduce.Axes.Select(a => a - 1)] }, _nodes[operands[0]]);
            case ReshapeOperation when shape.Rank > 0 && shape[0] == _steps: return _builder.Reshape(_nodes[operands[0]], Step(node.Type).Shape);
            case BroadcastOperation when rank == shape.Rank: return _builder.Broadcast(_nodes[operands[0]], Step(node.Type));
            case PermuteOperation permute when permute.Axes[0] == 0: return _builder.Add(new PermuteOperation([.. permute.Axes.Skip(1).Select(a => a - 1)]), _nodes[operands[0]]);
            case ConcatOperation { Axis: > 0 } concat: return _builder.Add(new ConcatOperation(concat.Axis - 1), [.. operands.Select(o => Beside(o, shape.Rank))]);
            case SliceOperation slice when slice.Step[0] == 1:
                int part = slice.Start.Count == 1 ? _nodes[operands[0]]
                    : _builder.Add(new SliceOperation([.. slice.Start.Skip(1)], [.. slice.Length.Skip(1)], [.. slice.Step.Skip(1)]), _nodes[operands[0]]);
                if (slice.Length[0] == _steps) return part;
                if (slice.Start[0] != _steps - 1) return null;

                // The last step of the sequence is the latest one here.
                _kinds[i] = Kind.Latest;
                return _builder.Reshape(part, shape);
            default: return null;
        }

        int RankOf(int operand) => _whole.Nodes[operands[operand]].Type.Shape.Rank;
    }

    /// <summary>
    /// The present query. Keys and values are those of a context, or the present ones and then those of the steps before: their order doesn't matter.
    /// </summary>
    private int? Attend(int i, AttentionOperation attention, int[] operands, Kind[] kinds)
    {
        bool toContext = IsFixed(kinds[1]) && IsFixed(kinds[2]), hasLengths = operands.Length > 3;
        if (!toContext && !attention.Causal)
        {
            Refuse($"'{LayerOf(i)}' looks at steps that are still to come, unless it is causal");
            return null;
        }
        if (hasLengths && (attention.Causal || attention.MasksQueries))
        {
            Refuse($"'{LayerOf(i)}' takes lengths of what is stepped through: a session has as many steps as it takes, and causal attention sees none behind them");
            return null;
        }
        if (kinds[0] != Kind.Sequence || !toContext && !kinds.All(k => k == Kind.Sequence) || hasLengths && !IsFixed(kinds[3])) return null;
        if (toContext && attention.Causal && _whole.Nodes[operands[1]].Type.Shape[0] < _steps) return null;

        int[] lengths = attention.Causal ? [Keys()] : hasLengths ? [Whole(operands[3])] : [];
        int keys = toContext ? Whole(operands[1]) : WithCache(_nodes[operands[1]]), values = toContext ? Whole(operands[2]) : WithCache(_nodes[operands[2]]);
        int result = _builder.Add(attention with { Causal = false }, [AsRow(_nodes[operands[0]]), keys, values, .. lengths]);
        return _builder.Reshape(result, new Shape(_builder.ShapeOf(result)[1]));

        int WithCache(int node)
        {
            int column = _builder.Columns.Count, size = _builder.ShapeOf(node)[0];
            int cache = _builder.AddColumn("sessionCache" + OperationText.Number(column), ColumnRole.Carry, new TensorType(new Shape(_steps, size)));
            _caches.Add((column, node, size));
            return _builder.Add(new ConcatOperation(0), AsRow(node), cache);
        }
    }

    /// <summary>The number of keys up to the present one.</summary>
    private int Keys()
    {
        if (_keys >= 0) return _builder.Add(new InputOperation(_keys, _builder.Columns[_keys].Type));
        _keys = _builder.Columns.Count;
        return _builder.AddColumn("sessionKeys", ColumnRole.Carry, new TensorType(Shape.Scalar, ElementType.Integer));
    }

    /// <summary>What a value that is the same in all steps has for the present one.</summary>
    private int Row(int node)
    {
        var (operation, operands) = (_whole.Nodes[node].Operation, _whole.Nodes[node].Operands);
        int rank = _whole.Nodes[node].Type.Shape.Rank;
        if (operation is BroadcastOperation broadcast && _whole.Nodes[operands[0]].Type.Shape.Rank < broadcast.Type.Shape.Rank) return _builder.Broadcast(Whole(operands[0]), Step(broadcast.Type));
        if (_kinds[node] == Kind.Context) return _contexts.Row(node);
        if (operation is MapOperation map && !(rank == 1 && map.Expression.Nodes.Any(n => n.Operator == ScalarOperator.Position)))
            return _builder.Add(map, [.. operands.Select(o => Beside(o, rank))]);
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
            int operand = node.Operands[o];
            if (o < scan.Carries)
            {
                if (!column.Type.Batched || column.Type.Element != ElementType.Real || !IsFixed(kinds[o])) return Refuse($"'{LayerOf(i)}' begins with a state that is known only behind a sequence");
                int index = _builder.Columns.Count;
                arguments[o] = _builder.AddColumn("sessionCarry" + OperationText.Number(index), ColumnRole.Carry, column.Type);
                double? initial = InitialOf(operand);
                _values.Add((index, -1, (int)column.Type.Shape.Length, initial ?? 0, initial is null ? _contexts.Keep(operand) : -1));
            }
            else if (o < scan.Carries + scan.Sequences) arguments[o] = kinds[o] == Kind.Sequence ? _nodes[operand] : IsFixed(kinds[o]) ? Row(operand) : -1;
            else arguments[o] = IsFixed(kinds[o]) ? Whole(operand) : -1;
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
