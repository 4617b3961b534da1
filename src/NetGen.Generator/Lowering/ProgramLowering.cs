using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>From a function to kernel calls: canonical form, fusion, order, layout, loops, memory.</summary>
internal sealed partial class ProgramLowering
{
    private readonly LoweredGraph _graph;
    private readonly FusionState _state;
    private readonly Precision _precision;
    private readonly List<KernelGroup> _order;
    private readonly List<BufferPlan.Request> _requests;
    private readonly Dictionary<LoweredNode, int> _buffers = [];
    private readonly List<EquatableArray<double>> _constants;

    // For the body of a recurrence: how many are around it, and the number of its first carry.
    private readonly int _depth, _carries;
    private readonly CarryCount _carryCount;

    /// <param name="around">The lowering of the function that the state is the body of a recurrence in: memory and constants are shared.</param>
    private ProgramLowering(FusionState state, ProgramLowering? around = null)
    {
        _requests = around?._requests ?? [];
        _constants = around?._constants ?? [];
        _depth = around is null ? 0 : around._depth + 1;
        _carryCount = around?._carryCount ?? new CarryCount();
        if (around is not null)
        {
            _carries = _carryCount.Next;
            _carryCount.Next += state.Graph.Function.Columns.Count;
        }
        _state = state;
        _graph = state.Graph;
        _precision = _graph.Module.Precision;
        _order = KernelOrder.Sort(state);
    }

    public static NetworkProgram Lower(Module module) => new(module, module.Functions.Select(f => Lower(module, f)).ToEquatableArray());

    public static FunctionProgram Lower(Module module, Function function) =>
        new ProgramLowering(FusionRules.Run(Canonicalizer.Run(module, function))).Lower();

    private sealed class CarryCount
    {
        public int Next { get; set; }
    }

    private FunctionProgram Lower()
    {
        var calls = Calls();
        var regions = CallRegion.Cut(calls);
        // A function that is called as a whole for ranges of samples has an arena for each of them.
        bool whole = FunctionProgram.ArePerSample(_graph.Function, _graph.Phases, calls);
        Location? loss = _graph.Outputs.Any(o => o.Output.Role == OutputRole.Loss) ? Memory(_graph.Outputs.First(o => o.Output.Role == OutputRole.Loss).Node) : null;
        return new FunctionProgram(_graph.Function, _graph.Phases, calls.ToEquatableArray(), BufferPlan.Place(_requests, _precision, whole ? null : CallRegion.ByCall(regions)), _constants.ToEquatableArray(), loss);
    }

    private List<KernelCall> Calls()
    {
        var invocations = _order.Select(g => g.IsLoop ? LoopBuilder.Build(_graph, g, InArena) : null).ToArray();
        PlaceValues();
        var scratch = new Dictionary<(int Step, int Argument), int>();
        for (int step = 0; step < _order.Count; step++) PlaceScratch(step, invocations[step], scratch);
        for (int step = 0; step < _order.Count; step++) AllowInPlace(invocations[step], step, scratch);

        var calls = new List<KernelCall>();
        for (int step = 0; step < _order.Count; step++)
        {
            var group = _order[step];
            int needs = group.Phase == _graph.Phases - 1 ? group.Needs : Need.Always;
            string comment = ProgramComments.Of(_graph, group);
            var node = group.Members[0];
            calls.Add(node.Kind switch
            {
                _ when invocations[step] is { } invocation => Loop(group, invocation, step, needs, comment, scratch),
                LoweredKind.Scan => Scan(node, needs, comment, step),
                LoweredKind.Random => Random(node, needs, comment),
                LoweredKind.Routine => RoutineCalls.Of(node, needs, comment, Memory, Written(node)),
                _ when node.Operation is not null => WindowCalls.Of(node, needs, comment, _precision, _graph.Parameters, Memory, Written),
                _ => Product(group, needs, comment),
            });
            if (group.Members.Any(m => m.Storage.HasZeros)) calls[step] = calls[step] with { Zeros = ZerosOf(group) };
        }
        return calls;
    }

    private EquatableArray<ZerosBeside> ZerosOf(KernelGroup group) => group.Members.Where(m => m.Storage.HasZeros).Select(m =>
    {
        var strides = Strides.Of(m, m.Type, _precision, false);
        return new ZerosBeside(At(m, strides.Sample), strides);
    }).ToEquatableArray();

    /// <summary>Whether a value needs memory beside that of outputs: another kernel reads it, or it is the loss, or a part of a step that lies in its sequence.</summary>
    private bool InArena(LoweredNode node) =>
        IsLoss(node) || node.Within is not null && node.Storage.StackedAs is not null || Readers(node).Any(r => r != _state.GroupOf(node));

    private bool IsLoss(LoweredNode node) => _graph.OutputsOf[node].Any(o => _graph.Outputs[o].Output.Role == OutputRole.Loss);

    private IEnumerable<KernelGroup> Readers(LoweredNode node)
    {
        foreach (var reader in _state.ReadersOf(node))
            if (reader.Kind is LoweredKind.View or LoweredKind.Joined or LoweredKind.ScanItem)
                foreach (var through in Readers(reader)) yield return through;
            else yield return _state.GroupOf(reader)!;
    }

    private void PlaceValues()
    {
        var steps = new Dictionary<KernelGroup, int>();
        for (int step = 0; step < _order.Count; step++) steps.Add(_order[step], step);
        for (int step = 0; step < _order.Count; step++)
            foreach (var node in _order[step].Members.SelectMany(m => m.Kind == LoweredKind.Scan ? ItemsOf(m) : [m]))
            {
                if (!InArena(node)) continue;
                bool loss = IsLoss(node);
                int last = Readers(node).Select(g => steps[g]).Append(step).Max();

                // What the second phase reads of the first stays as it is: it may run more than once.
                if (loss || node.Phase < _order[last].Phase) last = _order.Count;
                var memory = node.Storage;
                if (memory.StackedAs is not null) continue;
                if (_buffers.TryGetValue(memory, out int whole))
                {
                    // Another part of the same memory.
                    _requests[whole] = _requests[whole] with { Last = Math.Max(last, _requests[whole].Last) };
                    continue;
                }
                _buffers[memory] = _requests.Count;
                _requests.Add(new BufferPlan.Request(memory.ToString(), Layout.Elements(memory, _precision), step, last, []));
            }
    }

    private void PlaceScratch(int step, LoopInvocation? invocation, Dictionary<(int Step, int Argument), int> scratch)
    {
        if (invocation is null) return;
        for (int i = 0; i < invocation.Arguments.Count; i++)
        {
            var argument = invocation.Arguments[i];
            bool optional = argument.Output >= 0 && NeedsSink(_order[step], _graph.Outputs[argument.Output].Output);
            if (!optional && !invocation.Scratch.Contains(i)) continue;
            scratch[(step, i)] = _requests.Count;
            var size = optional ? argument.Node.Length : Layout.Elements(argument.Node, _precision);
            _requests.Add(new BufferPlan.Request("scratch of " + argument.Node, size, step, step, []));
        }
    }

    /// <summary>Whether a kernel runs for other results too when this one isn't wanted.</summary>
    private bool NeedsSink(KernelGroup group, Output output) => output.Role switch
    {
        OutputRole.ParameterGradient => group.Needs != Need.Parameters,
        OutputRole.InputGradient => group.Needs != Need.Column(output.Index),
        _ => false,
    };

    private void AllowInPlace(LoopInvocation? invocation, int step, Dictionary<(int Step, int Argument), int> scratch)
    {
        if (invocation is null) return;
        var taken = new HashSet<int>();
        for (int i = 0; i < invocation.Arguments.Count; i++)
        {
            var argument = invocation.Arguments[i];
            if (!argument.IsWritten || argument.Output >= 0 || argument.Node.Storage.StackedAs is not null) continue;
            int request = invocation.Scratch.Contains(i) ? scratch[(step, i)] : _buffers[argument.Node.Storage];
            foreach (int candidate in argument.InPlaceOf)
                if (_buffers.TryGetValue(invocation.Arguments[candidate].Node.Storage, out int source) && _requests[source].Last == step && taken.Add(source))
                {
                    _requests[request] = _requests[request] with { InPlaceOf = [source] };
                    break;
                }
        }
    }

    private Location Memory(LoweredNode node)
    {
        node = node.Storage;
        if (node.StackedAs is { } output) return Destination(output);
        switch (node.Kind)
        {
            case LoweredKind.Column: return new Location(Region.Column, node.Index);
            case LoweredKind.Parameter: return new Location(Region.Parameter, _graph.Parameters.Parameters[node.Index].Offset);
            case LoweredKind.State: return new Location(Region.State, _graph.Parameters.States[node.Index].Offset);
            case LoweredKind.BatchSize: return new Location(Region.BatchSize, node.Index);
            case LoweredKind.Constant:
                int known = _constants.IndexOf(node.Values);
                if (known < 0)
                {
                    known = _constants.Count;
                    _constants.Add(node.Values);
                }
                return new Location(Region.Constant, known);
            default: return new Location(Region.Arena, _buffers[node]);
        }
    }

    private Location Destination(int output)
    {
        var o = _graph.Outputs[output].Output;
        return o.Role switch
        {
            OutputRole.ParameterGradient => new Location(Region.Gradient, _graph.Parameters.Parameters[o.Index].Offset),
            OutputRole.State => new Location(Region.State, _graph.Parameters.States[o.Index].Offset),
            _ => new Location(Region.Output, output),
        };
    }

    private LoopCall Loop(KernelGroup group, LoopInvocation invocation, int step, int needs, string comment, Dictionary<(int Step, int Argument), int> scratch)
    {
        int batch = LoopCall.BatchLoopOf(invocation.Sizes);
        var arguments = invocation.Arguments.Select((a, i) =>
        {
            Location? extra = scratch.TryGetValue((step, i), out int buffer) ? new Location(Region.Arena, buffer) : null;
            int moved = batch < 0 ? 0 : invocation.Sizes[batch].Factor * invocation.Kernel.Step(i, batch, invocation.Strides);
            return a.Output >= 0 ? new Argument(Destination(a.Output), moved, extra)
                : new Argument(invocation.Scratch.Contains(i) ? extra!.Value : Memory(a.Node), moved, Offset: a.Offset + Layout.Offset(a.Node, _precision));
        });
        return new LoopCall(group.Phase, needs, comment, invocation.Kernel, arguments.ToEquatableArray(), invocation.Sizes, invocation.Strides);
    }

    private RandomCall Random(LoweredNode node, int needs, string comment)
    {
        int elements = (int)node.Type.Shape.Length, leading = Layout.Strides(node, _precision)[0];
        return new RandomCall(node.Phase, needs, comment, new Argument(Memory(node), leading), elements, leading, node.Index);
    }

    /// <param name="step">Elements from a sample to the next.</param>
    private Argument At(LoweredNode node, int step) => new(Memory(node), step, Offset: Layout.Offset(node, _precision));

    /// <summary>A product writes one place: a result where it is one, else its memory in the arena.</summary>
    private Location Written(LoweredNode node)
    {
        int[] outputs = _graph.OutputsOf[node].ToArray();
        return outputs.Length > 0 ? Destination(outputs[0]) : Memory(node);
    }

    private ProductCall Product(KernelGroup group, int needs, string comment)
    {
        var node = group.Members[0];
        var x = node.Operands[0].Node;
        var weights = node.Operands[1].Node;
        if (node.Kind == LoweredKind.WeightGradient)
        {
            int inputs = node.Type.Shape[1], outputs = node.Type.Shape[0];
            return new ProductCall(
                node.Phase, needs, comment, node.Kind, inputs, outputs, null, At(x, 0), Leading(x, inputs), At(weights, 0), Leading(weights, outputs),
                node.BiasGradient is { } bias ? new Argument(Written(bias), 0) : null, new Argument(Written(node), 0), 0, Rows(x));
        }
        bool forward = node.Kind == LoweredKind.Dense;
        var shape = weights.Kind == LoweredKind.Parameter || forward ? weights.Type.Shape : new Shape(weights.Type.Shape[1], weights.Type.Shape[0]);
        int from = forward ? shape[1] : shape[0], to = forward ? shape[0] : shape[1];
        var result = Written(node);
        int leading = result.Region == Region.Output ? _graph.StrideOf(result.Index) ?? to : Leading(node, to), leadingX = Leading(x, from);
        var rows = Rows(x);
        int moved = rows.Batched ? rows.Factor : 0;
        return new ProductCall(
            node.Phase, needs, comment, node.Kind, from, to, node.Expression, At(x, moved * leadingX), leadingX,
            new Argument(forward || node.Index < 0 ? Memory(weights) : new Location(Region.Transposed, node.Index), 0), 0,
            node.Bias is { } b ? new Argument(new Location(Region.Parameter, _graph.Parameters.Parameters[b].Offset), 0) : null, new Argument(result, moved * leading), leading, rows)
        {
            Residual = node.Residual is { } r ? new Argument(Memory(r), moved * Leading(r, to)) : null, LeadingResidual = node.Residual is { } residual ? Leading(residual, to) : 0,
        };
    }

    /// <summary>The number of rows that a product sees: all axes but the last.</summary>
    private static Extent Rows(LoweredNode x) => x.HasLastAxis ? x.Axes.Take(x.Axes.Count - 1).Aggregate(Extent.One, (a, b) => a * b) : x.Length;

    /// <summary>The distance of rows.</summary>
    private int Leading(LoweredNode node, int size)
    {
        var strides = Layout.Strides(node, _precision);
        int rows = node.HasLastAxis ? node.Axes.Count - 1 : node.Axes.Count;
        return rows == 0 ? size : strides[rows - 1];
    }
}
