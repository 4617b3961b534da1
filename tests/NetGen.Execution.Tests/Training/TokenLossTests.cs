namespace NetGen.Execution.Tests.Training;

[Network(Precision = Precision.Double)]
[CrossEntropyLoss(IgnoreIndex = -1)]
public sealed partial class NextToken
{
    private static Tensor Forward([Shape(5)] IntTensor tokens) =>
        Layers.Dense(Layers.Tanh(Layers.Gather(Layers.Parameter("table", [7, 3], Initializer.Normal, 0.5), tokens)), 7);
}

[Network(Precision = Precision.Double)]
public sealed partial class NextTokenByHand
{
    private static Tensor Forward([Shape(5)] IntTensor tokens) =>
        Layers.Dense(Layers.Tanh(Layers.Gather(Layers.Parameter("table", [7, 3], Initializer.Normal, 0.5), tokens)), 7);

    [Loss]
    private static Tensor Loss(Tensor output, [Shape(5)] IntTensor next, [Shape(5)] Tensor mask) => Layers.Sum(Layers.CrossEntropy(output, next)) / Layers.Sum(mask);
}

[Network, Input(3, 2), Dense(4), Tanh, Dense(3), Softmax, CrossEntropyLoss(ClassWeights = [1, 2, 0.5], IgnoreIndex = 2)]
public sealed partial class Tagger;

/// <summary>The cross-entropy of each step of a sequence, with steps that count nothing: on the compiled network and its surface.</summary>
public sealed class TokenLossTests
{
    private static readonly int[] Tokens = [1, 2, 3, 4, 5, 6, 0, 1, 1, 2, 3, 3, 3, 0, 0], Targets = [2, 3, 4, 5, 6, 0, 1, -1, -1, -1, 4, -1, -1, -1, -1];

    [Fact]
    public void The_loss_is_the_mean_over_the_steps_that_count()
    {
        var model = new NextToken(seed: 3);
        double[] scores = model.Predict(Tokens);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < Targets.Length; i++)
        {
            if (Targets[i] < 0) continue;
            var own = scores.AsSpan(7 * i, 7).ToArray();
            sum += Math.Log(own.Sum(Math.Exp)) - own[Targets[i]];
            count++;
        }
        var pass = model.CreatePass(3);
        Assert.Equal(sum / count, model.ForwardBackward(pass, Tokens, Targets), 1e-12);
        var report = model.CheckGradients(Tokens, Targets);
        Assert.True(report.Passed, report.ToString());

        // In batches of one, whatever each has of steps that count.
        var data = Dataset.Create("tokens", Tokens, 5).With("target", Targets, 5);
        var whole = model.Evaluate(data);
        Assert.Equal(sum / count, whole.Loss, 1e-12);
        Assert.Equal(sum / count, model.Evaluate(data, batchSize: 1).Loss, 1e-12);
        Assert.Equal(Math.Exp(whole.Loss), whole.Perplexity);
        int right = Enumerable.Range(0, 15).Count(i => Targets[i] >= 0 && scores.AsSpan(7 * i, 7).ToArray() is var s && Array.IndexOf(s, s.Max()) == Targets[i]);
        Assert.Equal(right / (double)count, whole.Accuracy!.Value, 1e-12);

        // With weights each sample's steps count as the sample does.
        double[] weights = [0.5, 2, 1];
        double weighted = model.Evaluate(Tokens, Targets, weights: weights).Loss;
        Assert.Equal(weighted, model.Evaluate(Tokens, Targets, batchSize: 1, weights: weights).Loss, 1e-12);
        Assert.NotEqual(sum / count, weighted, 1e-4);
    }

    [Fact]
    public void What_is_ignored_changes_nothing()
    {
        var (plain, other) = (new NextToken(seed: 3), new NextToken(seed: 3));
        int[] tokens = [.. Tokens];
        for (int i = 0; i < tokens.Length; i++)
            if (Targets[i] < 0) tokens[i] = 6;
        plain.ForwardBackward(plain.CreatePass(3), Tokens, Targets);
        other.ForwardBackward(other.CreatePass(3), tokens, Targets);
        foreach (var parameter in plain.Parameters)
            Assert.All(parameter.GradientToArray().Zip(other.Parameters[parameter.Name].GradientToArray()), g => Assert.Equal(g.First, g.Second, 1e-15));
        var result = plain.Fit(Tokens, [.. Enumerable.Repeat(-1, 15)], new FitOptions { Epochs = 1, BatchSize = 2, Optimizer = new Sgd(1) });
        Assert.Equal(0, result.Last!.Loss);
        Assert.Equal(other.Predict(Tokens), plain.Predict(Tokens));
    }

    [Fact]
    public void A_loss_by_hand_leaves_out_what_is_no_class()
    {
        var (model, byHand) = (new NextToken(seed: 3), new NextTokenByHand(seed: 3));
        int[] targets = [.. Targets[5..10]];
        double[] mask = [.. targets.Select(t => t < 0 ? 0.0 : 1)];
        for (int i = 0; i < 2; i++)
        {
            // Any integer that is no class: below 0, or from 7 on.
            double expected = model.ForwardBackward(model.CreatePass(1), Tokens.AsSpan(5, 5), targets);
            int[] other = [.. targets.Select(t => t < 0 ? i == 0 ? -1 : 7 : t)];
            Assert.Equal(expected, byHand.ForwardBackward(byHand.CreatePass(1), Tokens.AsSpan(5, 5), other, mask), 1e-13);
            foreach (var parameter in model.Parameters)
                Assert.All(parameter.GradientToArray().Zip(byHand.Parameters[parameter.Name].GradientToArray()), g => Assert.Equal(g.First, g.Second, 1e-13));
        }
    }

    [Fact]
    public void A_sequence_of_tags_is_learned_with_either_kind_of_target()
    {
        float[] inputs = [.. Enumerable.Range(0, 40 * 6).Select(i => MathF.Sin(i * 1.3f))];
        int[] tags = [.. Enumerable.Range(0, 120).Select(i => inputs[2 * i] > inputs[2 * i + 1] ? 0 : i % 7 == 0 ? 2 : 1)];
        var model = new Tagger(seed: 1);
        Assert.True(model.CheckGradients(inputs.AsSpan(0, 18), tags.AsSpan(0, 9)).Passed);
        model.Fit(inputs, tags, new FitOptions { Epochs = 80, BatchSize = 8, Optimizer = new Adam(0.03) });
        Assert.InRange(model.Evaluate(inputs, tags).Accuracy!.Value, 0.97, 1);
    }

    [Fact]
    public void Wrong_indices_are_refused_with_their_place()
    {
        var model = new NextToken(seed: 3);
        var pass = model.CreatePass(3);
        Assert.Contains("5 class indices for each of 3 samples", Assert.Throws<ArgumentException>(() => model.ForwardBackward(pass, Tokens, Targets.AsSpan(0, 3))).Message, StringComparison.Ordinal);
        int[] wrong = [.. Targets];
        wrong[7] = -2;
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => model.ForwardBackward(pass, Tokens, wrong));
        Assert.Contains("from 0 to 6, or -1, but that of position 2 of sample 1 is -2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => model.Fit(Tokens, wrong));
        Assert.Equal(-1, NextToken.Signature.Columns[^1].IgnoreIndex);
    }
}
