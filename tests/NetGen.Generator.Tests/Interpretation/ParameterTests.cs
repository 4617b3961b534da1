using NetGen.Compiler.Graph;

namespace NetGen.Tests.Interpretation;

/// <summary>Who owns parameters, what they are called, and how they begin.</summary>
public class ParameterTests
{
    private static string[] Names(string members) => [.. Forwards.Of(members).Parameters.Select(p => p.Name)];

    [Fact]
    public void EachCallSiteAndTurnOwnsItsParameters() => Assert.Equal(
        ["dense1.weight", "dense2.weight", "block1.dense1.weight", "block1.dense2.weight", "block2.dense1.weight", "block2.dense2.weight", "head.weight"],
        Names("""
            private static Tensor Forward([Shape(4)] Tensor x)
            {
                for (int i = 0; i < 2; i++) x = Dense(x, 4, bias: false);
                for (int i = 0; i < 2; i++) x = Block(x);
                return Dense(x, 3, bias: false, name: "head");
            }
            private static Tensor Block(Tensor x) => Dense(Dense(x, 5, bias: false), 4, bias: false);
            """));

    [Fact]
    public void SharedMethodsStacksAndEntriesOwnTheirParameters() => Assert.Equal(
        ["embed.dense1.weight", "stem.dense1.weight", "decode.dense1.weight"],
        Names("""
            [Shared] private static Tensor Embed(Tensor x) => Dense(x, 4, bias: false);
            [Dense(4, Bias = false), Relu] private static partial Tensor Stem(Tensor x);
            [Entry] private static Tensor Decode([Shape(4)] Tensor z) => Dense(z, 4, bias: false);
            private static Tensor Forward([Shape(4)] Tensor x) => Decode(Stem(Stem(Embed(x) + Embed(2 * x))));
            """));

    [Fact]
    public void LambdasAndLocalFunctions() => Assert.Equal(
        ["dense1.weight", "inner1.dense1.weight", "inner2.dense1.weight"],
        Names("""
            private static Tensor Forward([Shape(4)] Tensor x)
            {
                Func<Tensor, Tensor> f = y => Dense(y, 4, bias: false);
                return Inner(Inner(f(x)));
                Tensor Inner(Tensor y) => Dense(y, 4, bias: false);
            }
            """));

    /// <summary>A layer that is only there in training leaves the names of the others as they are.</summary>
    [Fact]
    public void TrainingAndInferenceAgree()
    {
        var definition = Forwards.Of("""
            private static Tensor Forward([Shape(4)] Tensor x)
            {
                if (IsTraining) x = Dense(x, 4, bias: false);
                return Dense(x, 3, bias: false);
            }
            """);
        Assert.Equal(["dense1.weight 3 x 4", "dense2.weight 4 x 4"], definition.Parameters.Select(p => $"{p.Name} {p.Shape}"));
        Assert.Single(definition.Inference.Nodes, n => n.Operation is Compiler.Operations.DenseOperation);
        Assert.Equal(2, definition.Training.Nodes.Count(n => n.Operation is Compiler.Operations.DenseOperation));
    }

    /// <summary>As in stacks, the first activation behind weights decides, through sums and normalisations.</summary>
    [Fact]
    public void RectifiedWeightsBeginAsHes()
    {
        var kinds = Forwards.Of("""
            private static Tensor Forward([Shape(4)] Tensor x)
            {
                var a = BatchNorm(Dense(x, 4)) + Dense(x, 4);
                var b = Tanh(Dense(Relu(a), 4));
                return Dense(b, 3, weightInitializer: Initializer.Orthogonal);
            }
            """).Parameters.Where(p => p.IsWeight).Select(p => p.Initializer.Kind);
        Assert.Equal([InitializerKind.HeUniform, InitializerKind.HeUniform, InitializerKind.XavierUniform, InitializerKind.Orthogonal], kinds);
    }

    [Fact]
    public void FrozenLayersStacksAndMethods()
    {
        var frozen = Forwards.Of("""
            [Frozen, Dense(4)] private static partial Tensor Stem(Tensor x);
            [Frozen] private static Tensor Old(Tensor x) => BatchNorm(x);
            private static Tensor Forward([Shape(4)] Tensor x) => Dense(Dense(Old(Stem(x)), 4, frozen: true), 3);
            """);
        Assert.Equal(["dense2.weight", "dense2.bias"], frozen.Parameters.Where(p => !p.Frozen).Select(p => p.Name));
        Assert.Empty(frozen.Training.OutputsOf(OutputRole.State));
    }

    [Fact]
    public void BlocksOfOtherClasses()
    {
        var run = GeneratorHarness.Run("""
            using static NetGen.Layers;
            [Blocks] public static partial class Backbone
            {
                [Dense(6), Relu, Dense(5)] public static partial Tensor Features(Tensor x);
                public static Tensor Twice(Tensor x) => Dense(Dense(x, 5, bias: false), 5, bias: false);
            }
            [Network] public sealed partial class A { private static Tensor Forward([Shape(4)] Tensor x) => Backbone.Twice(Backbone.Features(x)); }
            [Network, Input(4), Stack(typeof(Backbone), nameof(Backbone.Features)), Dense(2)] public sealed partial class B;
            [Network, Input(4), Dense(3), Apply(nameof(Swish)), Dense(2)] public sealed partial class C { [Elementwise] private static float Swish(float x) => x / (1 + MathF.Exp(-x)); }
            """);
        run.Verify();
        var definitions = Forwards.DefinitionsOf(run).ToArray();
        Assert.Equal(["features.dense1.weight", "features.dense1.bias", "features.dense2.weight", "features.dense2.bias", "twice1.dense1.weight", "twice1.dense2.weight"], definitions[0].Parameters.Select(p => p.Name));
        Assert.Equal(["features1.dense1.weight", "features1.dense1.bias", "features1.dense2.weight", "features1.dense2.bias", "dense1.weight", "dense1.bias"], definitions[1].Parameters.Select(p => p.Name));
        Assert.Equal(InitializerKind.HeUniform, definitions[1].Parameters[0].Initializer.Kind);
        Assert.Contains(definitions[2].Inference.Nodes, n => n.Operation is Compiler.Operations.MapOperation map && map.Expression.ToString().Contains("exp", StringComparison.Ordinal));
    }

    /// <summary>The same network, as a stack and as a method, is the same graph.</summary>
    [Fact]
    public void AStackAndItsMethodAreEqual()
    {
        var method = Forwards.Of("private static Tensor Forward([Shape(8)] Tensor input) => Softmax(Dense(Dropout(Relu(BatchNorm(Dense(input, 6))), 0.25), 3));", "Network, CrossEntropyLoss");
        var stack = Declaration.Definitions.Of("Input(8), Dense(6), BatchNorm, Relu, Dropout(0.25), Dense(3), Softmax, CrossEntropyLoss");
        Assert.Equal(stack.Inference.ToString(), method.Inference.ToString());
        Assert.Equal(stack.Training.ToString(), method.Training.ToString());
        Assert.Equal(stack.Parameters, method.Parameters);
        Assert.Equal(stack.Layers, method.Layers);
        Assert.Equal((stack.Output, stack.Scores), (method.Output, method.Scores));
    }
}
