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

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Preview)]
    public void AllLayersCompileWithoutWarnings(LanguageVersion version) => GeneratorHarness.Run(Everything, version).Verify();
}
