using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Tests.Declaration;

/// <summary>What a declaration becomes: names, shapes, initial values, meanings, penalties.</summary>
public class DefinitionTests
{
    [Fact]
    public void NamesShapesAndInitialValuesAreInOrder()
    {
        var definition = Definitions.Of(
            "Input(4), Dense(8), BatchNorm, Relu, Dense(6, Name = \"middle\", Bias = false), LayerNorm, Tanh, Dense(3), BatchNorm(Affine = false)");
        Assert.Equal(
            [
                ("dense1.weight", "8 x 4", InitializerKind.HeUniform, true), ("dense1.bias", "8", InitializerKind.Zeros, false),
                ("batchnorm1.weight", "8", InitializerKind.Constant, false), ("batchnorm1.bias", "8", InitializerKind.Zeros, false),
                ("middle.weight", "6 x 8", InitializerKind.XavierUniform, true),
                ("layernorm1.weight", "6", InitializerKind.Constant, false), ("layernorm1.bias", "6", InitializerKind.Zeros, false),
                ("dense3.weight", "3 x 6", InitializerKind.XavierUniform, true), ("dense3.bias", "3", InitializerKind.Zeros, false),
            ],
            definition.Parameters.Select(p => (p.Name, p.Shape.ToString(), p.Initializer.Kind, p.IsWeight)));
        Assert.Equal((4, 8), (definition.Parameters[0].FanIn, definition.Parameters[0].FanOut));
        Assert.Equal(
            [("batchnorm1.running_mean", 0.0), ("batchnorm1.running_var", 1.0), ("batchnorm2.running_mean", 0), ("batchnorm2.running_var", 1)],
            definition.States.Select(s => (s.Name, s.InitialValue)));
        Assert.Equal(["dense1", "batchnorm1", "relu1", "middle", "layernorm1", "tanh1", "dense3", "batchnorm2"], definition.Layers.Select(l => l.Name));
        Assert.Equal(
            definition.Layers.Select(l => l.Name).Order(), definition.Inference.Nodes.Select(n => n.Label).OfType<string>().Order());
    }

    [Theory]
    [InlineData("Dense(3), Relu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), LeakyRelu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), Elu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), Gelu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), Silu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), Softplus", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), BatchNorm, Dropout(0.5), Relu", nameof(InitializerKind.HeUniform))]
    [InlineData("Dense(3), Tanh, Relu", nameof(InitializerKind.XavierUniform))]
    [InlineData("Dense(3), Dense(2), Relu", nameof(InitializerKind.XavierUniform))]
    [InlineData("Dense(3), Softmax", nameof(InitializerKind.XavierUniform))]
    [InlineData("Dense(3)", nameof(InitializerKind.XavierUniform))]
    [InlineData("Dense(3, WeightInitializer = Initializer.HeNormal)", nameof(InitializerKind.HeNormal))]
    [InlineData("Dense(3, WeightInitializer = Initializer.XavierNormal), Relu", nameof(InitializerKind.XavierNormal))]
    [InlineData("Dense(3, WeightInitializer = Initializer.Zeros), Relu", nameof(InitializerKind.Zeros))]
    public void WeightsBeginAsTheNextActivationWants(string layers, string kind) =>
        Assert.Equal(kind, Definitions.Of("Input(4), " + layers).Parameters[0].Initializer.Kind.ToString());

    [Fact]
    public void InitializersTakeTheirArguments()
    {
        static Compiler.Graph.Initializer Weight(string text) => Definitions.Of($"Input(4), Dense(3, {text})").Parameters[0].Initializer;
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Uniform, -0.5, 0.5), Weight("WeightInitializer = Initializer.Uniform, WeightInitializerArgument = 0.5"));
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Normal, 0, 0.5), Weight("WeightInitializer = Initializer.Normal, WeightInitializerArgument = 0.5"));
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Constant, 0.5), Weight("WeightInitializer = Initializer.Constant, WeightInitializerArgument = 0.5"));
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Orthogonal, 1), Weight("WeightInitializer = Initializer.Orthogonal"));
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Orthogonal, 2), Weight("WeightInitializer = Initializer.Orthogonal, WeightInitializerArgument = 2"));
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.XavierUniform, 1), Weight("WeightInitializer = Initializer.XavierUniform"));
        var bias = Definitions.Of("Input(4), Dense(3, BiasInitializer = Initializer.Constant, BiasInitializerArgument = 0.25)").Parameters[1];
        Assert.Equal(new Compiler.Graph.Initializer(InitializerKind.Constant, 0.25), bias.Initializer);
    }

    [Theory]
    [InlineData("Dense(3), Softmax, CrossEntropyLoss", "Classes", "Classes", true)]
    [InlineData("Dense(3), CrossEntropyLoss", "Classes", "Classes", false)]
    [InlineData("Dense(3), Softmax, MeanSquaredErrorLoss", "Classes", "Classes", false)]
    [InlineData("Dense(1), Sigmoid, BinaryCrossEntropyLoss", "Probabilities", "Margins", true)]
    [InlineData("Dense(1), BinaryCrossEntropyLoss", "Margins", "Margins", false)]
    [InlineData("Dense(1), Sigmoid, SquaredErrorLoss", "Probabilities", "Probabilities", false)]
    [InlineData("Dense(3), SquaredErrorLoss", "Values", "Values", false)]
    [InlineData("Dense(3), HingeLoss", "Classes", "Classes", false)]
    [InlineData("Dense(1), HingeLoss", "Margins", "Margins", false)]
    [InlineData("Dense(1), Step(StraightThrough = true), SquaredErrorLoss", "Probabilities", "Probabilities", false)]
    [InlineData("Dense(3), Softmax", "Classes", "Classes", false)]
    [InlineData("Dense(3)", "Values", "Values", false)]
    public void ALossTakesThePlaceOfItsActivation(string layers, string output, string scores, bool fused)
    {
        var definition = Definitions.Of("Input(4), " + layers);
        Assert.Equal((output, scores), (definition.Output.ToString(), definition.Scores.ToString()));
        foreach (var function in new[] { definition.Inference, definition.Training })
        {
            var result = Assert.Single(function.OutputsOf(OutputRole.Result));
            var read = Assert.Single(function.OutputsOf(OutputRole.Scores));
            Assert.Equal(fused, result.Node != read.Node);
            Assert.Equal(fused ? "dense1" : definition.Layers[^1].Name, function.Nodes[read.Node].Label);
        }
    }

    [Fact]
    public void PenaltiesActOnWeightsAndLayersMayHaveTheirOwn()
    {
        var definition = Definitions.Of(
            "Input(4), Dense(8, L2 = 0.5), BatchNorm, Dense(8, L1 = 0, L2 = 0), Dense(3, L1 = 0.25), SquaredErrorLoss, L1(0.125), L2(0.0625)");
        Assert.Equal(
            [("dense1.weight", 0.125, 0.5), ("dense3.weight", 0.25, 0.0625)], definition.Penalties.Select(p => (definition.Parameters[p.Parameter].Name, p.L1, p.L2)));
    }

    [Fact]
    public void OptionsOfLossesAreRead()
    {
        Assert.Equal(new CrossEntropyLoss(0.1, [1, 2, 3]), Definitions.Of("Input(4), Dense(3), CrossEntropyLoss(LabelSmoothing = 0.1, ClassWeights = [1, 2, 3])").Loss);
        Assert.Equal(new BinaryCrossEntropyLoss(3, 0.2), Definitions.Of("Input(4), Dense(3), BinaryCrossEntropyLoss(LabelSmoothing = 0.2, PositiveWeight = 3)").Loss);
        Assert.Equal(new HuberLoss(2), Definitions.Of("Input(4), Dense(3), HuberLoss(2)").Loss);
        Assert.Equal(new HuberLoss(1), Definitions.Of("Input(4), Dense(3), HuberLoss").Loss);
        Assert.Equal(new HingeLoss(2), Definitions.Of("Input(4), Dense(3), HingeLoss(Margin = 2)").Loss);
    }

    [Fact]
    public void TheSummaryCountsParametersAndOperations()
    {
        var definition = Definitions.Of("Input(28, 28), Flatten, Dense(10), Relu, Dense(5, Bias = false)");
        Assert.Equal(
            [("Flatten", "784", 0L), ("Dense(10)", "10", 7850L), ("Relu", "10", 0L), ("Dense(5)", "5", 50L)],
            definition.Layers.Select(l => (l.Kind, l.OutputShape.ToString(), l.Parameters)));
        Assert.Equal(2 * 784 * 10 + 10, definition.Layers[1].Flops);
        Assert.Equal(2 * 10 * 5, definition.Layers[3].Flops);
    }

    [Fact]
    public void TheClassIsDescribed()
    {
        var run = GeneratorHarness.Run(
            "namespace A.@event { public partial struct B { public partial record C { [Network, Input(4), Dense(3)] internal sealed partial class @class; } } }");
        var type = ((NetworkDefinition)run.Driver.GetRunResult().Results[0].TrackedSteps[Compiler.TrackingNames.Networks].Single().Outputs[0].Value).Type;
        Assert.Equal(
            new TypeDescription("A.@event", ["partial struct B", "partial record C"], "@class", "sealed partial class @class", "internal", "A.event.B+C+class"), type);
    }

    [Fact]
    public void InferenceAndTrainingAreOneWhereNothingDiffers()
    {
        var definition = Definitions.Of("Input(4), Dense(8), Relu, Dropout(0), Dense(3)");
        Assert.Equal(definition.Inference.Nodes, definition.Training.Nodes);
        Assert.NotEqual(Definitions.Of("Input(4), Dense(8), Dropout(0.1)") is var d ? d.Inference.Nodes : default, d.Training.Nodes);
    }
}
