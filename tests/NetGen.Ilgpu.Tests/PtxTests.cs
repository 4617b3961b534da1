using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Algorithms;
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

        // Between two barriers these kernels either fill shared memory or read it: a load among the stores has moved.
        if (kernel.StartsWith("Columns", StringComparison.Ordinal) || AttentionGradient().IsMatch(kernel)) yield break;
        foreach (string part in Barrier().Split(ptx))
            if (part.Contains("st.shared", StringComparison.Ordinal) && part.Contains("ld.shared", StringComparison.Ordinal)) yield return "reads shared memory between the stores and their barrier";
    }

    [Theory]
    [InlineData("st.shared.f32 [%r1], %f1;\nbar.sync 0;\nld.shared.f32 %f2, [%r2];", 0)]
    [InlineData("st.shared.f32 [%r1], %f1;\nld.shared.f32 %f2, [%r2];\nbar.sync 0;", 1)]
    [InlineData(".local .align 4 .b8 depot[16];", 1)]
    [InlineData(".extern .func __nv_cbrtf", 1)]
    public void OthersAreRefused(string ptx, int problems) => Assert.Equal(problems, Problems("Dense1", ptx).Count());

    [GeneratedRegex(@"\.local\b|\b(ld|st)\.local")]
    private static partial Regex LocalMemory();

    [GeneratedRegex(@"\bbar(rier)?\.(sync|cta)")]
    private static partial Regex Barrier();

    [GeneratedRegex(@"^Attention\w+Gradient")]
    private static partial Regex AttentionGradient();
}
