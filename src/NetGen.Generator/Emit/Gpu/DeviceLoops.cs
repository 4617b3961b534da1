using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>A place in one of a network's buffers, or in a value that moves with the steps of a recurrence, which several operands of a kernel share a view of.</summary>
/// <param name="View">The view as C#, where kernels are launched.</param>
/// <param name="Moves">Whether the view is of one value, at a place that is known only as the program runs.</param>
internal sealed record SharedPlace(string View, string Offset, bool Moves)
{
    /// <summary>The view's name in the kernel.</summary>
    public string Name { get; init; } = View.TrimStart('_');
}

/// <summary>
/// Prints a kernel of maps and reductions. A <i>lane</i>, a row or a column, belongs to one thread, or to a slice of a group whose threads each take some of its
/// elements and add up what they have, in a fixed order. A map has a thread for each element.
/// </summary>
internal sealed class DeviceLoops
{
    private const int Threads = 256, Warp = 32, Warps = Threads / Warp;

    // From here on, a group's threads share a lane; below, a thread does it alone.
    private const int LongLane = 16;

    // A kernel takes fourteen arguments at most; of more operands, those of one buffer share its view.
    private const int MostViews = 13;

    private readonly LoopCall _call;
    private readonly LoopKernel _kernel;
    private readonly CodeWriter _writer = new();
    private readonly List<(string Name, Extent Size)> _lanes = [], _elements = [];
    private readonly int _slices, _lanesInGroup;
    private readonly DeviceExpressions _expressions;
    private readonly SharedPlace?[] _shared;
    private int _results;

    private DeviceLoops(LoopCall call, Func<Argument, SharedPlace?> place)
    {
        _call = call;
        _shared = new SharedPlace?[call.Arguments.Count];
        if (call.Arguments.Count > MostViews)
        {
            _shared = [.. call.Arguments.Select((a, i) => call.Kernel.Operands[i].IsInteger ? null : place(a))];
            var moving = _shared.Where(p => p is { Moves: true }).Select(p => p!.View).Distinct().ToList();
            _shared = [.. _shared.Select(p => p is { Moves: true } ? p with { Name = "step" + CodeWriter.Number(moving.IndexOf(p.View)) } : p)];
        }
        _kernel = call.Kernel;
        _expressions = new DeviceExpressions(_writer);
        bool reduces = _kernel.Stages.Any(s => s.Reductions.Count > 0);
        bool passes = _kernel.Stages.Any(s => s.HasPass), stores = _kernel.Stages.Any(s => s.LaneStores.Count > 0);
        bool columns = _kernel.Order == LoopOrder.Columns;

        // A map whose rows store values of their own too is one over rows.
        bool flat = !reduces && !stores;
        for (int i = 0; i < _kernel.Sizes; i++)
        {
            bool inner = i == _kernel.Outer + _kernel.Reducing;
            bool reducing = !inner && i >= _kernel.Outer;
            bool isLane = flat || (inner ? columns : !reducing);
            string name = inner ? "i" : (reducing ? "k" : "r") + CodeWriter.Number(reducing ? i - _kernel.Outer : i);
            (isLane ? _lanes : _elements).Add((name, _call.Sizes[i]));
        }
        if (flat || !passes) _elements.RemoveAll(_ => true);
        var length = _elements.Aggregate(Extent.One, (a, b) => a * b.Size);
        bool isLong = length.Batched || length.Factor > LongLane;
        int slices = !isLong ? 1 : columns && !_kernel.IsUnit ? 8 : length.Batched || length.Factor > 512 ? Threads : length.Factor > 128 ? 128 : 32;
        _slices = slices;
        _lanesInGroup = slices == 1 ? Threads : columns && !_kernel.IsUnit ? 32 : Math.Max(1, 128 / slices);
    }

    /// <param name="argument">An argument as C#, from its first element on.</param>
    /// <param name="place">Where an argument lies in a buffer; null where that is known only as the program runs.</param>
    public static DeviceLaunch Of(LoopCall call, Func<Argument, string> argument, Func<Argument, SharedPlace?> place)
    {
        var loops = new DeviceLoops(call, place);
        loops.Print();
        var read = Enumerable.Range(0, call.Arguments.Count).Where(i => !call.Kernel.Operands[i].IsBatchSize && loops._shared[i] is null).ToArray();
        var parameters = read.Select(i => DeviceParameter.View("x" + CodeWriter.Number(i), call.Kernel.Operands[i].IsInteger)).Append(DeviceParameter.Number("count")).ToList();
        var arguments = read.Select(i => argument(call.Arguments[i])).Append("count").ToList();
        foreach (var (view, name) in loops._shared.Where(p => p is not null).Select(p => (p!.View, p.Name)).Distinct())
        {
            parameters.Add(DeviceParameter.View(name));
            arguments.Add(view);
        }
        if (loops._shared.Any(p => p?.Offset.Contains("capacity") == true))
        {
            parameters.Add(DeviceParameter.Number("capacity"));
            arguments.Add("capacity");
        }
        if (parameters.Count > 14) throw new GraphException($"{call.Comment}: a kernel takes 14 arguments at most, and this has {parameters.Count}.");
        var lanes = loops._lanes.Aggregate(Extent.One, (a, b) => a * b.Size);
        string groups = loops._lanesInGroup == 1 ? lanes.ToCode() : $"({lanes.ToCode()} + {loops._lanesInGroup - 1}) / {loops._lanesInGroup}";
        var kernel = new DeviceKernel(
            loops._kernel.Stages.Any(s => s.Reductions.Count > 0) ? loops._kernel.Order.ToString() : "Map", parameters.ToEquatableArray(), loops._slices * loops._lanesInGroup,
            loops._writer.ToString().TrimEnd('\n'), "");
        return new DeviceLaunch(kernel, groups, arguments.ToEquatableArray());
    }

    private bool IsShared => _slices > 1;

    /// <summary>Whether neighbouring threads have neighbouring lanes; else they have neighbouring elements of a lane.</summary>
    private bool LanesFirst => _kernel.Order == LoopOrder.Columns && !_kernel.IsUnit;

    private void Print()
    {
        var lanes = _lanes.Aggregate(Extent.One, (a, b) => a * b.Size);
        if (IsShared)
        {
            string slices = CodeWriter.Number(_slices), inGroup = CodeWriter.Number(_lanesInGroup);
            _writer.Line(_lanesInGroup == 1 ? "int thread = Group.IdxX, slice = thread, lane = Grid.IdxX;"
                : LanesFirst ? $"int thread = Group.IdxX, slice = thread / {inGroup}, lane = Grid.IdxX * {inGroup} + thread % {inGroup};"
                : $"int thread = Group.IdxX, slice = thread % {slices}, lane = Grid.IdxX * {inGroup} + thread / {slices};");
            int sums = _kernel.Stages.Max(s => s.Reductions.Count);
            if (sums > 0 && (LanesFirst || _slices > Warp)) _writer.Line($"var shared = SharedMemory.Allocate<float>({CodeWriter.Number(sums * (LanesFirst ? Threads : Warps))});");
            if (_lanesInGroup > 1)
                _writer.Line($"// Threads behind the last lane go through its motions, so that all meet at the barriers.\nbool isActive = lane < {lanes.ToCode()};\nif (!isActive) lane = 0;");
        }
        else
        {
            _writer.Line($"int lane = Grid.IdxX * {CodeWriter.Number(_lanesInGroup)} + Group.IdxX;\nif (lane >= {lanes.ToCode()}) return;");
        }
        Decode("lane", _lanes);
        foreach (int i in Invariant) _writer.Line($"float h{i} = {Element(i, [])};");
        foreach (var stage in _kernel.Stages) PrintStage(stage);
    }

    /// <summary>The turns of several loops from one number: the last loop turns fastest.</summary>
    private void Decode(string number, List<(string Name, Extent Size)> loops)
    {
        string rest = number;
        for (int i = loops.Count - 1; i >= 0; i--)
        {
            string size = Parenthesised(loops[i].Size);
            if (i == 0) _writer.Line($"int {loops[i].Name} = {rest};");
            else
            {
                _writer.Line($"int {loops[i].Name} = {rest} % {size};");
                rest = rest == number ? $"{number} / {size}" : $"({rest}) / {size}";
            }
        }
    }

    private static string Parenthesised(Extent size) => size.Batched && size.Factor != 1 ? $"({size.ToCode()})" : size.ToCode();

    private static IEnumerable<int> Loads(IEnumerable<Expression> expressions) =>
        expressions.SelectMany(e => e.Nodes).Where(n => n.Operator == ScalarOperator.Load).Select(n => n.A).Distinct().OrderBy(a => a);

    private static IEnumerable<Expression> All(LoopStage stage) =>
        stage.Values.Select(v => v.Value).Concat(stage.LaneStores.Select(s => s.Value)).Concat(stage.Reductions.Select(r => r.Value)).Concat(stage.Stores.Select(s => s.Value));

    /// <summary>Operands of which a lane reads one element.</summary>
    private IEnumerable<int> Invariant =>
        Loads(_kernel.Stages.SelectMany(All)).Where(i => i < LoopKernel.LaneBase && !_kernel.Operands[i].IsWritten && !_kernel.Operands[i].IsBatchSize && !MovesInLane(i));

    private bool MovesInLane(int operand) => _elements.Any(e => StrideOf(operand, e.Name) != 0);

    /// <summary>The distance of an operand's elements from a turn of a loop to the next.</summary>
    private int StrideOf(int operand, string loop) =>
        _kernel.Step(operand, loop == "i" ? _kernel.Outer + _kernel.Reducing : int.Parse(loop.Substring(1), System.Globalization.CultureInfo.InvariantCulture) + (loop[0] == 'k' ? _kernel.Outer : 0), _call.Strides);

    /// <summary>An operand's element at the turns of the lane's loops and of some others.</summary>
    private string Place(int operand, IEnumerable<(string Name, Extent Size)> elements)
    {
        var terms = _lanes.Concat(elements).Select(l => (l.Name, Stride: StrideOf(operand, l.Name))).Where(t => t.Stride != 0)
            .Select(t => t.Stride == 1 ? t.Name : $"{t.Name} * {CodeWriter.Number(t.Stride)}").ToArray();
        string place = terms.Length == 0 ? "0" : string.Join(" + ", terms);
        return _shared[operand] is { } shared ? $"{shared.Name}[{shared.Offset} + {place}]" : $"x{operand}[{place}]";
    }

    private string Element(int operand, IEnumerable<(string Name, Extent Size)> elements) => (_kernel.Operands[operand].IsInteger ? "(float)" : "") + Place(operand, elements);

    private string Load(int load, List<(string Name, Extent Size)> elements)
    {
        if (load >= LoopKernel.InnerPosition) return "(float)i";
        if (load >= LoopKernel.ReducingPosition) return "(float)k" + CodeWriter.Number(load - LoopKernel.ReducingPosition);
        if (load >= LoopKernel.OuterPosition) return "(float)r" + CodeWriter.Number(load - LoopKernel.OuterPosition);
        if (load >= LoopKernel.LaneBase) return "l" + CodeWriter.Number(load - LoopKernel.LaneBase);
        if (_kernel.Operands[load].IsBatchSize)
        {
            int factor = _call.Arguments[load].Location.Index;
            return factor == 0 ? "(float)count" : $"({CodeWriter.Literal(factor, Precision.Single)} * count)";
        }
        return _kernel.Operands[load].IsWritten || MovesInLane(load) ? Element(load, elements) : "h" + CodeWriter.Number(load);
    }

    private void PrintStage(LoopStage stage)
    {
        PrintLane(stage);
        if (!stage.HasPass) return;
        if (stage.Reductions.Count > 0) _writer.Line($"float {string.Join(", ", stage.Reductions.Select(r => $"l{r.Lane} = {Neutral(r.Kind)}"))};");
        if (_elements.Count == 0)
        {
            PrintElement(stage);
        }
        else
        {
            var length = _elements.Aggregate(Extent.One, (a, b) => a * b.Size);
            string number = _elements.Count == 1 ? _elements[0].Name : "element";
            string header = $"for (int {number} = {(IsShared ? "slice" : "0")}; {number} < {length.ToCode()}; {number}{(IsShared ? " += " + CodeWriter.Number(_slices) : "++")})";
            using (_writer.Braces(header))
            {
                if (_elements.Count > 1) Decode(number, _elements);
                PrintElement(stage);
            }
        }
        if (stage.Reductions.Count > 0 && IsShared) PrintSum(stage);
    }

    private static string Neutral(ReduceKind kind) => kind == ReduceKind.Max ? "float.NegativeInfinity" : "0F";

    private static string Combined(ReduceKind kind, string a, string b) => kind == ReduceKind.Max ? $"DeviceMath.Largest({a}, {b})" : $"{a} + {b}";

    private void PrintElement(LoopStage stage)
    {
        var expressions = stage.Reductions.Select(r => r.Value).Concat(stage.Stores.Select(s => s.Value)).ToArray();
        string[] values = _expressions.Print(expressions, load => Load(load, _elements));
        for (int i = 0; i < stage.Reductions.Count; i++)
        {
            string lane = "l" + CodeWriter.Number(stage.Reductions[i].Lane);
            _writer.Line(stage.Reductions[i].Kind == ReduceKind.Sum ? $"{lane} += {DeviceExpressions.Bare(values[i])};" : $"{lane} = {Combined(stage.Reductions[i].Kind, lane, DeviceExpressions.Bare(values[i]))};");
        }
        Store(stage.Stores, values.Skip(stage.Reductions.Count).ToArray(), IsShared && _lanesInGroup > 1 ? "isActive" : null, _elements);
    }

    /// <summary>Several results are computed before the first is stored, which may be in the place of an operand.</summary>
    private void Store(EquatableArray<LoopStore> stores, string[] values, string? condition, List<(string Name, Extent Size)> elements)
    {
        for (int i = 1; i < stores.Count; i++)
        {
            if (values[i].All(c => char.IsLetterOrDigit(c))) continue;
            string name = "s" + CodeWriter.Number(_results++);
            _writer.Line($"float {name} = {DeviceExpressions.Bare(values[i])};");
            values[i] = name;
        }
        string guard = condition is null ? "" : $"if ({condition}) ";
        for (int i = 0; i < stores.Count; i++) _writer.Line($"{guard}{Place(stores[i].Operand, elements)} = {DeviceExpressions.Bare(values[i])};");
    }

    /// <summary>The lane's values, and its stores.</summary>
    private void PrintLane(LoopStage stage)
    {
        if (stage.Values.Count + stage.LaneStores.Count == 0) return;
        string[] values = _expressions.Print(stage.Values.Select(v => v.Value).Concat(stage.LaneStores.Select(s => s.Value)).ToArray(), load => Load(load, []));
        for (int i = 0; i < stage.Values.Count; i++) _writer.Line($"float l{stage.Values[i].Lane} = {DeviceExpressions.Bare(values[i])};");
        if (stage.LaneStores.Count == 0) return;

        // The result may lie where an operand is, which all threads of the lane must have read.
        if (IsShared) _writer.Line("Group.Barrier();");
        string? condition = !IsShared ? null : _lanesInGroup > 1 ? "isActive && slice == 0" : "slice == 0";
        if (stage.LaneStores.Count == 1)
        {
            Store(stage.LaneStores, values.Skip(stage.Values.Count).ToArray(), condition, []);
            return;
        }
        using (_writer.Braces(condition is null ? "" : $"if ({condition})")) Store(stage.LaneStores, values.Skip(stage.Values.Count).ToArray(), null, []);
    }

    /// <summary>
    /// Adds up what the threads of a lane have. Neighbours in a warp exchange it, and only warps go by way of shared memory; where the threads of a lane are apart, all do.
    /// </summary>
    private void PrintSum(LoopStage stage)
    {
        if (LanesFirst)
        {
            PrintSumOfApart(stage);
            return;
        }
        foreach (var reduction in stage.Reductions) _writer.Line($"l{reduction.Lane} = DeviceMath.{(reduction.Kind == ReduceKind.Max ? "Largest32" : "Sum32")}(l{reduction.Lane});");
        if (_slices == Warp) return;
        string Shared(int i, int warp) => $"shared[{(i == 0 ? "" : CodeWriter.Number(i * Warps) + " + ")}{CodeWriter.Number(warp)}]";
        using (_writer.Braces($"if (thread % {Warp} == 0)"))
            for (int i = 0; i < stage.Reductions.Count; i++) _writer.Line($"shared[{(i == 0 ? "" : CodeWriter.Number(i * Warps) + " + ")}thread / {Warp}] = l{stage.Reductions[i].Lane};");
        _writer.Line("Group.Barrier();");
        for (int i = 0; i < stage.Reductions.Count; i++)
        {
            var warps = Enumerable.Range(1, (_slices / Warp) - 1);
            _writer.Line($"l{stage.Reductions[i].Lane} = {warps.Aggregate(Shared(i, 0), (text, w) => Combined(stage.Reductions[i].Kind, text, Shared(i, w)))};");
        }
        _writer.Line("Group.Barrier();");
    }

    private void PrintSumOfApart(LoopStage stage)
    {
        string Shared(int i, string at) => $"shared[{(i == 0 ? "" : CodeWriter.Number(i * Threads) + " + ")}{at}]";
        string distance = $"distance * {CodeWriter.Number(_lanesInGroup)}";
        for (int i = 0; i < stage.Reductions.Count; i++) _writer.Line($"{Shared(i, "thread")} = l{stage.Reductions[i].Lane};");
        _writer.Line("Group.Barrier();");
        using (_writer.Braces($"for (int distance = {CodeWriter.Number(_slices / 2)}; distance > 0; distance /= 2)"))
        {
            using (_writer.Braces("if (slice < distance)"))
                for (int i = 0; i < stage.Reductions.Count; i++)
                    _writer.Line($"{Shared(i, "thread")} = {Combined(stage.Reductions[i].Kind, Shared(i, "thread"), Shared(i, "thread + " + distance))};");
            _writer.Line("Group.Barrier();");
        }
        for (int i = 0; i < stage.Reductions.Count; i++) _writer.Line($"l{stage.Reductions[i].Lane} = {Shared(i, $"thread % {CodeWriter.Number(_lanesInGroup)}")};");
        _writer.Line("Group.Barrier();");
    }
}
