using System.Reflection;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Execution.Tests.Forward;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Fusion;

/// <summary>A residual network and a U-shaped one: what their programs consist of, and that the values are right.</summary>
public sealed class ImageNetworkTests
{
    private const string Source = """
        using static NetGen.Layers;
        namespace Nets;

        [Network, CrossEntropyLoss]
        public sealed partial class Residual
        {
            [Conv2D(4, 3, Pad = 1, Bias = false), BatchNorm, Relu]
            private static partial Tensor Stem(Tensor x);

            private static Tensor Forward([Shape(6, 6, 3)] Tensor image)
            {
                var x = Stem(image);
                for (int i = 0; i < 3; i++) x = Block(x, filters: 4 << (i / 2), stride: i is 2 ? 2 : 1);
                return Softmax(Dense(GlobalAveragePool2D(x), 5));
            }

            private static Tensor Block(Tensor x, int filters, int stride)
            {
                var y = Relu(BatchNorm(Conv2D(x, filters, 3, stride: stride, pad: 1, bias: false)));
                y = BatchNorm(Conv2D(y, filters, 3, pad: 1, bias: false));
                var skip = stride == 1 ? x : BatchNorm(Conv2D(x, filters, 1, stride: stride, bias: false));
                return Relu(y + skip);
            }
        }

        [Network, BinaryCrossEntropyLoss]
        public sealed partial class Shaped
        {
            private static Tensor Forward([Shape(4, 8, 1)] Tensor image)
            {
                var first = Twice(image, 4);
                var second = Twice(MaxPool2D(first, 2), 8);
                var middle = Twice(MaxPool2D(second, 2), 11);
                var up = Twice(Concat([ConvTranspose2D(middle, 8, 2, stride: 2), second]), 8);
                up = Twice(Concat([ConvTranspose2D(up, 3, 2, stride: 2), first]), 4);
                return Sigmoid(Conv2D(up, 1, 1));
            }

            private static Tensor Twice(Tensor x, int filters) => Relu(Conv2D(Relu(Conv2D(x, filters, 3, pad: 1)), filters, 3, pad: 1));
        }
        """;

    /// <summary>What is tried on every width of vectors: joined values, and residuals that convolutions add, of channels that fill vectors or don't.</summary>
    private const string Joins = """
        using static NetGen.Layers;
        namespace Nets;

        [Network, SquaredErrorLoss]
        public sealed partial class Connected
        {
            private static Tensor Forward([Shape(4, 5, 3)] Tensor image)
            {
                var x = Conv2D(image, 5, 3, pad: 1);
                for (int i = 0; i < 3; i++) x = Concat([x, Conv2D(Relu(x), 4, 3, pad: 1)]);
                return Dense(GlobalAveragePool2D(Tanh(x)), 2);
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Unnormalised
        {
            private static Tensor Forward([Shape(5, 4, 3)] Tensor image)
            {
                var x = Relu(Conv2D(image, 8, 3, pad: 1));
                x = Block(x, 8);
                x = Block(Relu(Conv2D(x, 5, 3, stride: 2, pad: 1)), 5);
                return GlobalAveragePool2D(Conv2D(x, 2, 3, pad: 1));
            }

            private static Tensor Block(Tensor x, int filters) => Relu(x + Conv2D(Relu(Conv2D(x, filters, 3, pad: 1)), filters, 3, pad: 1));
        }
        """;

    private static readonly Lazy<GeneratorRun> RunJoins = new(() => GeneratorHarness.Run(Joins));
    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorHarness.Run(Source));
    private static readonly Lazy<Assembly> Loaded = new(() => Run.Value.Load());

    [Theory]
    [InlineData("Residual")]
    [InlineData("Shaped")]
    public void MatchesTheReference(string name) => ForwardTests.Check(Loaded.Value, name, batch: 2);

    [Theory]
    [InlineData(VectorPath.Hardware)]
    [InlineData(VectorPath.V128)]
    [InlineData(VectorPath.V512)]
    public void JoinsMatchTheReference(VectorPath path)
    {
        var assembly = RunJoins.Value.Load(path);
        foreach (string name in (string[])["Connected", "Unnormalised"]) ForwardTests.Check(assembly, name, batch: 3);
    }

    /// <summary>Whether a loop computes nothing.</summary>
    private static bool IsCopy(KernelCall call) => call is LoopCall l && l.Kernel.Stages.All(s => s.Reductions.Count == 0 && s.Stores.All(t => t.Value.Nodes.Count == 1));

    /// <summary>The joined feature maps are written by the convolutions that make them, and their gradients read where they lie: no copies, and no maps.</summary>
    [Fact]
    public void AUShapedNetworkJoinsWithoutCopies()
    {
        var predict = Compiled.Program(Run.Value, "Shaped", "predict");
        const string Twice = "Convolution and bias and epilogue, Convolution and bias and epilogue", Up = "ConvolutionInputGradient and bias";
        Assert.Equal($"{Twice}, maxPool, {Twice}, maxPool, {Twice}, {Up}, {Twice}, {Up}, {Twice}, Dense and bias and epilogue", string.Join(", ", Compiled.Kinds(predict)));
        Assert.Equal([false, true, false, true, false, false, true, false, false, true, false, false], predict.Calls.OfType<ConvolutionCall>().Select(c => c.IsPart));

        var step = Compiled.Program(Run.Value, "Shaped", "step");
        Assert.DoesNotContain("Map", Compiled.Kinds(step));
        Assert.DoesNotContain(step.Calls, IsCopy);

        // Four of the largest images at a time: two halves that are joined, and what is computed from them; some with zeros beside them.
        Assert.InRange(predict.Plan.PerSample, 0, 544);
    }

    /// <summary>Each layer reads all that were before: they lie side by side in the memory of the last.</summary>
    [Fact]
    public void AConnectedNetworkJoinsWithoutCopies()
    {
        var predict = Compiled.Program(RunJoins.Value, "Connected", "predict");
        Assert.Equal(4, predict.Calls.OfType<ConvolutionCall>().Count(c => c.IsPart));
        Assert.DoesNotContain(predict.Calls, IsCopy);
        Assert.Single(predict.Calls.OfType<ConvolutionCall>().Select(c => c.Result.Location).Distinct());
        Assert.DoesNotContain(Compiled.Program(RunJoins.Value, "Connected", "step").Calls.Where(c => c.Phase == 0 && (c.Needs & Need.Always) != 0), IsCopy);
    }

    /// <summary>The end of a residual block is the end of its last convolution: sum and activation are no kernels of their own.</summary>
    [Fact]
    public void ResidualsAreAddedByConvolutions()
    {
        const string Block = "Convolution and bias and epilogue, Convolution and bias and residual and epilogue";
        string kinds = string.Join(", ", Compiled.Kinds(Compiled.Program(RunJoins.Value, "Unnormalised", "predict")));
        Assert.StartsWith($"Convolution and bias and epilogue, {Block}, Convolution and bias and epilogue, {Block}, Convolution and bias", kinds, StringComparison.Ordinal);
        Assert.DoesNotContain("Map", kinds, StringComparison.Ordinal);
    }
}
