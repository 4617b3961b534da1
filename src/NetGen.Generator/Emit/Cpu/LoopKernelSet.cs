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

    /// <summary>The vectors that it runs over, as a member of <c>Kernels</c>: the widest that the processor has and that rows fill at least by half.</summary>
    public string Vectors => Widest switch { 512 => "Widest", 256 => "Short", _ => "Shortest" };

    /// <summary>The name of the size of a loop: outer ones first, then reducing ones, then the inner one.</summary>
    public static string SizeName(LoopKernel kernel, int loop) =>
        loop < kernel.Outer ? kernel.Outer == 1 ? "rows" : "rows" + loop :
        loop < kernel.Outer + kernel.Reducing ? kernel.Reducing == 1 ? "depth" : "depth" + (loop - kernel.Outer) : LengthName;

    public static string StrideName(int stride) => "stride" + stride;
}

/// <summary>The loop kernels of a network, each structure once.</summary>
internal sealed class LoopKernelSet
{
    private readonly Dictionary<LoopKernel, LoopKernelInstance> _instances = [];

    public LoopKernelSet(IEnumerable<LoopCall> calls)
    {
        int maps = 0, rows = 0, columns = 0;
        foreach (var group in calls.GroupBy(c => c.Kernel))
        {
            var kernel = group.Key;
            string name = kernel.Order == LoopOrder.Columns ? "Columns" + ++columns : kernel.Stages.Any(s => s.Reductions.Count > 0) ? "Rows" + ++rows : "Map" + ++maps;
            var parameters = new List<string>();
            var constants = new List<(string, int)>();
            for (int i = 0; i < kernel.Sizes; i++) Add(LoopKernelInstance.SizeName(kernel, i), group.Select(c => c.Sizes[i].Batched ? (int?)null : c.Sizes[i].Factor));
            for (int i = 0; i < kernel.Strides; i++) Add(LoopKernelInstance.StrideName(i), group.Select(c => (int?)c.Strides[i]));
            _instances.Add(kernel, new LoopKernelInstance(
                name, kernel, Widest(kernel, group), IsWhole(kernel, group), parameters.ToEquatableArray(), constants.ToEquatableArray(), group.First().Comment));

            void Add(string number, IEnumerable<int?> values)
            {
                var distinct = values.Distinct().ToArray();
                if (distinct.Length == 1 && distinct[0] is { } only) constants.Add((number, only));
                else parameters.Add(number);
            }
        }
    }

    public IEnumerable<LoopKernelInstance> Instances => _instances.Values.OrderBy(i => i.Name, StringComparer.Ordinal);

    /// <summary>The statement of a call.</summary>
    /// <param name="arguments">The operands as C#.</param>
    /// <param name="count">The number of samples as C#.</param>
    public string Call(LoopCall call, IEnumerable<string> arguments, string count)
    {
        var instance = _instances[call.Kernel];
        var all = arguments.ToList();
        for (int i = 0; i < call.Sizes.Count; i++)
            if (instance.Parameters.Contains(LoopKernelInstance.SizeName(call.Kernel, i))) all.Add(call.Sizes[i].ToCode(count));
        for (int i = 0; i < call.Strides.Count; i++)
            if (instance.Parameters.Contains(LoopKernelInstance.StrideName(i))) all.Add(CodeWriter.Number(call.Strides[i]));
        return $"Kernels.{(call.Kernel.IsUnit ? "" : instance.Vectors + ".")}{instance.Name}({string.Join(", ", all)});";
    }

    private static bool IsWhole(LoopKernel kernel, IEnumerable<LoopCall> calls)
    {
        int vector = PanelLayout.Lanes(kernel.Precision) * Widest(kernel, calls) / 512;
        return vector > 0 && calls.All(c => c.Sizes[c.Sizes.Count - 1] is { Batched: false } size && size.Factor % vector == 0);
    }

    private static int Widest(LoopKernel kernel, IEnumerable<LoopCall> calls)
    {
        if (kernel.IsUnit) return 0;
        int lanes = PanelLayout.Lanes(kernel.Precision);
        int longest = calls.Max(c => c.Sizes[c.Sizes.Count - 1] is { Batched: false } size ? size.Factor : int.MaxValue);
        return longest > lanes / 2 ? 512 : longest > lanes / 4 ? 256 : 128;
    }
}
