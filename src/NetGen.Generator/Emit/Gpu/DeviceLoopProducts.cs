using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Loops that add up products of two operands, as those of two activations do: by tiles, where they are large enough. Loops that move the first operand alone count the rows of
/// the product, those that move the second one its columns, and those that move both, or none, its groups.
/// </summary>
internal sealed class DeviceLoopProducts
{
    // A thread for each sum does smaller ones as well.
    private const int Least = 16, LeastDepth = 8;

    // Beside the operands a kernel takes the number of samples, and the parts of sums.
    private const int MostOperands = 12;

    private readonly LoopCall _call;
    private readonly List<int> _groups = [], _rows = [], _columns = [], _depth = [];
    private readonly int _left, _right;

    private DeviceLoopProducts(LoopCall call, int left, int right)
    {
        _call = call;
        bool swaps = Enumerable.Range(0, call.Kernel.Sizes).Any(i => call.Sizes[i].Batched && !call.Kernel.IsReducing(i) && Step(left, i) == 0 && Step(right, i) != 0);
        (_left, _right) = swaps ? (right, left) : (left, right);
        for (int i = 0; i < call.Kernel.Sizes; i++)
            (call.Kernel.IsReducing(i) ? _depth : (Step(_left, i) != 0, Step(_right, i) != 0) switch
            {
                (true, false) => _rows,
                (false, true) => _columns,
                _ => _groups,
            }).Add(i);
    }

    /// <returns>Null where the loops are none of a large product.</returns>
    public static IEnumerable<DeviceLaunch>? Of(LoopCall call, Func<Argument, string> argument, Func<Extent, string> scratch)
    {
        var kernel = call.Kernel;
        if (call.Arguments.Count > MostOperands || kernel.Stages.Count != 2 || kernel.Operands.Any(o => o.IsBatchSize)) return null;
        LoopStage sums = kernel.Stages[0], results = kernel.Stages[1];
        if (sums.Values.Count + sums.LaneStores.Count + sums.Stores.Count > 0 || sums.Reductions.Count != 1 || sums.Reductions[0].Kind != ReduceKind.Sum) return null;
        if (results.HasPass || results.Values.Count > 0 || results.LaneStores.Any(s => s.Value.Nodes.Any(n => n.Operator == ScalarOperator.Load && n.A >= LoopKernel.OuterPosition))) return null;
        var nodes = sums.Reductions[0].Value.Nodes;
        if (nodes.Count != 3 || nodes[2].Operator != ScalarOperator.Multiply || nodes[0].Operator != ScalarOperator.Load || nodes[1].Operator != ScalarOperator.Load) return null;
        int left = nodes[nodes[2].A].A, right = nodes[nodes[2].B].A;
        if (new[] { left, right }.Any(o => o >= LoopKernel.LaneBase || kernel.Operands[o].IsInteger || kernel.Operands[o].IsWritten)) return null;
        var products = new DeviceLoopProducts(call, left, right);
        return products.IsLarge ? products.Launches(argument, scratch) : null;
    }

    private bool IsLarge => Total(_rows) is { Batched: true } or { Factor: >= Least } && Total(_columns) is { Batched: false, Factor: >= Least } && Total(_depth) is { Batched: true } or { Factor: >= LeastDepth };

    private Extent Total(List<int> loops) => loops.Aggregate(Extent.One, (a, i) => a * _call.Sizes[i]);

    private int Step(int operand, int loop) => _call.Kernel.Step(operand, loop, _call.Strides);

    private IEnumerable<DeviceLaunch> Launches(Func<Argument, string> argument, Func<Extent, string> scratch)
    {
        var views = _call.Arguments.Select((_, i) => DeviceParameter.View("x" + CodeWriter.Number(i), _call.Kernel.Operands[i].IsInteger)).ToEquatableArray();
        Extent rows = Total(_rows);
        int columns = Total(_columns).Factor;
        var store = new CodeWriter();
        store.Line($"if (row >= {rows.ToCode()} || column >= {columns}) return;");
        var stores = _call.Kernel.Stages[1].LaneStores;
        string[] values = new DeviceExpressions(store).Print(
            stores.Select(s => s.Value).ToArray(), load => load >= LoopKernel.LaneBase ? "sum" : (_call.Kernel.Operands[load].IsInteger ? "(float)" : "") + Element(load, Result));

        // Several results are computed before the first is stored, which may be in the place of an operand.
        for (int i = 1; i < values.Length; i++)
        {
            store.Line($"float s{i} = {DeviceExpressions.Bare(values[i])};");
            values[i] = "s" + CodeWriter.Number(i);
        }
        for (int i = 0; i < values.Length; i++) store.Line($"{Element(stores[i].Operand, Result)} = {DeviceExpressions.Bare(values[i])};");
        return new DeviceContraction("Product", views, rows, columns, Total(_depth))
        {
            Groups = Total(_groups),
            A = $"return {Element(_left, [("group", _groups), ("row", _rows), ("k", _depth)])};",
            B = $"return {Element(_right, [("group", _groups), ("k", _depth), ("column", _columns)])};",
            Store = store.ToString().TrimEnd('\n'),
            IsAAlongDepth = Step(_left, _depth[_depth.Count - 1]) == 1, IsBAlongDepth = Step(_right, _depth[_depth.Count - 1]) == 1,
        }.Launches(_call.Arguments.Select(argument).ToArray(), scratch);
    }

    private (string Number, List<int> Loops)[] Result => [("group", _groups), ("row", _rows), ("column", _columns)];

    /// <summary>An operand's element, as C#, by numbers that each count the turns of several loops, the last of which turns fastest.</summary>
    private string Element(int operand, (string Number, List<int> Loops)[] numbers)
    {
        var terms = new List<string>();
        foreach (var (number, loops) in numbers)
        {
            var below = Extent.One;
            for (int i = loops.Count - 1; i >= 0; i--)
            {
                var size = _call.Sizes[loops[i]];
                int step = Step(operand, loops[i]);
                string turn = (below == Extent.One ? number : $"{number} / {Parenthesised(below)}") + (i == 0 ? "" : $" % {Parenthesised(size)}");
                if (step != 0) terms.Add(step == 1 ? turn : $"{turn} * {CodeWriter.Number(step)}");
                below *= size;
            }
        }
        return $"x{operand}[{(terms.Count == 0 ? "0" : string.Join(" + ", terms))}]";
    }

    private static string Parenthesised(Extent size) => size.Batched && size.Factor != 1 ? $"({size.ToCode()})" : size.ToCode();
}
