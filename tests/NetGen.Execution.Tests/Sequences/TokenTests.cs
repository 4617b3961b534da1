namespace NetGen.Execution.Tests.Sequences;

[Network, Input(3), Embedding(5, 2), Flatten, Dense(2), MeanSquaredErrorLoss]
public sealed partial class TokenStack;

[Network]
public sealed partial class TiedTokens
{
    [Embedding(7, 9)] private static partial Tensor Look(IntTensor tokens);

    private static Tensor Forward([Shape(4)] IntTensor tokens, IntTensor other)
    {
        var embedding = Layers.Embedding(tokens, 11, 17, name: "tokens");
        var shared = Layers.Embedding(other, weight: embedding.Weight);
        return Layers.Dense(Layers.Tanh(embedding + shared), weight: embedding.Weight) + Layers.Sum(Look(tokens));
    }

    [Loss] private static Tensor Loss(Tensor output, [Shape(4, 11)] Tensor wanted) => Layers.Sum(Layers.Square(output - wanted));
}

[Network]
public sealed partial class SparseTokens
{
    private static Tensor Forward([Shape(3)] IntTensor tokens, IntTensor other) =>
        Layers.Dense(Layers.Flatten(Layers.Embedding(tokens, 150, 5, sparse: true, name: "tokens")), 4) * Layers.Embedding(other, 70, 4, name: "other");

    [Loss] private static Tensor Loss(Tensor output, [Shape(4)] Tensor wanted) => Layers.Sum(Layers.Square(output - wanted));
}

/// <summary>Embeddings: rows by integers, weights shared with other layers, and integers that are no tokens.</summary>
public sealed class TokenTests
{
    [Fact]
    public void A_stack_of_tokens_looks_rows_up()
    {
        var network = new TokenStack(1);
        float[] rows = network.Parameters["embedding1.weight"].ToArray(), weight = network.Parameters["dense1.weight"].ToArray();
        int[] tokens = [4, 0, 4];
        float[] expected = [.. Enumerable.Range(0, 2).Select(o => Enumerable.Range(0, 6).Sum(i => weight[o * 6 + i] * rows[tokens[i / 2] * 2 + i % 2]))];
        float[] actual = network.Predict(tokens);
        for (int i = 0; i < 2; i++) Assert.Equal(expected[i], actual[i], 1e-5f);
        var report = network.CheckGradients([1, 2, 3, 3, 3, 0], [1f, 2, 3, 4]);
        Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Weights_are_shared_with_the_output_layer()
    {
        var network = new TiedTokens(1);
        Assert.Equal(["tokens.weight", "look.embedding1.weight"], network.Parameters.Select(p => p.Name));
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, 12).Select(_ => random.Next(7))], others = [10, 3, 0];
        float[] wanted = [.. Enumerable.Range(0, 132).Select(_ => random.NextSingle())];
        var report = network.CheckGradients(tokens, others, wanted);
        Assert.True(report.Passed, report.ToString());
    }

    /// <summary>Rows of tokens that don't occur have no gradient, and the sums have the same bits with any number of threads.</summary>
    [Fact]
    public void Gradients_are_those_of_the_tokens_that_occur()
    {
        var network = new TokenStack(1);
        var pass = network.CreatePass(64);
        int[] tokens = [.. Enumerable.Range(0, 192).Select(i => i * i % 3)];
        float[] target = [.. Enumerable.Range(0, 128).Select(i => (float)Math.Sin(i))];
        var gradients = new List<float[]>();
        int degree = Parallelism.Degree;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Parallelism.Degree = threads;
            network.ForwardBackward(pass, tokens, target);
            gradients.Add(network.Parameters["embedding1.weight"].GradientToArray());
        }
        Parallelism.Degree = degree;
        Assert.Equal(gradients[0], gradients[1]);
        Assert.Equal(gradients[0], gradients[2]);
        Assert.All(gradients[0][..4], g => Assert.NotEqual(0, g));
        Assert.All(gradients[0][4..], g => Assert.Equal(0, g));
    }

    /// <summary>Gradients are computed with other tokens in each step: nothing of earlier ones is left, and Accumulate adds.</summary>
    [Fact]
    public void Gradients_of_tokens_do_not_outlive_their_batch()
    {
        var network = new SparseTokens(1);
        var random = new Random(3);
        var pass = network.CreatePass(7);
        (int[] Tokens, int[] Others, float[] Wanted) Batch(int count) => (
            [.. Enumerable.Range(0, 3 * count).Select(_ => random.Next(150))], [.. Enumerable.Range(0, count).Select(_ => random.Next(70))], [.. Enumerable.Range(0, 4 * count).Select(_ => random.NextSingle())]);
        var (first, second) = (Batch(7), Batch(2));
        Assert.True(network.CheckGradients(first.Tokens, first.Others, first.Wanted).Passed);
        network.ForwardBackward(pass, first.Tokens, first.Others, first.Wanted);
        Assert.True(network.CheckGradients(second.Tokens, second.Others, second.Wanted).Passed);
        float[] Gradients() => [.. network.Parameters.SelectMany(p => p.GradientToArray())];
        network.ForwardBackward(pass, second.Tokens, second.Others, second.Wanted);
        float[] ofSecond = Gradients();
        network.ForwardBackward(pass, first.Tokens, first.Others, first.Wanted);
        float[] ofFirst = Gradients();
        network.ForwardBackward(pass, second.Tokens, second.Others, second.Wanted, mode: GradientMode.Accumulate);
        float[] both = Gradients();
        for (int i = 0; i < both.Length; i++) Assert.Equal(ofFirst[i] + ofSecond[i], both[i], 1e-5f);

        // Vectors of tokens that the batch does not have stay where they are; those of the other embedding, which did move, go on.
        var adam = new Adam(0.1);
        adam.Step(network.Parameters);
        float[] sparse = network.Parameters["tokens.weight"].ToArray(), dense = network.Parameters["other.weight"].ToArray();
        network.ForwardBackward(pass, [1, 1, 149], [3], new float[4]);
        adam.Step(network.Parameters);
        int[] moved = [.. Enumerable.Range(0, 150).Where(row => !sparse.AsSpan(row * 5, 5).SequenceEqual(network.Parameters["tokens.weight"].ToArray().AsSpan(row * 5, 5)))];
        Assert.Equal([1, 149], moved);
        int other = first.Others[0] == 3 ? first.Others[1] : first.Others[0];
        Assert.NotEqual(dense[other * 4], network.Parameters["other.weight"].ToArray()[other * 4]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void An_integer_that_is_no_token_is_refused_before_anything_changes(int token)
    {
        var network = new TokenStack(1);
        var pass = network.CreatePass(20);
        int[] tokens = new int[60];
        tokens[31] = token;
        long step = network.Parameters.Step;
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => network.ForwardBackward(pass, tokens, new float[40]));
        Assert.StartsWith($"'input' of TokenStack must hold tokens of a vocabulary of 5, from 0 to 4, but element 1 of sample 10 is {token}.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(step, network.Parameters.Step);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Predict(tokens));
        Assert.Throws<ArgumentOutOfRangeException>(() => network.Forward(pass, tokens));
        var batch = new Batch { Count = 20 };
        batch.Set<int>("input", tokens);
        batch.Set<float>("target", new float[40]);
        Assert.Throws<ArgumentOutOfRangeException>(() => network.ForwardBackward(pass, batch));
    }
}
