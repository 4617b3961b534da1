using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>A method to be printed for all calls of one kernel: numbers in which they agree are constants in it, the others parameters.</summary>
/// <param name="Widest">Bits of the widest vector that the longest inner loop fills by more than half; 0 where there is no inner loop.</param>
/// <param name="IsWhole">Whether the inner loops of all calls are whole vectors, of all widths.</param>
internal sealed record LoopKernelInstance(
    string Name, LoopKernel Kernel, int Widest, bool IsWhole, EquatableArray<string> Parameters, EquatableArray<(string Name, int Value)> Constants, string Comment)
{
    public const string LengthName = "length";

    /// <summary>Whether these are pairs of whole vectors, too.</summary>
    public bool IsEven { get; init; }

    /// <summary>The vectors that it runs over, as a member of <c>Kernels</c>: the widest that the processor has and that rows fill at least by half.</summary>
    public string Vectors => Widest switch { 512 => "Widest", 256 => "Short", _ => "Shortest" };

    /// <summary>The name of the size of a loop: outer ones first, then reducing ones, then the inner one.</summary>
    public static string SizeName(LoopKernel kernel, int loop) =>
        loop < kernel.Outer ? kernel.Outer == 1 ? "rows" : "rows" + loop :
        loop < kernel.Outer + kernel.Reducing ? kernel.Reducing == 1 ? "depth" : "depth" + (loop - kernel.Outer) : LengthName;

    public static string StrideName(int stride) => "stride" + stride;
}

/// <summary>The loop kernels of a network, each structure once: which of its strides are the same number is no part of that.</summary>
internal sealed class LoopKernelSet
{
    private readonly Dictionary<LoopKernel, LoopKernelInstance> _instances = [];

    public LoopKernelSet(IEnumerable<LoopCall> calls)
    {
        int maps = 0, rows = 0, columns = 0;
        foreach (var similar in calls.GroupBy(c => Apart(c.Kernel)))
        {
            // Strides that are the same in all calls are one.
            int[][] strides = [.. similar.Select(c => StridesOf(c).ToArray())];
            var first = new List<int>();
            int[] parts = [.. Enumerable.Range(0, strides[0].Length).Select(place =>
            {
                int part = first.FindIndex(f => Array.TrueForAll(strides, s => s[f] == s[place]));
                if (part >= 0) return part;
                first.Add(place);
                return first.Count - 1;
            })];
            var kernel = WithStrides(similar.Key, parts);
            LoopCall[] group = [.. similar.Select((c, i) => c with { Kernel = kernel, Strides = first.Select(f => strides[i][f]).ToEquatableArray() })];
            string name = kernel.Order == LoopOrder.Columns ? "Columns" + ++columns : kernel.Stages.Any(s => s.Reductions.Count > 0) ? "Rows" + ++rows : "Map" + ++maps;
            var parameters = new List<string>();
            var constants = new List<(string, int)>();
            for (int i = 0; i < kernel.Sizes; i++) Add(LoopKernelInstance.SizeName(kernel, i), group.Select(c => c.Sizes[i].Batched ? (int?)null : c.Sizes[i].Factor));
            for (int i = 0; i < kernel.Strides; i++) Add(LoopKernelInstance.StrideName(i), group.Select(c => (int?)c.Strides[i]));
            var instance = new LoopKernelInstance(
                name, kernel, Widest(kernel, group), IsWhole(kernel, group, 1), parameters.ToEquatableArray(), constants.ToEquatableArray(), group[0].Comment)
            {
                IsEven = IsWhole(kernel, group, 2),
            };
            foreach (var declared in similar.Select(c => c.Kernel).Distinct()) _instances.Add(declared, instance);

            void Add(string number, IEnumerable<int?> values)
            {
                var distinct = values.Distinct().ToArray();
                if (distinct.Length == 1 && distinct[0] is { } only) constants.Add((number, only));
                else parameters.Add(number);
            }
        }
    }

    public IEnumerable<LoopKernelInstance> Instances => _instances.Values.Distinct().OrderBy(i => i.Name, StringComparer.Ordinal);

    /// <summary>The statement of a call.</summary>
    /// <param name="arguments">The operands as C#.</param>
    /// <param name="count">The number of samples as C#.</param>
    public string Call(LoopCall call, IEnumerable<string> arguments, string count)
    {
        var instance = _instances[call.Kernel];
        var all = arguments.ToList();
        for (int i = 0; i < call.Sizes.Count; i++)
            if (instance.Parameters.Contains(LoopKernelInstance.SizeName(call.Kernel, i))) all.Add(call.Sizes[i].ToCode(count));
        // Each stride once, from the first operand that has it.
        int next = 0;
        foreach (var (part, stride) in Parts(instance.Kernel).Zip(StridesOf(call), (part, stride) => (part, stride)))
            if (part == next && next++ is var i && instance.Parameters.Contains(LoopKernelInstance.StrideName(i))) all.Add(CodeWriter.Number(stride));
        return $"Kernels.{(call.Kernel.IsUnit ? "" : instance.Vectors + ".")}{instance.Name}({string.Join(", ", all)});";
    }

    /// <summary>The kernel with a stride of its own for each loop and operand.</summary>
    private static LoopKernel Apart(LoopKernel kernel) => WithStrides(kernel, [.. Enumerable.Range(0, Parts(kernel).Count())]);

    /// <summary>Which stride each operand has in each loop that moves it by one.</summary>
    private static IEnumerable<int> Parts(LoopKernel kernel) =>
        kernel.Operands.SelectMany(o => o.Outer.Concat(o.Reducing)).Where(s => s >= LoopOperand.FirstStride).Select(s => s - LoopOperand.FirstStride);

    private static IEnumerable<int> StridesOf(LoopCall call) => Parts(call.Kernel).Select(s => call.Strides[s]);

    private static LoopKernel WithStrides(LoopKernel kernel, int[] parts)
    {
        int place = 0;
        return kernel with { Operands = kernel.Operands.Select(o => o with { Outer = Replaced(o.Outer), Reducing = Replaced(o.Reducing) }).ToEquatableArray() };

        EquatableArray<int> Replaced(EquatableArray<int> strides) => strides.Select(s => s < LoopOperand.FirstStride ? s : LoopOperand.FirstStride + parts[place++]).ToEquatableArray();
    }

    private static bool IsWhole(LoopKernel kernel, IEnumerable<LoopCall> calls, int vectors)
    {
        int step = vectors * PanelLayout.Lanes(kernel.Precision) * Widest(kernel, calls) / 512;
        return step > 0 && calls.All(c => c.Sizes[c.Sizes.Count - 1] is { Batched: false } size && size.Factor % step == 0);
    }

    private static int Widest(LoopKernel kernel, IEnumerable<LoopCall> calls)
    {
        if (kernel.IsUnit) return 0;
        int lanes = PanelLayout.Lanes(kernel.Precision);
        int longest = calls.Max(c => c.Sizes[c.Sizes.Count - 1] is { Batched: false } size ? size.Factor : int.MaxValue);
        return longest > lanes / 2 ? 512 : longest > lanes / 4 ? 256 : 128;
    }
}
