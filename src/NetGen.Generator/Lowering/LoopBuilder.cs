using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>What a kernel's operand stands for in one call.</summary>
/// <param name="Node">The value.</param>
/// <param name="Output">The output that the caller wants filled, or -1 for the value's own memory.</param>
/// <param name="InPlaceOf">Arguments that are read for the last time no later than this one is written, element by element.</param>
internal sealed record LoopArgument(LoweredNode Node, int Output, bool IsWritten, EquatableArray<int> InPlaceOf)
{
    /// <summary>Elements from the value's first one to the first that is read.</summary>
    public int Offset { get; init; }
}

/// <summary>A kernel and what it is called with: arguments, the sizes of its loops, and its strides.</summary>
internal sealed record LoopInvocation(LoopKernel Kernel, EquatableArray<LoopArgument> Arguments, EquatableArray<Extent> Sizes, EquatableArray<int> Strides)
{
    /// <summary>Arguments for which the arena must hold memory during this call only.</summary>
    public EquatableArray<int> Scratch { get; init; } = [];
}

/// <summary>Makes the kernel of a group of maps and reductions: stages, passes and loops.</summary>
internal sealed class LoopBuilder
{
    private readonly LoweredGraph _graph;
    private readonly KernelGroup _group;
    private readonly Func<LoweredNode, bool> _inArena;
    private readonly Precision _precision;
    private readonly HashSet<LoweredNode> _members;
    private readonly Dictionary<LoweredNode, int> _levels = [];
    private readonly Dictionary<LoweredNode, int> _lanes = [];
    private readonly Dictionary<LoweredNode, int> _kept = [];
    private readonly List<OperandDraft> _operands = [];
    private readonly List<(LoweredNode Member, int Operand)> _stores = [];
    private LoopOrder _loopOrder;
    private List<Loop> _loops = [];

    private LoopBuilder(LoweredGraph graph, KernelGroup group, Func<LoweredNode, bool> inArena)
    {
        _graph = graph;
        _group = group;
        _inArena = inArena;
        _precision = graph.Module.Precision;
        _members = [.. group.Members];
    }

    /// <param name="inArena">Whether other kernels read a value, so that it needs memory of its own.</param>
    public static LoopInvocation Build(LoweredGraph graph, KernelGroup group, Func<LoweredNode, bool> inArena) => new LoopBuilder(graph, group, inArena).Build();

    private sealed record OperandDraft(LoweredNode Node, Reading Reading, int Output, bool IsWritten, int[] Strides)
    {
        public int FirstWrite { get; set; } = int.MaxValue;

        public int LastRead { get; set; } = -1;

        public bool IsScratch { get; init; }

        public int Offset { get; init; }

        /// <summary>Whether other values lie between its rows.</summary>
        public bool IsPart => Reading.IsPart || Node.Within is not null || Node.SampleStride is not null || IsStep;

        /// <summary>Whether it is written as one step of a sequence.</summary>
        public bool IsStep { get; init; }
    }

    private LoopInvocation Build()
    {
        var order = Ordered();
        foreach (var member in order) FindLevel(member);
        foreach (var member in order)
            if (member.Kind == LoweredKind.Reduce || !IsFull(member) && order.Any(m => Reads(m, member) && (m.Kind == LoweredKind.Reduce || IsFull(m))))
                _lanes.Add(member, _lanes.Count);

        foreach (var member in order)
            foreach (var operand in member.Operands)
                if (!_members.Contains(operand.Node)) AddRead(member, operand);
        foreach (var member in order)
        {
            if (_inArena(member)) _stores.Add((member, AddWritten(member, -1)));
            foreach (int i in _graph.OutputsOf[member])
                if (_graph.Outputs[i].Output.Role != OutputRole.Loss) _stores.Add((member, AddWritten(member, i)));
        }
        KeepExpensive(order);

        var positioned = new HashSet<int>();
        foreach (var member in order)
            if (member.Expression is { } e && e.Nodes.Any(n => n.Operator == ScalarOperator.Position)) positioned.Add(PositionAxis(member));
        bool padding = !_operands.Any(o => o.IsPart) && order.All(m => m.Expression is not { } e || ExpressionRewriting.KeepsFinite(e));
        (_loopOrder, _loops) = LoopNest.Build(
            _group.Domain, _group.Reduced, _operands.Select(o => o.Strides).ToArray(), _operands.Select(o => o.Node.IsInteger).ToArray(), positioned, padding);

        int stages = order.Where(m => m.Kind == LoweredKind.Reduce || _stores.Any(s => s.Member == m)).Max(m => _levels[m]) + 1;
        return Finish(Enumerable.Range(0, stages).Select(s => BuildStage(s, order)).ToEquatableArray());
    }

    /// <summary>Operands first, else by number: what a rule made later may be read by earlier nodes.</summary>
    private LoweredNode[] Ordered()
    {
        var order = new List<LoweredNode>();
        var seen = new HashSet<LoweredNode>();
        foreach (var member in _members.OrderBy(m => m.Id)) Visit(member);
        return [.. order];

        void Visit(LoweredNode node)
        {
            if (!seen.Add(node)) return;
            foreach (var operand in node.Operands)
                if (_members.Contains(operand.Node)) Visit(operand.Node);
            order.Add(node);
        }
    }

    private bool IsFull(LoweredNode member) => _group.IsFull(member);

    private static bool Reads(LoweredNode reader, LoweredNode node) => reader.Operands.Any(o => o.Node == node);

    /// <summary>The axes of the domain that the axes of a member's operands and expressions are.</summary>
    private EquatableArray<int> Frame(LoweredNode member) =>
        member.Kind == LoweredKind.Reduce ? Enumerable.Range(0, _group.Domain.Count).ToEquatableArray() : _group.Placement(member);

    private int FindLevel(LoweredNode member)
    {
        int level = 0;
        foreach (var operand in member.Operands)
            if (_members.Contains(operand.Node)) level = Math.Max(level, _levels[operand.Node]);
        return _levels[member] = member.Kind == LoweredKind.Reduce ? level + 1 : level;
    }

    /// <summary>
    /// A value that is costly to compute and read again in a later pass is kept: in its own memory where it has some, in that of a result
    /// which is written later, or in scratch.
    /// </summary>
    private void KeepExpensive(LoweredNode[] order)
    {
        var lastUse = new Dictionary<LoweredNode, int>();
        void Visit(LoweredNode node, int stage)
        {
            if (!_members.Contains(node) || !IsFull(node)) return;
            if (ExpressionRewriting.IsExpensive(node.Expression!) && _levels[node] < stage)
            {
                lastUse[node] = Math.Max(stage, lastUse.TryGetValue(node, out int l) ? l : 0);
                return;
            }
            foreach (var operand in node.Operands) Visit(operand.Node, stage);
        }

        foreach (var member in order)
        {
            if (member.Kind == LoweredKind.Reduce) Visit(member.Operands[0].Node, _levels[member] - 1);
            else if (IsFull(member) && _stores.Any(s => s.Member == member))
                foreach (var operand in member.Operands) Visit(operand.Node, _levels[member]);
        }
        var hosts = new HashSet<int>();
        foreach (var kept in lastUse.OrderBy(p => p.Key.Id))
        {
            int own = _stores.FindIndex(s => s.Member == kept.Key);
            if (own >= 0)
            {
                _kept[kept.Key] = _stores[own].Operand;
                continue;
            }
            int host = _stores.FindIndex(s => IsFull(s.Member) && _levels[s.Member] >= kept.Value && !lastUse.ContainsKey(s.Member) && !hosts.Contains(s.Operand));
            int operand;
            if (host >= 0) hosts.Add(operand = _stores[host].Operand);
            else
            {
                operand = _operands.Count;
                _operands.Add(new OperandDraft(kept.Key, default, -1, true, Spread(Layout.Strides(kept.Key, _precision), _group.Placement(kept.Key))) { IsScratch = true });
            }
            _kept[kept.Key] = operand;
            _stores.Add((kept.Key, operand));
        }
    }

    private int[] Spread(int[] strides, EquatableArray<int> axes)
    {
        var spread = new int[_group.Domain.Count];
        for (int i = 0; i < strides.Length; i++) spread[axes[i]] = strides[i];
        return spread;
    }

    private int AddWritten(LoweredNode member, int output)
    {
        int[] strides = Layout.Strides(member, _precision, member.IsDense || output >= 0);
        if (_graph.StrideOf(output) is { } sample && strides.Length > 0) strides[0] = sample;
        _operands.Add(new OperandDraft(member, default, output, true, Spread(strides, _group.Placement(member))) { IsStep = _graph.StrideOf(output) is not null });
        return _operands.Count - 1;
    }

    private int AddRead(LoweredNode reader, Reading operand)
    {
        var frame = Frame(reader);
        var reading = operand.Follow(frame);
        int known = _operands.FindIndex(o => !o.IsWritten && o.Reading == reading);
        if (known >= 0) return known;
        var (strides, offset) = reading.Place(_group.Domain.Count, _precision);
        _operands.Add(new OperandDraft(operand.Node, reading, -1, false, strides) { Offset = offset });
        return _operands.Count - 1;
    }

    private int PositionAxis(LoweredNode member)
    {
        var frame = Frame(member);
        return frame[frame.Count - 1];
    }

    private int PositionLoad(LoweredNode member)
    {
        int axis = PositionAxis(member);
        var loop = _loops.First(l => l.Axis == axis);
        int index = _loops.Where(l => l.Role == loop.Role).ToList().IndexOf(loop);
        return index + (loop.Role == LoopRole.Inner ? LoopKernel.InnerPosition : loop.Role == LoopRole.Outer ? LoopKernel.OuterPosition : LoopKernel.ReducingPosition);
    }

    private LoopStage BuildStage(int stage, LoweredNode[] order)
    {
        var builder = new ExpressionBuilder();
        var known = new Dictionary<LoweredNode, Scalar>();
        bool inPass = false;
        var values = order.Where(m => m.Kind == LoweredKind.Map && _lanes.ContainsKey(m) && _levels[m] == stage)
            .Select(m => new LaneValue(_lanes[m], Root(Compute(m)))).ToArray();
        var laneStores = _stores.Where(s => !IsFull(s.Member) && _levels[s.Member] == stage).Select(s => Store(s, Compute(s.Member))).ToArray();

        // The pass reads the lane's values, which by then are there.
        inPass = true;
        known.Clear();
        var reductions = order.Where(m => m.Kind == LoweredKind.Reduce && _levels[m] == stage + 1)
            .Select(m => new LoopReduction(_lanes[m], m.Reduction, Root(Read(m, m.Operands[0])))).ToArray();
        var stores = _stores.Where(s => IsFull(s.Member) && _levels[s.Member] == stage).Select(s => Store(s, Compute(s.Member))).ToArray();
        return new LoopStage(new(values), new(laneStores), new(reductions), new(stores));

        Expression Root(Scalar scalar) => builder.Build(LoopKernel.ExpressionOperands, scalar);

        LoopStore Store((LoweredNode Member, int Operand) store, Scalar value)
        {
            var operand = _operands[store.Operand];
            operand.FirstWrite = Math.Min(operand.FirstWrite, stage);
            return new LoopStore(store.Operand, Root(value));
        }

        Scalar Read(LoweredNode reader, Reading operand)
        {
            if (_members.Contains(operand.Node)) return Compute(operand.Node);
            int index = AddRead(reader, operand);
            _operands[index].LastRead = Math.Max(_operands[index].LastRead, stage);
            return builder.Load(index);
        }

        Scalar Compute(LoweredNode member)
        {
            // Values of a lane that are assigned in the same stage are computed side by side, not from each other.
            if (_lanes.TryGetValue(member, out int lane) && (inPass || member.Kind == LoweredKind.Reduce || _levels[member] < stage))
                return builder.Load(LoopKernel.LaneBase + lane);
            if (known.TryGetValue(member, out var scalar)) return scalar;
            if (_kept.TryGetValue(member, out int kept) && _levels[member] < stage) return known[member] = builder.Load(kept);
            var operands = member.Operands.Select(o => Read(member, o)).ToArray();
            return known[member] = ExpressionRewriting.Inline(builder, member.Expression!, operands, () => builder.Load(PositionLoad(member)));
        }
    }

    private LoopInvocation Finish(EquatableArray<LoopStage> stages)
    {
        var strides = new List<int>();
        int Code(int stride)
        {
            if (stride < LoopOperand.FirstStride) return stride;
            int index = strides.IndexOf(stride);
            if (index < 0)
            {
                index = strides.Count;
                strides.Add(stride);
            }
            return index + LoopOperand.FirstStride;
        }

        var outer = _loops.Where(l => l.Role == LoopRole.Outer).ToArray();
        var reducing = _loops.Where(l => l.Role == LoopRole.Reducing).ToArray();
        var inner = _loops.SingleOrDefault(l => l.Role == LoopRole.Inner);
        var operands = _operands.Select((o, i) => new LoopOperand(
            o.Node.IsInteger, o.Node.Kind == LoweredKind.BatchSize, o.IsWritten, inner is not null && inner.Strides[i] == 1,
            outer.Select(l => Code(l.Strides[i])).ToEquatableArray(), reducing.Select(l => Code(l.Strides[i])).ToEquatableArray())).ToEquatableArray();
        var kernel = new LoopKernel(_precision, _loopOrder, inner is null, outer.Length, reducing.Length, operands, stages);
        var sizes = outer.Concat(reducing).Concat(inner is null ? [] : [inner]).Select(l => l.Size).ToEquatableArray();
        var arguments = _operands.Select(o => new LoopArgument(o.Node, o.Output, o.IsWritten, o.IsWritten ? InPlace(o) : []) { Offset = o.Offset }).ToEquatableArray();
        return new LoopInvocation(kernel, arguments, sizes, strides.ToEquatableArray())
        {
            Scratch = Enumerable.Range(0, _operands.Count).Where(i => _operands[i].IsScratch).ToEquatableArray(),
        };
    }

    /// <summary>The operands whose memory a result may take: the same elements, read for the last time before or as the result is written.</summary>
    private EquatableArray<int> InPlace(OperandDraft result)
    {
        var candidates = new List<int>();
        if (result.IsPart) return [];
        bool full = result.IsScratch || IsFull(result.Node);
        for (int i = 0; i < _operands.Count; i++)
        {
            var o = _operands[i];
            if (o.IsWritten || o.IsPart || o.Node.IsLeaf || o.Node.IsInteger || !o.Strides.SequenceEqual(result.Strides)) continue;
            if (_operands.Count(other => other.Node.Storage == o.Node.Storage) > 1) continue;
            if (o.Node.Length != result.Node.Length || full && o.LastRead > result.FirstWrite) continue;
            candidates.Add(i);
        }
        return candidates.ToEquatableArray();
    }
}
