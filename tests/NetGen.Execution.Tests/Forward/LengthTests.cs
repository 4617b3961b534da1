using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>Samples of different lengths in one batch: each as if it were alone, without its padding.</summary>
public sealed class LengthTests
{
    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Network, MeanSquaredErrorLoss]
        public sealed partial class Padded
        {
            private static Tensor Forward([Shape(7, 3)] Tensor x, IntTensor lengths)
            {
                var a = Lstm(x, 17, returnSequences: true, bidirectional: true, peepholes: true, lengths: lengths);
                var b = Gru(a, 9, returnSequences: true, reverse: true, lengths: lengths);
                return Concat([b, SimpleRnn(b, 5, returnSequences: true, lengths: lengths)], 1);
            }
        }

        [Network, MeanSquaredErrorLoss]
        public sealed partial class Alone
        {
            private static Tensor Forward([Shape(4, 3)] Tensor x)
            {
                var a = Lstm(x, 17, returnSequences: true, bidirectional: true, peepholes: true);
                var b = Gru(a, 9, returnSequences: true, reverse: true);
                return Concat([b, SimpleRnn(b, 5, returnSequences: true)], 1);
            }
        }

        // Two halves of a sequence, the second from the state behind the first, are the whole.
        [Network, MeanSquaredErrorLoss]
        public sealed partial class Halves
        {
            [Shared] private static (Tensor Output, (Tensor Hidden, Tensor Cell) State) Read(Tensor x, (Tensor, Tensor) state) => Lstm(x, state, 17, returnSequences: true);

            private static Tensor Forward([Shape(6, 3)] Tensor x)
            {
                var (first, state) = Read(x[..3], (0, 0));
                var (second, (h, c)) = Read(x[3..], state);
                return Concat([first, second, ExpandDims(h, 0), ExpandDims(c, 0)], 0);
            }
        }

        [Network, MeanSquaredErrorLoss]
        public sealed partial class Whole
        {
            private static Tensor Forward([Shape(6, 3)] Tensor x)
            {
                var (all, (h, c)) = Lstm(x, (0, 0), 17, returnSequences: true);
                return Concat([all, ExpandDims(h, 0), ExpandDims(c, 0)], 0);
            }
        }
        """;

    private static readonly Lazy<Assembly> Networks = new(() => GeneratorHarness.Run(Source).Load());

    private static dynamic Create(string name) => Activator.CreateInstance(Networks.Value.GetType("Nets." + name, throwOnError: true)!, 3ul)!;

    [Theory]
    [InlineData("Padded")]
    [InlineData("Halves")]
    public void Agree_with_the_reference_and_finite_differences(string name) => ForwardTests.Check(Networks.Value, name, 5);

    [Fact]
    public void Shorter_samples_are_what_they_are_alone()
    {
        var (padded, alone) = (Create("Padded"), Create("Alone"));
        foreach (var parameter in (ParameterSet)padded.Parameters) ((ParameterSet)alone.Parameters)[parameter.Name].CopyFrom(parameter.ToArray());
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 4 * 21).Select(_ => random.NextSingle() - 0.5f)];
        int[] lengths = [4, 7, 0, 4];
        float[] output = Predict(padded, x, lengths);
        for (int sample = 0; sample < 4; sample++)
        {
            float[] rows = output[(sample * 7 * 14)..((sample + 1) * 7 * 14)];
            Assert.All(rows[(lengths[sample] * 14)..], v => Assert.Equal(0f, v));
            if (lengths[sample] != 4) continue;
            var single = new Batch { Count = 1 };
            single.Set<float>("x", x[(sample * 21)..(sample * 21 + 12)]);
            float[] expected = PredictOf(alone, single, 4 * 14);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], rows[i], 2e-6f);
        }

        // What lies in the padding changes no bit.
        float[] other = [.. x];
        for (int sample = 0; sample < 4; sample++) Array.Fill(other, 1e30f, sample * 21 + lengths[sample] * 3, 21 - lengths[sample] * 3);
        Assert.Equal(output, Predict(padded, other, lengths));
    }

    [Fact]
    public void Padding_gets_no_gradient_and_gives_none()
    {
        var network = Create("Padded");
        var type = (Type)network.GetType();
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, 2 * 21).Select(_ => random.NextSingle() - 0.5f)];
        float[] first = Gradient(x);
        Array.Fill(x, 5f, 9, 12);
        Assert.Equal(first, Gradient(x));

        float[] Gradient(float[] input)
        {
            var pass = network.CreatePass(2);
            var batch = Batch(input, [3, 7]);
            float[] target = [.. Enumerable.Range(0, 2 * 7 * 14).Select(i => i % 98 < 42 || i >= 98 ? MathF.Sin(i) : 0f)];
            batch.Set<float>("target", target);
            network.ForwardBackward(pass, batch);
            return [.. ((ParameterSet)network.Parameters).SelectMany(p => p.GradientToArray())];
        }
    }

    [Fact]
    public void A_state_carries_a_sequence_on()
    {
        var (halves, whole) = (Create("Halves"), Create("Whole"));
        foreach (var parameter in (ParameterSet)halves.Parameters) ((ParameterSet)whole.Parameters)[parameter.Name[(parameter.Name.IndexOf('.') + 1)..]].CopyFrom(parameter.ToArray());
        var random = new Random(5);
        var batch = new Batch { Count = 3 };
        batch.Set<float>("x", Enumerable.Range(0, 3 * 18).Select(_ => random.NextSingle() - 0.5f).ToArray());
        float[] a = PredictOf(halves, batch, 3 * 8 * 17), b = PredictOf(whole, batch, 3 * 8 * 17);
        for (int i = 0; i < a.Length; i++) Assert.Equal(b[i], a[i], 2e-6f);
    }

    [Fact]
    public void Lengths_beyond_the_steps_are_refused()
    {
        var network = Create("Padded");
        var exception = Assert.ThrowsAny<ArgumentException>(() => Predict(network, new float[42], new[] { 3, 8 }));
        Assert.Contains("8", exception.Message, StringComparison.Ordinal);
        Assert.Contains("7 steps", exception.Message, StringComparison.Ordinal);
    }

    private static Batch Batch(float[] x, int[] lengths)
    {
        var batch = new Batch { Count = lengths.Length };
        batch.Set<float>("x", x);
        batch.Set<int>("lengths", lengths);
        return batch;
    }

    private static float[] Predict(dynamic network, float[] x, int[] lengths) => PredictOf(network, Batch(x, lengths), lengths.Length * 7 * 14);

    private static float[] PredictOf<TNetwork>(TNetwork network, Batch batch, int length) where TNetwork : class, INetwork<TNetwork, float>
    {
        var output = new float[length];
        network.Predict(batch, output);
        return output;
    }
}
