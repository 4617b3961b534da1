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
