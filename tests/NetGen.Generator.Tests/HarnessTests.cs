namespace NetGen.Tests;

/// <summary>The harness that other tests trust: whatever the compiler warns of, in the source or in what was generated, fails a run.</summary>
public class HarnessTests
{
    [Theory]
    [InlineData(VectorPath.Hardware)]
    [InlineData(VectorPath.V128)]
    public void WarningsFailARun(VectorPath path)
    {
        const string network = "[Network, Input(4), Dense(3)] public sealed partial class Net;";
        Assert.NotNull(GeneratorHarness.Run(network).Load(path).GetType("Net"));
        Assert.Contains("CS0219", Refused("public static class C { public static void M() { int unused = 1; } }"), StringComparison.Ordinal);
        Assert.Contains("CS1570", Refused("/// <summary>a < b</summary>\npublic static class C;"), StringComparison.Ordinal);
        Assert.Contains("CS1729", Refused("public static class C { public static Net M() => new(1, 2, 3); }"), StringComparison.Ordinal);

        string Refused(string rest) => Assert.Throws<InvalidOperationException>(() => GeneratorHarness.Run(network + rest).Load(path)).Message;
    }
}
