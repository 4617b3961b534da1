using NetGen.Training;

namespace NetGen.Runtime.Tests.Augmentations;

/// <summary>Augmentation as <c>Fit</c> applies it: which samples, when, on which thread, and what happens when it fails.</summary>
public class AugmentedTrainingTests
{
    private const int Features = 12;

    private static readonly ImageShape Shape = new(2, 3, 2);

    private static Dataset Images(int count)
    {
        var random = new RandomStream(5);
        var pixels = new float[count * Features];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = random.NextSingle();
        return Dataset.Create("image", pixels, 2, 3, 2).With("index", Enumerable.Range(0, count).Select(i => (float)i).ToArray());
    }

    private static Augmentation All(ulong seed = 0) => new(seed) { new RandomHorizontalFlip(), new RandomShift(1), new RandomRotation(30), new RandomBrightness(0.3), new RandomContrast(0.3), new RandomCutout(1) };

    /// <summary>What a network was given, sample by sample, in an epoch.</summary>
    private static Dictionary<int, float[]>[] Seen(int batchSize, int threads, Augmentation? augmentation, int epochs = 3, int count = 37, Dataset? data = null)
    {
        var network = new Recorder();
        network.Fit(data ?? Images(count), new FitOptions { Epochs = epochs, BatchSize = batchSize, Threads = threads, Augmentation = augmentation, ShuffleSeed = 4 });
        return [.. network.Seen.Chunk(count).Select(e => e.ToDictionary(s => s.Index, s => s.Image))];
    }

    [Fact]
    public void A_sample_hangs_on_seed_epoch_and_index_alone()
    {
        var data = Images(37);
        var all = All(7);
        var expected = Seen(37, 1, all);
        for (int epoch = 1; epoch <= 3; epoch++)
            for (int s = 0; s < 37; s++)
                Assert.Equal(all.Apply(data.Sample<float>("image", s), Shape, epoch, s), expected[epoch - 1][s]);
        Assert.NotEqual(expected[0][3], expected[1][3]);
        Assert.NotEqual(expected[0][3], Seen(37, 1, All(8))[0][3]);
        foreach (var (batch, threads) in ((int, int)[])[(1, 1), (1, 2), (7, 1), (7, 2), (18, 2), (19, 2), (36, 3), (37, 2), (64, 2)])
            for (int epoch = 0; epoch < 3; epoch++)
                Assert.Equal(expected[epoch], Seen(batch, threads, all)[epoch]);
        // The same for a view of the samples: indices are those in the view.
        var view = data.Skip(10).Shuffle(3);
        foreach (var (i, image) in Seen(5, 2, all, epochs: 1, count: 27, data: view)[0])
            Assert.Contains(Enumerable.Range(0, 27), s => view.Sample<float>("index", s)[0] == i && all.Apply(view.Sample<float>("image", s), Shape, 1, s).SequenceEqual(image));
    }

    [Fact]
    public void Training_alone_is_augmented()
    {
        var data = Images(20);
        var network = new Recorder();
        network.Fit(data, new FitOptions { Augmentation = [new RandomBrightness(1)], Validation = data, BatchSize = 4 });
        Assert.Equal(data.ToArray<float>("image"), network.Evaluated);
        Assert.DoesNotContain(network.Seen, s => s.Image.SequenceEqual(data.Sample<float>("image", s.Index).ToArray()));
        network = new Recorder();
        network.Evaluate(data);
        Assert.Equal(data.ToArray<float>("image"), network.Evaluated);
        // No steps: the samples as they are.
        Assert.Equal(data.Sample<float>("image", 5).ToArray(), Seen(4, 2, [], epochs: 1, count: 20)[0][5]);
    }

    /// <summary>The gradients of a real training, with Adam's moments, to the bit.</summary>
    [Fact]
    public void Results_are_the_same_with_and_without_reading_ahead()
    {
        float[] Train(int threads, int batch)
        {
            var random = new RandomStream(3);
            var data = new Dataset([.. Enumerable.Range(0, 600).Select(_ => (float)random.Normal())], [.. Enumerable.Range(0, 300).Select(_ => random.Next(3))]);
            var network = new Training.Classifier();
            network.Fit(data, new FitOptions
            {
                Epochs = 3, BatchSize = batch, Threads = threads, Augmentation = new Augmentation(1, shape: new ImageShape(1, 2, 1)) { new RandomBrightness(0.5), new RandomHorizontalFlip() },
            });
            return network.Parameters["weight"].ToArray();
        }
        Assert.Equal(Train(1, 32), Train(2, 32));
        Assert.Equal(Train(1, 7), Train(4, 7));
        Assert.NotEqual(Train(1, 32), Train(1, 7));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Steps_allocate_nothing(int threads)
    {
        var network = new Recorder { Keeps = false };
        var augmentation = All();
        var (images, steps) = (new Allocations(), new Allocations());
        augmentation.Add(new Watch(() => images.Add()));
        network.Fit(Images(400), new FitOptions
        {
            Epochs = 2, BatchSize = 2, Threads = threads, Augmentation = augmentation, ShuffleSeed = 1, Callbacks = [new Steps(_ => steps.Add())],
        });
        Assert.Equal((800, 400), (images.Count, steps.Count));
        Assert.Equal(threads == 1, images.Thread == steps.Thread);
        // The second epoch, after its first batches.
        Assert.Equal(0, images.Between(410, 799));
        Assert.Equal(0, steps.Between(205, 399));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_step_throws_reaches_the_caller_after_the_batches_before(int threads)
    {
        for (int wrong = 0; wrong < 40; wrong += 3)
        {
            var watched = new HashSet<Thread>();
            var network = new Recorder();
            var error = Assert.Throws<FormatException>(() => network.Fit(
                Images(40), new FitOptions { BatchSize = 4, Threads = threads, ShuffleSeed = null, Augmentation = [new Watch(() => watched.Add(Thread.CurrentThread)), new Failing(wrong)] }));
            Assert.Equal($"sample {wrong}", error.Message);
            Assert.Equal(wrong / 4 * 4, network.Seen.Count);
            Assert.Equal(threads == 1, Assert.Single(watched) == Thread.CurrentThread);
            Assert.DoesNotContain(watched, t => t != Thread.CurrentThread && t.IsAlive);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Ends_of_every_kind_leave_no_thread(int threads)
    {
        var watched = new HashSet<Thread>();
        void AssertNone()
        {
            Assert.Equal(threads == 1, Assert.Single(watched) == Thread.CurrentThread);
            Assert.DoesNotContain(watched, t => t != Thread.CurrentThread && t.IsAlive);
            watched.Clear();
        }
        var options = new FitOptions { BatchSize = 4, Epochs = 3, Threads = threads, Augmentation = [new Watch(() => watched.Add(Thread.CurrentThread)), .. All()] };
        using var source = new CancellationTokenSource();
        var network = new Recorder();
        var result = network.Fit(Images(40), options with { Callbacks = [new Steps(c => { if ((c.Epoch, c.Step) == (2, 3)) source.Cancel(); })] }, cancellationToken: source.Token);
        Assert.Equal((TrainingOutcome.Canceled, 52), (result.Outcome, network.Seen.Count));
        AssertNone();
        network = new Recorder();
        result = network.Fit(Images(40), options with { Callbacks = [new Steps(c => { if (c.Step == 5) c.Stop("enough"); })] });
        Assert.Equal((TrainingOutcome.Stopped, 20), (result.Outcome, network.Seen.Count));
        AssertNone();
        Assert.Throws<FormatException>(() => network.Fit(Images(40), options with { Callbacks = [new Steps(_ => throw new FormatException())] }));
        AssertNone();
        Assert.Equal(TrainingOutcome.Completed, network.Fit(Images(40), options).Outcome);
        AssertNone();
    }

    [Fact]
    public void A_slow_step_delays_and_a_slow_network_is_waited_for()
    {
        var network = new Recorder();
        network.Fit(Images(12), new FitOptions { BatchSize = 2, Threads = 2, Epochs = 2, Augmentation = [new Slow(1)] });
        Assert.Equal(24, network.Seen.Count);
        network = new Recorder { Delay = 3 };
        network.Fit(Images(12), new FitOptions { BatchSize = 2, Threads = 2, Epochs = 2, Augmentation = All() });
        Assert.Equal(24, network.Seen.Count);
    }

    [Fact]
    public void Reading_ahead_is_bounded_and_happens_where_it_pays()
    {
        var data = Images(40);
        var columns = data.Columns.Select(c => (c, c.Name)).ToList();
        int reads = 0;
        var counting = new Augmentation { new Watch(() => Interlocked.Increment(ref reads)) };
        BatchReader Create() => new(data, columns, 4, "image", new AugmentationRun(counting, Shape));
        using (Parallelism.Limit(2))
        {
            using var source = new BatchSource(40, 4, Create, isCostly: true);
            Assert.True(source.IsAhead);
            source.BeginEpoch(1, null);
            for (int taken = 1; taken <= 10; taken++)
            {
                var batch = source.Next();
                Assert.Equal((taken - 1) * 4f, batch.Get<float>("index")[0]);
                SpinWait.SpinUntil(() => Volatile.Read(ref reads) == Math.Min(40, 4 * (taken + 1)), 5000);
                Thread.Sleep(2);
                Assert.Equal(Math.Min(40, 4 * (taken + 1)), Volatile.Read(ref reads)); // one ahead, and no further
                Assert.Equal((taken - 1) * 4f, batch.Get<float>("index")[0]);
            }
            Assert.False(new BatchSource(40, 4, Create, isCostly: false).IsAhead);
            Assert.False(new BatchSource(40, 40, Create, isCostly: true).IsAhead);
        }
        using (Parallelism.Limit(1)) Assert.False(new BatchSource(40, 4, Create, isCostly: true).IsAhead);
        new BatchSource(40, 4, Create, isCostly: true).Dispose();
    }

    [Fact]
    public void Double_networks_are_augmented_too()
    {
        double[] x = [0, 1, 2, 3], y = [0, 2, 4, 6];
        var data = Dataset.Create(Dataset.Input, x, 1).With(Dataset.Target, y, 1);
        double Trained(Augmentation? augmentation)
        {
            var line = new Training.Line<double>();
            line.Fit(data, new FitOptions { Epochs = 5, BatchSize = 2, Optimizer = new Sgd(0.05), Augmentation = augmentation });
            return line.Parameters["weight"][0, 0];
        }
        var shape = new ImageShape(1, 1, 1);
        Assert.Equal(Trained(null), Trained(new Augmentation(0, shape: shape) { new RandomBrightness(0) }));
        Assert.NotEqual(Trained(null), Trained(new Augmentation(0, shape: shape) { new RandomBrightness(1) }));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_anything_changes()
    {
        var network = new Recorder();
        string Refused(Augmentation augmentation, Dataset? data = null)
        {
            augmentation.Add(new RandomHorizontalFlip());
            return Assert.Throws<ArgumentException>(() => network.Fit(data ?? Images(8), new FitOptions { Augmentation = augmentation })).Message;
        }
        Assert.Contains("'photo', which Recorder doesn't read", Refused(new Augmentation(0, "photo")));
        Assert.Contains("2 x 3 x 1, 6 values", Refused(new Augmentation(0, shape: new ImageShape(2, 3, 1))));
        var flat = Dataset.Create("image", new float[24], Features).With("index", new float[2]);
        Assert.Contains("Give the shape", Refused(new Augmentation(), flat));
        Assert.Empty(network.Seen);
        network.Fit(flat, new FitOptions { Augmentation = new Augmentation(0, "image", Shape) { new RandomHorizontalFlip() } });
        Assert.Equal(2, network.Seen.Count);
    }

    private sealed class Steps(Action<TrainingContext> action) : Callback
    {
        public override void OnStepEnd(TrainingContext context) => action(context);
    }

    private sealed class Failing(int sample) : AugmentationStep
    {
        private int _count;

        public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
        {
            if (_count++ == sample) throw new FormatException($"sample {sample}");
            source.CopyTo(target);
        }
    }

    private sealed class Slow(int milliseconds) : AugmentationStep
    {
        public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
        {
            Thread.Sleep(milliseconds);
            source.CopyTo(target);
        }
    }

    private sealed class Watch(Action action) : AugmentationStep
    {
        public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
        {
            source.CopyTo(target);
            action();
        }
    }

    /// <summary>What the calling thread had allocated at each of a number of moments.</summary>
    private sealed class Allocations
    {
        private readonly long[] _bytes = new long[1000];

        public int Count { get; private set; }

        public Thread? Thread { get; private set; }

        public void Add()
        {
            Thread = Thread.CurrentThread;
            _bytes[Count++] = GC.GetAllocatedBytesForCurrentThread();
        }

        public long Between(int first, int last) => _bytes[last] - _bytes[first];
    }

    /// <summary>A network that learns nothing and keeps what it is given.</summary>
    private sealed class Recorder : INetwork<Recorder, float>
    {
        public static NetworkSummary Summary { get; } = new("Recorder", [Features], [], 0, 0, 0);

        public static NetworkSignature Signature { get; } = new(
            [new ColumnSignature("image", ColumnKind.Input, [Features], true, false), new ColumnSignature("index", ColumnKind.Target, [], true, false)],
            1, OutputMeaning.Values, OutputMeaning.Values, HasLoss: true);

        public ParameterSet<float> Parameters { get; } = Segments.Set<float>([Segments.Vector("bias", 1)]);

        public List<(int Index, float[] Image)> Seen { get; } = [];

        public List<float> Evaluated { get; } = [];

        public bool Keeps { get; init; } = true;

        public int Delay { get; init; }

        public Pass CreatePass(int capacity) => new(typeof(Recorder), capacity, 0, 64, 4);

        public void Predict(Batch batch, Span<float> output) => output.Clear();

        public float ForwardBackward(Pass pass, Batch batch, GradientMode mode = GradientMode.Overwrite)
        {
            pass.Count = batch.Count;
            if (Delay > 0) Thread.Sleep(Delay);
            if (!Keeps) return 1;
            var image = batch.Get<float>("image");
            for (int s = 0; s < batch.Count; s++) Seen.Add(((int)batch.Get<float>("index")[s], image.Slice(s * Features, Features).ToArray()));
            return 1;
        }

        public float Evaluate(Pass pass, Batch batch, Span<float> output)
        {
            Evaluated.AddRange(batch.Get<float>("image"));
            return 1;
        }

        public Recorder Clone() => throw new NotSupportedException();
    }
}
