namespace NetGen.Tests.Diagnostics;

/// <summary>Networks that ask for kernels of graphics processors.</summary>
public class GpuDiagnosticTests
{
    [Fact]
    public void WithoutReference() => DiagnosticCheck.Reports(
        "[Network, {|NG0080:Gpu|}, Input(4), Dense(3)] public partial class Net;",
        "'Net' gets no kernels for graphics processors, because the project does not reference ILGPU and ILGPU.Algorithms");

    [Fact]
    public void Double() => DiagnosticCheck.Reports(
        "[Network(Precision = Precision.Double), {|NG0081:Gpu|}, Input(4), Dense(3)] public partial class Net;",
        "'Net' gets no kernels for graphics processors: it computes in double, and kernels are in float");

    [Fact]
    public void Sparse() => DiagnosticCheck.Reports(
        "[Network, {|NG0081:Gpu|}, Input(5), Embedding(7, 3, Sparse = true), Flatten, Dense(2)] public partial class Net;",
        "'Net' gets no kernels for graphics processors: the optimizers there update 'embedding1.weight', which is Sparse, as a whole");

    [Fact]
    public void WithErrors() => DiagnosticCheck.Reports(
        "[Network, Gpu, Input(4), Dense({|NG0030:0|})] public partial class Net;", "units of Dense must be at least 1, but it is 0");

    [Fact]
    public void OthersNeedNothing()
    {
        var run = GeneratorHarness.Run("[Network, Input(4), Dense(3)] public partial class Net;");
        Assert.DoesNotContain(run.Sources.Keys, k => k.Contains("Gpu", StringComparison.Ordinal));
    }
}
