namespace NetGen.Runtime.Tests.Training;

public class ClipTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(97)]
    public void Gradients_are_shortened_together(int size)
    {
        var parameters = Segments.Set<float>([Segments.Matrix("a", size, 3), Segments.Vector("b", size), Segments.Vector("frozen", 5)]);
        parameters.Freeze("frozen");
        double sum = 0;
        foreach (string name in (string[])["a", "b", "frozen"])
        {
            float[] values = [.. Enumerable.Range(0, name == "a" ? 3 * size : name == "b" ? size : 5).Select(i => MathF.Sin(i + 1) * 10)];
            parameters[name].CopyGradientFrom(values);
            if (name != "frozen") sum += values.Sum(v => (double)v * v);
        }
        double norm = Math.Sqrt(sum);
        float before = parameters["a"].GradientToArray()[0], frozen = parameters["frozen"].GradientToArray()[0];
        Assert.Equal(norm, parameters.ClipGradientNorm(norm * 2), 1e-9 * norm);
        Assert.Equal(before, parameters["a"].GradientToArray()[0]);
        Assert.Equal(norm, parameters.ClipGradientNorm(0.5), 1e-9 * norm);
        Assert.Equal(before * 0.5 / norm, parameters["a"].GradientToArray()[0], 1e-5);
        Assert.Equal(0.5, parameters.ClipGradientNorm(1e9), 1e-5);
        Assert.Equal(frozen, parameters["frozen"].GradientToArray()[0]);

        parameters.ClipGradients(0.01);
        Assert.All(parameters["a"].GradientToArray(), g => Assert.InRange(g, -0.01f, 0.01f));
        Assert.Equal(frozen, parameters["frozen"].GradientToArray()[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.ClipGradientNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => parameters.ClipGradients(double.NaN));
    }

    [Fact]
    public void Fit_clips_before_each_step()
    {
        var data = new Dataset([1f, 2f, -3f, 1f], [0, 2]);
        var (plain, clipped) = (new Classifier(), new Classifier());
        plain.Fit(data, new FitOptions { BatchSize = 2, Optimizer = new Sgd(1) });
        clipped.Fit(data, new FitOptions { BatchSize = 2, Optimizer = new Sgd(1), ClipNorm = 0.1 });
        Assert.True(Change(plain).Norm > 0.2);
        Assert.Equal(0.1, Change(clipped).Norm, 1e-4);
        clipped = new Classifier();
        clipped.Fit(data, new FitOptions { BatchSize = 2, Optimizer = new Sgd(1), ClipValue = 0.01 });
        Assert.Equal(0.01, Change(clipped).Largest, 1e-6);
        Assert.Throws<ArgumentException>(() => clipped.Fit(data, new FitOptions { ClipNorm = 0 }));

        static (double Norm, double Largest) Change(Classifier trained)
        {
            double[] changes = [.. trained.Parameters.Zip(new Classifier().Parameters).SelectMany(p => p.First.ToArray().Zip(p.Second.ToArray(), (a, b) => (double)a - b))];
            return (Math.Sqrt(changes.Sum(c => c * c)), changes.Max(Math.Abs));
        }
    }

    [Fact]
    public void Later_epochs_draw_their_own_orders()
    {
        var data = new Dataset([.. Enumerable.Range(0, 40).Select(i => MathF.Sin(i))], [.. Enumerable.Range(0, 20).Select(i => i % 3)]);
        var (whole, parts) = (new Classifier(), new Classifier());
        whole.Fit(data, new FitOptions { Epochs = 5, BatchSize = 3, Optimizer = new Sgd(0.1) });
        parts.Fit(data, new FitOptions { Epochs = 2, BatchSize = 3, Optimizer = new Sgd(0.1) });
        var result = parts.Fit(data, new FitOptions { FirstEpoch = 3, Epochs = 3, BatchSize = 3, Optimizer = new Sgd(0.1) });
        Assert.Equal(whole.Parameters["weight"].ToArray(), parts.Parameters["weight"].ToArray());
        Assert.Equal([3, 4, 5], result.History.Select(e => e.Epoch));
    }
}
