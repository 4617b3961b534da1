using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace NetGen.Gpu.Tests;

/// <summary>Every kernel as the PTX that ILGPU makes of it, which needs no device: nothing unresolved, no local memory, and no load of shared memory beyond a barrier.</summary>
public partial class PtxTests
{
    private static readonly CudaArchitecture Architecture = CudaArchitecture.SM_80;
    private static readonly CudaInstructionSet Instructions = CudaInstructionSet.ISA_75;

    /// <summary>Kernels are internal, what they call is private.</summary>
    private static IEnumerable<MethodInfo> Kernels =>
        typeof(PtxTests).Assembly.GetTypes().Where(t => t.Name is "DeviceKernels" or "CommonKernels")
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)).Where(m => m.IsAssembly);

    [Fact]
    public void KernelsCompileToPtx()
    {
        using var context = Context.Create(builder => builder.EnableAlgorithms());
        using var backend = new PTXBackend(context, new CudaCapabilityContext(Architecture), Architecture, Instructions, null);
        var problems = new List<string>();
        int count = 0;
        foreach (var kernel in Kernels)
        {
            var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel), KernelSpecialization.Empty);
            problems.AddRange(Problems(kernel.Name, compiled.PTXAssembly).Select(p => $"{kernel.DeclaringType!.DeclaringType?.Name}.{kernel.Name}: {p}"));
            count++;
        }
        Assert.Empty(problems);
        Assert.True(count > 100, $"{count} kernels");
    }

    private static IEnumerable<string> Problems(string kernel, string ptx)
    {
        if (ptx.Contains(".extern .func", StringComparison.Ordinal)) yield return "calls what is not there";
        if (LocalMemory().IsMatch(ptx)) yield return "uses local memory";

        // Between two barriers these kernels either fill shared memory or read it: a load that can be reached from a store, or a store from a load, has moved.
        if (kernel.StartsWith("Columns", StringComparison.Ordinal) || AttentionGradient().IsMatch(kernel)) yield break;
        string[] lines = ptx.Split('\n');
        if (Reaches(lines, "st.shared", "ld.shared")) yield return "reads shared memory between the stores and their barrier";
        if (Reaches(lines, "ld.shared", "st.shared")) yield return "writes shared memory between the loads and their barrier";
    }

    /// <summary>Whether there is a way from one instruction to another without a barrier.</summary>
    private static bool Reaches(string[] lines, string from, string to)
    {
        var labels = lines.Select((line, i) => (Label: Label().Match(line), i)).Where(l => l.Label.Success).ToDictionary(l => l.Label.Groups[1].Value, l => l.i);
        var seen = new HashSet<int>();
        var open = new Stack<int>(Enumerable.Range(0, lines.Length).Where(i => lines[i].Contains(from, StringComparison.Ordinal)).Select(i => i + 1));
        while (open.TryPop(out int at))
        {
            if (at >= lines.Length || !seen.Add(at) || Barrier().IsMatch(lines[at])) continue;
            if (lines[at].Contains(to, StringComparison.Ordinal)) return true;
            var jump = Jump().Match(lines[at]);
            if (jump.Success && labels.TryGetValue(jump.Groups[2].Value, out int target)) open.Push(target);
            if (!(jump.Success && jump.Groups[1].Length == 0) && !End().IsMatch(lines[at])) open.Push(at + 1);
        }
        return false;
    }

    [Theory]
    [InlineData("st.shared.f32 [%r1], %f1;\nbar.sync 0;\nld.shared.f32 %f2, [%r2];", 0)]
    [InlineData("st.shared.f32 [%r1], %f1;\nld.shared.f32 %f2, [%r2];\nbar.sync 0;", 1)]
    [InlineData("L_1:\nbar.sync 0;\nld.shared.f32 %f2, [%r2];\nbar.sync 0;\nbra L_3;\nL_2:\nst.shared.f32 [%r1], %f1;\n@%p1 bra L_1;\nL_3:\nret;", 0)]
    [InlineData("L_1:\nld.shared.f32 %f2, [%r2];\nbar.sync 0;\nret;\nL_2:\nst.shared.f32 [%r1], %f1;\n@%p1 bra L_1;\nbar.sync 0;\nret;", 1)]
    [InlineData(".local .align 4 .b8 depot[16];", 1)]
    [InlineData(".extern .func __nv_cbrtf", 1)]
    public void OthersAreRefused(string ptx, int problems) => Assert.Equal(problems, Problems("Dense1", ptx).Count());

    [GeneratedRegex(@"\.local\b|\b(ld|st)\.local")]
    private static partial Regex LocalMemory();

    [GeneratedRegex(@"\bbar(rier)?\.(sync|cta)")]
    private static partial Regex Barrier();

    [GeneratedRegex(@"^\s*(\$?\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s*(@!?%?\w+\s+)?bra(?:\.uni)?\s+(\$?\w+)\s*;")]
    private static partial Regex Jump();

    [GeneratedRegex(@"^\s*(ret|exit);")]
    private static partial Regex End();

    [GeneratedRegex(@"^Attention\w+Gradient")]
    private static partial Regex AttentionGradient();
}
