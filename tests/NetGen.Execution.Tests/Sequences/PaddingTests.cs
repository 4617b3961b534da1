using static NetGen.Layers;

namespace NetGen.Execution.Tests.Sequences;

[Blocks]
public static partial class PaddedBlocks
{
    [Shared]
    public static Tensor Encode(IntTensor tokens, int steps, IntTensor? length)
    {
        var x = SinusoidalPositions(Embedding(tokens, 9, 8));
        x += MultiHeadAttention(RmsNorm(x), 2, lengths: length, rotary: true);
        x += MultiHeadAttention(LayerNorm(x), 4, lengths: length, causal: true);
        x += Rotary(ScaledDotProductAttention(x, Dense(x, 8), Dense(x, 8), heads: 2, lengths: length), heads: 2);
        var mask = length is null ? Fill(1, steps) : SequenceMask(length, steps);
        return Concat([GlobalAveragePool1D(x, lengths: length), GlobalMaxPool1D(x, lengths: length), LastStep(x, lengths: length), Sum(Reshape(mask, steps, 1) * x, 0)]);
    }
}

[Network, SquaredErrorLoss]
public sealed partial class PaddedEncoder
{
    private static Tensor Forward([Shape(7)] IntTensor tokens, IntTensor length) => PaddedBlocks.Encode(tokens, 7, length);
}

[Network, SquaredErrorLoss]
public sealed partial class ShortEncoder
{
    private static Tensor Forward([Shape(3)] IntTensor tokens) => PaddedBlocks.Encode(tokens, 3, null);
}

[Network, SquaredErrorLoss]
public sealed partial class DroppingAttention
{
    private static Tensor Forward([Shape(5, 6)] Tensor x, IntTensor length) => Dense(Flatten(MultiHeadAttention(PositionEmbedding(x, length: 9), 3, lengths: length, causal: true, dropout: 0.3)), 2);
}

[Network, SquaredErrorLoss]
public sealed partial class CachedAttention
{
    /// <summary>One step of a sequence whose earlier keys and values are given.</summary>
    private static Tensor Forward([Shape(6)] Tensor x, [Shape(4, 6)] Tensor keys, [Shape(4, 6)] Tensor values, IntTensor position, IntTensor length)
    {
        var query = Rotary(PositionEmbedding(Reshape(x, 1, 6), positions: position, length: 4), heads: 1, positions: position);
        return ScaledDotProductAttention(query, keys, values, heads: 3, lengths: length, scale: 0.5);
    }
}

[Network, Input(6, 4), SinusoidalPositions, MultiHeadAttention(2, Rotary = true), RmsNorm(Affine = false), GlobalMaxPool1D, Dense(3), CrossEntropyLoss]
public sealed partial class SequenceStack;

[Network, Input(6), Embedding(5, 4), PositionEmbedding, MultiHeadAttention(2, Causal = true), RmsNorm, LastStep, Dense(3), CrossEntropyLoss]
public sealed partial class TokenSequenceStack;

/// <summary>Lengths: what lies behind them has no influence, forward or backward. And the gradients of all layers of sequences.</summary>
public sealed class PaddingTests
{
    private static readonly int[] Tokens = [1, 5, 2, 8, 8, 0, 3, 4, 4, 1, 0, 0, 7, 7, 2, 6, 6, 6, 6, 6, 6];

    private static readonly int[] Lengths = [3, 7, 1];

    [Fact]
    public void Shorter_sequences_give_what_they_give_alone()
    {
        var padded = new PaddedEncoder(1);
        var alone = new ShortEncoder(2);
        alone.Parameters.CopyFrom(padded.Parameters);
        float[] expected = alone.Predict(Tokens[..3]), actual = padded.Predict(Tokens, Lengths)[..expected.Length];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
    }

    [Fact]
    public void What_lies_behind_the_length_has_no_influence()
    {
        var network = new PaddedEncoder(1);
        int[] other = [.. Tokens];
        for (int i = 0; i < other.Length; i++)
            if (i % 7 >= Lengths[i / 7]) other[i] = (other[i] + 4) % 9;
        Assert.NotEqual(Tokens, other);
        float[] target = [.. Enumerable.Range(0, 96).Select(i => (float)Math.Cos(i))];
        var pass = network.CreatePass(3);
        float loss = network.ForwardBackward(pass, Tokens, Lengths, target);
        float[][] gradients = [.. network.Parameters.Select(p => p.GradientToArray())];
        Assert.Equal(loss, network.ForwardBackward(pass, other, Lengths, target));
        foreach (var (parameter, gradient) in network.Parameters.Zip(gradients))
        {
            float[] same = parameter.GradientToArray();
            for (int i = 0; i < same.Length; i++) Assert.Equal(gradient[i], same[i], 1e-5f);
        }
        // Tokens that only padding names have no gradient.
        float[] embedding = network.Parameters["encode.embedding1.weight"].GradientToArray();
        Assert.All(embedding[(4 * 8)..(5 * 8)], g => Assert.NotEqual(0, g));
        network.ForwardBackward(pass, Tokens, [3, 3, 1], target);
        embedding = network.Parameters["encode.embedding1.weight"].GradientToArray();
        Assert.All(embedding[(8 * 8)..(9 * 8)], g => Assert.Equal(0, g));
    }

    [Fact]
    public void Gradients_agree_with_the_reference_and_finite_differences()
    {
        var random = new Random(1);
        float[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)random.NextDouble() * 2 - 1)];
        int[] Classes(int n, int below) => [.. Enumerable.Range(0, n).Select(_ => random.Next(below))];
        GradientReport[] reports =
        [
            new PaddedEncoder(1).CheckGradients(Tokens, Lengths, Numbers(96)),
            new DroppingAttention(1).CheckGradients(Numbers(90), [5, 0, 2], Numbers(6)),
            new CachedAttention(1).CheckGradients(Numbers(18), Numbers(72), Numbers(72), [0, 3, 1], [1, 4, 2], Numbers(18)),
            new SequenceStack(1).CheckGradients(Numbers(72), Classes(3, 3)),
            new TokenSequenceStack(1).CheckGradients(Classes(18, 5), Classes(3, 3)),
        ];
        Assert.All(reports, r => Assert.True(r.Passed, r.ToString()));
    }

    [Theory]
    [InlineData(0, "must hold lengths of sequences of at most 7 steps, from 1 to 7, but element 0 of sample 1 is 0")]
    [InlineData(8, "must hold lengths of sequences of at most 7 steps, from 1 to 7, but element 0 of sample 1 is 8")]
    public void Lengths_that_are_none_are_refused(int length, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => new PaddedEncoder(1).Predict(Tokens, [3, length, 1])).Message, StringComparison.Ordinal);

    /// <summary>Which weights are dropped hangs on the sample, not on the thread that computes it, and the weights are in no memory of the pass.</summary>
    [Fact]
    public void Dropout_is_the_same_on_any_number_of_threads()
    {
        const int Count = 3000;
        var results = new List<float[]>();
        int degree = Parallelism.Degree;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Parallelism.Degree = threads;
            var network = new DroppingAttention(1);
            var pass = network.CreatePass(Count);
            network.ForwardBackward(
                pass, [.. Enumerable.Range(0, 30 * Count).Select(i => (float)Math.Sin(i))], [.. Enumerable.Range(0, Count).Select(i => i % 6)], new float[2 * Count]);
            results.Add([.. network.Parameters.SelectMany(p => p.GradientToArray())]);
        }
        Parallelism.Degree = degree;
        Assert.Equal(results[0], results[1]);
        Assert.Equal(results[0], results[2]);
        Assert.Contains(results[0], g => g != 0);
    }

    /// <summary>Dropped weights are drawn anew at each step, and none are dropped in inference.</summary>
    [Fact]
    public void Dropout_is_of_training_only()
    {
        var network = new DroppingAttention(1);
        var pass = network.CreatePass(2);
        float[] x = [.. Enumerable.Range(0, 60).Select(i => (float)Math.Sin(i))];
        float[] first = network.Forward(pass, x, [5, 4]).ToArray(), second = network.Forward(pass, x, [5, 4]).ToArray();
        Assert.NotEqual(first, second);
        Assert.Equal(network.Predict(x, [5, 4]), network.Forward(pass, x, [5, 4], training: false).ToArray());
    }
}
