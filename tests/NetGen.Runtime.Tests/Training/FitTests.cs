using System.Globalization;

namespace NetGen.Runtime.Tests.Training;

public class FitTests
{
    /// <summary>Three clouds in the plane.</summary>
    private static Dataset Clouds(int count = 301, ulong seed = 1)
    {
        var random = new RandomStream(seed);
        var features = new float[count * 2];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % 3;
            features[2 * i] = (float)(3 * Math.Cos(2 * labels[i]) + random.Normal());
            features[2 * i + 1] = (float)(3 * Math.Sin(2 * labels[i]) + random.Normal());
        }
        return new Dataset(features, labels);
    }

    private static float[] Weights(Classifier network) => network.Parameters["weight"].ToArray();

    [Fact]
    public void A_classifier_learns_and_says_how_well()
    {
        var (train, test) = Clouds().Split(0.8, 1);
        var network = new Classifier();
        double before = network.Evaluate(test).Loss;
        var result = network.Fit(train, new FitOptions { Epochs = 10, BatchSize = 32, Optimizer = new Adam(0.05), Validation = test });
        var evaluation = network.Evaluate(test, 7);
        Assert.True(evaluation.Accuracy > 0.93, evaluation.ToString());
        Assert.True(evaluation.Loss < before / 3);
        Assert.Equal(test.Count, evaluation.Count);
        Assert.Equal(TrainingOutcome.Completed, result.Outcome);
        Assert.Equal(10, result.History.Count);
        Assert.Equal(evaluation.Loss, result.Last!.ValidationLoss!.Value, 1e-5);
        Assert.Equal(evaluation.Accuracy, result.Last.ValidationAccuracy);
        Assert.True(result.Last.Loss < result.History[0].Loss);
        Assert.Equal(10 * 8, network.Steps); // 241 samples: seven batches of 32 and one of 17
    }

    /// <summary>Least squares has a closed form; columns are converted to the network's precision.</summary>
    [Fact]
    public void A_line_reaches_the_least_squares_solution_in_both_precisions()
    {
        double[] x = [-2, -1, 0, 1, 2, 3], y = [-5.2, -2.9, -1.1, 1.2, 2.8, 5.3];
        double mx = x.Average(), my = y.Average();
        double slope = x.Zip(y).Sum(p => (p.First - mx) * (p.Second - my)) / x.Sum(v => (v - mx) * (v - mx));
        var data = new Dataset(x, y, 6);
        var options = new FitOptions { Epochs = 2000, BatchSize = 6 };
        var real = new Line<double>();
        var result = real.Fit(data, options with { Optimizer = new Sgd(0.2) });
        Assert.Equal(slope, real.Parameters["weight"][0, 0], 1e-9);
        Assert.Equal(my - slope * mx, real.Parameters["bias"][0], 1e-9);
        Assert.Null(result.Last!.Accuracy);
        var single = new Line<float>();
        single.Fit(data, options with { Optimizer = new Sgd(0.2) });
        Assert.Equal(slope, single.Parameters["weight"][0, 0], 1e-5);
    }

    [Fact]
    public void Training_is_repeatable_and_hangs_on_the_shuffle_seed()
    {
        float[] Train(ulong? seed)
        {
            var network = new Classifier();
            network.Fit(Clouds(), new FitOptions { Epochs = 3, ShuffleSeed = seed });
            return Weights(network);
        }
        Assert.Equal(Train(1), Train(1));
        Assert.NotEqual(Train(1), Train(2));
        Assert.NotEqual(Train(1), Train(null));
    }

    [Fact]
    public void Real_targets_and_indices_train_alike()
    {
        var data = Clouds();
        var oneHot = new float[data.Count * 3];
        for (int i = 0; i < data.Count; i++) oneHot[i * 3 + data.Sample<int>("target", i)[0]] = 1;
        var (a, b) = (new Classifier(), new Classifier());
        var ra = a.Fit(data);
        var rb = b.Fit(data.With("target", oneHot, 3));
        Assert.Equal(Weights(a), Weights(b));
        Assert.Equal(ra.Last!.Accuracy, rb.Last!.Accuracy);
    }

    /// <summary>A weight of zero is as good as no sample at all.</summary>
    [Fact]
    public void Sample_weights_are_bound()
    {
        var data = Clouds(90);
        var (all, first) = (new Classifier(), new Classifier());
        var weights = Enumerable.Range(0, 90).Select(i => i < 30 ? 2f : 0).ToArray();
        var options = new FitOptions { BatchSize = 30, ShuffleSeed = null };
        var weighted = all.Fit(data.With(Batch.Weights, weights), options);
        var plain = first.Fit(data.Take(30), options);
        Assert.Equal(Weights(first), Weights(all));
        Assert.Equal(plain.Last!.Loss, weighted.Last!.Loss);
        Assert.Equal(first.Evaluate(data.Take(30)).Loss, all.Evaluate(data.With(Batch.Weights, weights), 30).Loss, 1e-6);
        Assert.Contains("of at least 0", Assert.Throws<ArgumentException>(() => all.Fit(data.With(Batch.Weights, weights.Select(w => -w).ToArray()))).Message);
    }

    [Fact]
    public void Cancelling_ends_between_two_steps()
    {
        using var source = new CancellationTokenSource();
        var network = new Classifier();
        var result = network.Fit(
            Clouds(), new FitOptions { Epochs = 5, BatchSize = 10, ShuffleSeed = null, Callbacks = [new AtStep(2, 4, _ => source.Cancel())] }, cancellationToken: source.Token);
        Assert.Equal(TrainingOutcome.Canceled, result.Outcome);
        Assert.Single(result.History);
        Assert.Equal(31 + 4, network.Steps);
        var same = new Classifier();
        same.Fit(Clouds(), new FitOptions { Epochs = 5, BatchSize = 10, ShuffleSeed = null, Callbacks = [new AtStep(2, 4, c => c.Stop("enough"))] });
        Assert.Equal(Weights(same), Weights(network));
    }

    [Fact]
    public void A_callback_can_stop_and_says_why()
    {
        var result = new Classifier().Fit(Clouds(), new FitOptions { Epochs = 5, Callbacks = [new AtStep(1, 10, c => c.Stop("enough"))] });
        Assert.Equal((TrainingOutcome.Stopped, "enough"), (result.Outcome, result.Reason));
        Assert.Single(result.History); // step 10 was the last of the epoch, which is whole
    }

    [Fact]
    public void Early_stopping_waits_and_returns_to_the_best()
    {
        var data = Clouds(60);
        // Labels of the validation are wrong, so the better the training, the worse the validation.
        var wrong = data.With("target", data.ToArray<int>("target").Select(l => (l + 1) % 3).ToArray());
        var network = new Classifier();
        var stopping = new EarlyStopping(patience: 3, restoreBest: true);
        var kept = new List<float[]>();
        var result = network.Fit(data, new FitOptions
        {
            Epochs = 100, Validation = wrong, Optimizer = new Adam(0.1), Callbacks = [stopping, new AtEpoch(_ => kept.Add(Weights(network)))],
        });
        Assert.Equal(TrainingOutcome.Stopped, result.Outcome);
        Assert.Equal(stopping.BestEpoch + 3, result.History.Count);
        Assert.Equal(kept[stopping.BestEpoch - 1], Weights(network));
        Assert.Equal(result.History.Min(e => e.ValidationLoss), stopping.BestLoss);
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
    }

    [Fact]
    public void Wrong_data_are_refused_before_anything_changes()
    {
        var network = new Classifier();
        var before = Weights(network);
        void Refused(Dataset data, params string[] parts)
        {
            string message = Assert.Throws<ArgumentException>(() => network.Fit(data)).Message;
            foreach (string part in parts) Assert.Contains(part, message);
            Assert.Throws<ArgumentException>(() => network.Evaluate(data));
            Assert.Throws<ArgumentException>(() => network.Fit(Clouds(), new FitOptions { Validation = data }));
        }
        var good = Clouds(30);
        Refused(Dataset.Create("pixels", new float[60], 2).With("kind", new int[30]), "'features' [2]", "'pixels'");
        Refused(Dataset.Create("features", new float[60], 2), "target 'kind'");
        Refused(Dataset.Create("features", new float[90], 3).With("kind", new int[30]), "2 values", "has 3");
        Refused(good.With("target", Enumerable.Repeat(3, 30).ToArray()), "0 to 2", "sample 0", "has 3");
        Refused(good.With("target", Enumerable.Repeat(-1, 30).ToArray()), "has -1");
        var infected = good.ToArray<float>("input");
        infected[13] = float.NaN;
        Refused(good.With("input", infected, 2), "value 1 of sample 6", "NaN");
        Refused(good.Take(0), "no samples");
        Assert.Equal(before, Weights(network));
        Assert.Equal(0, network.Steps);
        // What a view leaves out does not matter.
        network.Fit(good.With("input", infected, 2).Take(6));
        Assert.Throws<ArgumentException>(() => network.Fit(good, new FitOptions { BatchSize = 0 }));
        Assert.Throws<ArgumentException>(() => network.Fit(good, new FitOptions { Epochs = -1 }));
        Assert.Throws<ArgumentException>(() => network.Fit(good, new FitOptions { Threads = 0 }));
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_training_before_the_step()
    {
        var network = new Line<float>();
        var error = Assert.Throws<ArithmeticException>(() => network.Fit(
            new Dataset(Enumerable.Repeat(1e15f, 8).ToArray(), Enumerable.Repeat(1f, 8).ToArray(), 8), new FitOptions { Epochs = 50, BatchSize = 8, Optimizer = new Sgd(1e3) }));
        Assert.Contains("learning rate of 1000", error.Message);
    }

    [Fact]
    public void The_number_of_threads_is_that_of_the_options_and_only_there()
    {
        var seen = new List<int>();
        using var limit = Parallelism.Limit(5);
        foreach (int? threads in new int?[] { 3, null })
            new Classifier().Fit(Clouds(), new FitOptions { Threads = threads, Callbacks = [new AtStep(1, 1, _ => seen.Add(Parallelism.Current))] });
        Assert.Equal([3, 5], seen);
        Assert.Equal(5, Parallelism.Current);
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        var data = Clouds(3000);
        long Bytes(int count)
        {
            var network = new Classifier();
            var options = new FitOptions { BatchSize = 10, Callbacks = [new AtStep(9, 9, _ => { })] };
            var progress = new Last();
            var part = data.Take(count);
            network.Fit(part, options, progress);
            long before = GC.GetAllocatedBytesForCurrentThread();
            network.Fit(part, options with { Optimizer = new Sgd(0.01) }, progress);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        // What is made once, somewhere in the process, is in some of the runs only: the least is what a run needs.
        long Least(int count) => Enumerable.Range(0, 5).Min(_ => Bytes(count));
        // Ten times the steps, and only the order of the samples takes more. Methods that run once a call may be compiled anew between, and then take some objects less;
        // an object a step would be 24 bytes and more.
        const int steps = 270;
        long extra = Least(3000) - Least(300);
        Assert.InRange(extra, 2700 * sizeof(int) - 8 * steps, 2700 * sizeof(int) + 8 * steps);
    }

    [Fact]
    public void Progress_counts_steps_samples_and_time()
    {
        var reports = new List<TrainingProgress>();
        new Classifier().Fit(Clouds(25), new FitOptions { Epochs = 2, BatchSize = 10 }, new Each(reports.Add));
        Assert.Equal([1, 2, 3, 3, 1, 2, 3, 3], reports.Select(r => r.Step));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2], reports.Select(r => r.Epoch));
        Assert.Equal([3, 7], reports.Select((r, i) => (r, i)).Where(p => p.r.Finished is not null).Select(p => p.i));
        Assert.All(reports, r => Assert.True(r.Steps == 3 && r.Epochs == 2 && r.SamplesPerSecond > 0 && r.Remaining >= TimeSpan.Zero && r.Accuracy is >= 0 and <= 1));
        Assert.Equal(reports[^2].Loss, reports[^1].Finished!.Loss);
    }

    [Fact]
    public void The_console_line_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("sv-SE");
        try
        {
            var value = new TrainingProgress(3, 20, 7, 45, 12345.6, TimeSpan.FromSeconds(72), 0.12345, 0.9, null);
            var result = new EpochResult(3, 0.12, 0.91, 0.2, 0.88, 1e-3, TimeSpan.FromSeconds(1.5));
            var terminal = new StringWriter();
            var clock = new Clock();
            var shown = new ConsoleProgress(terminal, rewrites: true, clock);
            shown.Report(value);
            clock.Time += TimeSpan.TicksPerMillisecond * 99;
            shown.Report(value with { Step = 8 }); // too soon
            clock.Time += TimeSpan.TicksPerMillisecond;
            shown.Report(value with { Step = 9 });
            shown.Report(value with { Finished = result });
            Assert.Equal(
                "\repoch  3/20  step 7/45  12,346 samples/s  ETA 1:12  loss 0.1235  accuracy 0.9000"
                + "\repoch  3/20  step 9/45  12,346 samples/s  ETA 1:12  loss 0.1235  accuracy 0.9000"
                + "\repoch  3/20  1.50 s  12,346 samples/s  ETA 1:12  loss 0.1200  accuracy 0.9100  validation loss 0.2000  accuracy 0.8800" + Environment.NewLine,
                terminal.ToString());
            var file = new StringWriter();
            var plain = new ConsoleProgress(file, rewrites: false);
            plain.Report(value);
            plain.Report(value with { Finished = result with { ValidationLoss = null } });
            Assert.Equal("epoch  3/20  1.50 s  12,346 samples/s  ETA 1:12  loss 0.1200  accuracy 0.9100" + Environment.NewLine, file.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private sealed class AtStep(int epoch, int step, Action<TrainingContext> act) : Callback
    {
        public override void OnStepEnd(TrainingContext context)
        {
            if (context.Epoch == epoch && context.Step == step) act(context);
        }
    }

    private sealed class AtEpoch(Action<TrainingContext> act) : Callback
    {
        public override void OnEpochEnd(TrainingContext context, EpochResult result) => act(context);
    }

    private sealed class Each(Action<TrainingProgress> act) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => act(value);
    }

    private sealed class Clock : TimeProvider
    {
        public long Time { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Time;
    }

    private sealed class Last : IProgress<TrainingProgress>
    {
        private TrainingProgress _last;

        public void Report(TrainingProgress value) => _last = value with { Step = _last.Step };
    }
}
