using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Generated programs against the operations' own meaning in double: every result, gradient and state.</summary>
public class ProgramTests
{
    [Theory]
    [InlineData(512, false), InlineData(256, false), InlineData(128, false), InlineData(0, false)]
    [InlineData(512, true), InlineData(256, true), InlineData(128, true), InlineData(0, true)]
    public void A_classifier_agrees_with_the_reference(int bits, bool wide) =>
        Check("dense:33 relu dense:17 relu dense:10", new Shape(20), new CrossEntropyLoss(), bits, wide);

    [Theory]
    [InlineData("dense:31 batchnorm relu dense:5")]
    [InlineData("batchnorm dense:97 layernorm tanh dense:3")]
    [InlineData("layernorm dropout:0.4 dense:16 gelu dropout:0.1 dense:2")]
    [InlineData("dense:64 layernorm silu dense:3")]
    [InlineData("dense:128 layernorm tanh dense:3")]
    [InlineData("dense:1")]
    [InlineData("dense:17:nobias sigmoid dense:1")]
    [InlineData("relu")]
    [InlineData("dense:7 softmax dense:4")]
    [InlineData("batchnorm")]
    public void Layers_agree_with_the_reference(string layers)
    {
        foreach (int bits in new[] { 512, 256, 128, 0 }) Check(layers, new Shape(17), new SquaredErrorLoss(), bits, bits == 128);
    }

    [Theory]
    [InlineData("flatten dense:10 relu dense:3")]
    [InlineData("dense:5 relu flatten dense:3")]
    [InlineData("dense:5 batchnorm reshape:5:4:7 layernorm gelu flatten dense:3")]
    [InlineData("dropout:0.5 flatten layernorm")]
    [InlineData("batchnorm dense:1 flatten tanh dense:2")]
    public void Values_of_several_axes_agree_with_the_reference(string layers)
    {
        foreach (int bits in new[] { 256, 0 }) Check(layers, new Shape(7, 4, 9), new MeanSquaredErrorLoss(), bits, bits == 0);
    }

    public static TheoryData<int> LossIndices => [.. Enumerable.Range(0, RandomNetworks.Losses.Length)];

    [Theory]
    [MemberData(nameof(LossIndices))]
    public void Losses_agree_with_the_reference(int index)
    {
        foreach (int outputs in new[] { 1, 2, 10, 33 })
        {
            if (RandomNetworks.Losses[index].Refuses(new Shape(outputs)) is not null) continue;
            Check($"dense:{outputs}", new Shape(6), RandomNetworks.Losses[index], 256, false);
            Check($"dense:{outputs}", new Shape(6), RandomNetworks.Losses[index], 512, true);
        }
    }

    [Fact]
    public void Options_of_losses_agree_with_the_reference()
    {
        Check("dense:3", new Shape(6), new CrossEntropyLoss(0.1, [1, 2, 0.5]), 256, false);
        Check("dense:18", new Shape(6), new CrossEntropyLoss(0, Enumerable.Range(1, 18).Select(i => i / 7.0).ToEquatableArray()), 512, true);
        Check("dense:2", new Shape(6), new BinaryCrossEntropyLoss(3, 0.1), 128, false);
        Check("relu", new Shape(1), new HuberLoss(0.3), 256, false);
    }

    [Theory]
    [InlineData(0, 0.01), InlineData(0.02, 0), InlineData(0.02, 0.01)]
    public void Penalties_agree_with_the_reference(double l1, double l2) =>
        Check("dense:17 batchnorm relu dense:3", new Shape(5), new CrossEntropyLoss(), 256, false, l1, l2);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9)]
    [InlineData(10), InlineData(11), InlineData(12), InlineData(13), InlineData(14), InlineData(15), InlineData(16), InlineData(17), InlineData(18), InlineData(19)]
    public void Random_networks_agree_with_the_reference(int seed)
    {
        var random = new Random(seed);
        var (layers, input) = RandomNetworks.Stack(random);
        var loss = RandomNetworks.Losses[random.Next(RandomNetworks.Losses.Length)];
        int[] bits = [512, 256, 128, 0];

        // A batch normalisation behind another magnifies rounding without bound: only double can tell it from a mistake.
        bool wide = random.Next(3) == 0 || layers.Split("batchnorm").Length > 2;
        Check(layers, input, loss, bits[seed % 4], wide, random.Next(4) == 0 ? 0.01 : 0, random.Next(4) == 0 ? 0.02 : 0, random.Next());
    }

    /// <summary>What fits is straight-line code, the rest of the functions keeps its kernels.</summary>
    [Theory]
    [InlineData("dense:8 tanh dense:1", 2)]
    [InlineData("dense:5 relu dense:4 softmax dense:3", 3)]
    [InlineData("dense:6 layernorm gelu dense:2", 7)]
    [InlineData("dense:3:nobias sigmoid dense:9", 1)]
    [InlineData("dense:4 batchnorm dense:2", 5)]
    public void Tiny_networks_agree_with_the_reference(string layers, int inputs)
    {
        Loss[] losses = [new BinaryCrossEntropyLoss(), new CrossEntropyLoss(0.1), new HuberLoss(), new HingeLoss()];
        foreach (var loss in losses)
        {
            if (loss.Refuses(new Shape(int.Parse(layers.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture))) is not null) continue;
            Check(layers, new Shape(inputs), loss, 256, false, straightLine: true);
            Check(layers, new Shape(inputs), loss, 0, true, straightLine: true);
        }
    }

    private static void Check(
        string layers, Shape input, Loss loss, int bits, bool wide, double l1 = 0, double l2 = 0, int seed = 1, bool straightLine = false)
    {
        var module = RandomNetworks.Build(layers, input, loss, wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single, l1, l2);
        var compiled = CompiledPrograms.Compile(module, bits, straightLine);
        foreach (var program in compiled.Program.Functions)
            if (ProgramVerifier.Problem(program) is { } problem) Assert.Fail(problem + "\n" + ProgramText.Print(program));
        Assert.InRange(compiled.LargestKernel, 0, 8192);
        foreach (int count in new[] { 1, 2, 7, 64 })
            foreach (var function in module.Functions)
                ProgramComparison.Compare(module, compiled, function, ProgramComparison.Inputs(module, function, count, seed), $"{layers} on {input}, {loss.Name}, {bits} bits, {module.Precision}, {function.Name} of {count}", wide);
    }
}
