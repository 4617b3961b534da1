namespace NetGen.Runtime.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    private static Dataset Data() => new([.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i * 1.7f))], [.. Enumerable.Range(0, 30).Select(i => i % 3)]);

    private static FitOptions Options(int first, int epochs, Optimizer optimizer, params Callback[] callbacks) =>
        new() { FirstEpoch = first, Epochs = epochs, BatchSize = 4, Optimizer = optimizer, Callbacks = callbacks };

    [Fact]
    public void A_training_goes_on_to_the_same_bits()
    {
        foreach (Func<Optimizer> create in (Func<Optimizer>[])[() => new Adam(0.05), () => new Momentum(0.05), () => new Sgd(0.1)])
        {
            var whole = new Classifier();
            whole.Fit(Data(), Options(1, 6, create()));

            var (first, optimizer) = (new Classifier(), create());
            first.Fit(Data(), Options(1, 2, optimizer));
            optimizer.LearningRate /= 2;
            optimizer.LearningRate *= 2;
            first.Parameters.Step = 17;
            Checkpoint.Save(_path, first.Parameters, optimizer, epoch: 2);

            var (second, other) = (new Classifier(), create());
            other.LearningRate = 9;
            Assert.Equal(2, Checkpoint.Load(_path, second.Parameters, other));
            Assert.Equal((optimizer.Steps, optimizer.LearningRate, 17), (other.Steps, other.LearningRate, second.Parameters.Step));
            second.Fit(Data(), Options(3, 4, other));
            foreach (var parameter in whole.Parameters) Assert.Equal(parameter.ToArray(), second.Parameters[parameter.Name].ToArray());
        }
    }

    [Fact]
    public void Callbacks_write_them_too()
    {
        var network = new Classifier();
        network.Fit(Data(), Options(4, 3, new Adam(0.05), new EachEpoch(_path)));
        var copy = new Classifier();
        Assert.Equal(6, Checkpoint.Load(_path, copy.Parameters, new Adam()));
        Assert.Equal(network.Parameters["weight"].ToArray(), copy.Parameters["weight"].ToArray());
    }

    [Fact]
    public void What_does_not_fit_changes_nothing()
    {
        var network = new Classifier();
        var optimizer = new Adam(0.05);
        network.Fit(Data(), Options(1, 1, optimizer));
        Checkpoint.Save(_path, network.Parameters, optimizer, 1);
        var other = new Classifier();
        float[] before = other.Parameters["weight"].ToArray();
        Assert.Contains("it is of Adam, and the optimizer is Sgd", Assert.Throws<InvalidDataException>(() => Checkpoint.Load(_path, other.Parameters, new Sgd(1))).Message, StringComparison.Ordinal);
        var wrong = Segments.Set<float>([Segments.Vector("bias", 3)]);
        Assert.Contains("has no 'weight'", Assert.Throws<InvalidDataException>(() => Checkpoint.Load(_path, wrong, new Adam())).Message, StringComparison.Ordinal);
        wrong = Segments.Set<float>([Segments.Matrix("weight", 3, 5), Segments.Vector("bias", 3)]);
        Assert.Throws<InvalidDataException>(() => Checkpoint.Load(_path, wrong, new Adam()));
        wrong = Segments.Set<float>([Segments.Matrix("weight", 3, 2), Segments.Vector("bias", 3)], seed: 99);
        Assert.Contains("seed", Assert.Throws<InvalidDataException>(() => Checkpoint.Load(_path, wrong, new Adam())).Message, StringComparison.Ordinal);
        ParameterFile.Save(network.Parameters, _path);
        Assert.Throws<InvalidDataException>(() => Checkpoint.Load(_path, other.Parameters, new Adam()));
        Assert.Equal(before, other.Parameters["weight"].ToArray());
        Assert.Throws<InvalidOperationException>(() => Checkpoint.Save(_path, other.Parameters, optimizer, 1));
    }

    private sealed class EachEpoch(string path) : Callback
    {
        public override void OnEpochEnd(TrainingContext context, EpochResult result) => context.SaveCheckpoint(path);
    }
}
