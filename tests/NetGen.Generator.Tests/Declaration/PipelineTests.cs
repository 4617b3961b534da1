using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Tests.Declaration;

public class PipelineTests
{
    private const string Everything = """
        [Network, Input(4, 3)]
        [Flatten, Dense(8, Name = "first", WeightInitializer = Initializer.Orthogonal), BatchNorm, Relu, Dropout(0.2)]
        [Dense(8, Bias = false, L2 = 1e-4), LayerNorm, LeakyRelu, Dense(8), Elu, Gelu, Silu, Softplus, Tanh, HardSigmoid]
        [Reshape(2, 4), Identity, Step(StraightThrough = true), Flatten, Dense(3), Softmax]
        [CrossEntropyLoss(LabelSmoothing = 0.1, ClassWeights = [1, 2, 3])]
        [L1(1e-5), L2(1e-5)]
        public sealed partial class Everything;
        """;

    [Fact]
    public void NamesThatDifferInCaseOnlyHaveFilesOfTheirOwn()
    {
        var run = GeneratorHarness.Run(
            """
            namespace A { [Network, Input(4), Dense(3)] public partial class Net; [Network, Input(4), Dense(3)] public partial class Other; }
            namespace a { [Network, Input(4), Dense(3)] public partial class NET; }
            """);
        run.Verify();
        Assert.Equal(["A.Net_0.g.cs", "A.Other.g.cs", "a.NET_1.g.cs"], run.Sources.Keys.Where(k => k.Count(c => c == '.') == 3).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void BlocksThatDifferInCaseOnlyHaveFilesOfTheirOwn()
    {
        var run = GeneratorHarness.Run(
            """
            namespace A { [Blocks] static partial class Parts { [Dense(3), Relu] public static partial Tensor Head(Tensor x); } }
            namespace a { [Blocks] static partial class PARTS { [Dense(3), Relu] public static partial Tensor Head(Tensor x); } }
            """);
        run.Verify();
        Assert.Equal(["A.Parts_0.Blocks.g.cs", "a.PARTS_1.Blocks.g.cs"], run.Sources.Keys.Where(k => k.Contains("Blocks", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void AllLayersCompileWithoutWarnings(LanguageVersion version) => GeneratorHarness.Run(Everything, version).Verify();
}
