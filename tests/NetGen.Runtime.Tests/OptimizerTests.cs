using System.Numerics;
using System.Text.Json;
using NetGen.Optimizers;

namespace NetGen.Runtime.Tests;

public class OptimizerTests
{
    private const int Weights = 35;

    private static readonly JsonElement Data = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "optimizers.json"))).RootElement;

    public static TheoryData<int, int> CasesAndWidths()
    {
        var data = new TheoryData<int, int>();
        for (int i = 0; i < Data.GetProperty("cases").GetArrayLength(); i++)
            foreach (var width in Enum.GetValues<UpdateWidth>()) data.Add(i, (int)width);
        return data;
    }

    private static T[] Numbers<T>(JsonElement array) where T : INumber<T> => [.. array.EnumerateArray().Select(e => T.CreateTruncating(e.GetDouble()))];

    private static Optimizer Make(JsonElement test)
    {
        var arguments = test.GetProperty("arguments");
        double Get(string name, double or) => arguments.TryGetProperty(name, out var value) ? value.GetDouble() : or;
        double Beta(int i, double or) => arguments.TryGetProperty("betas", out var value) ? value[i].GetDouble() : or;
        double decay = Get("weight_decay", 0);
        return test.GetProperty("optimizer").GetString() switch
        {
            "Sgd" => new Sgd(Get("lr", 0), decay) { DecaysBiases = true },
            "Momentum" => new Momentum(Get("lr", 0), Get("momentum", 0), decay) { DecaysBiases = true },
            "Nesterov" => new Nesterov(Get("lr", 0), Get("momentum", 0), decay) { DecaysBiases = true },
            // Where PyTorch's default is meant, so is ours.
            "AdaGrad" => new AdaGrad(Get("lr", 0), Get("eps", 1e-10), decay) { DecaysBiases = true },
            "Adadelta" => arguments.TryGetProperty("lr", out _) ? new Adadelta(Get("lr", 0), Get("rho", 0), Get("eps", 0), decay) { DecaysBiases = true } : new Adadelta(),
            "RmsProp" => arguments.TryGetProperty("lr", out _) ? new RmsProp(Get("lr", 0), Get("alpha", 0), Get("eps", 0), decay) { DecaysBiases = true } : new RmsProp(),
            "Adam" => arguments.TryGetProperty("lr", out _) ? new Adam(Get("lr", 0), Beta(0, 0), Beta(1, 0), Get("eps", 0), decay) { DecaysBiases = true } : new Adam(),
            "AdamW" => arguments.TryGetProperty("lr", out _) ? new AdamW(Get("lr", 0), Beta(0, 0), Beta(1, 0), Get("eps", 0), decay) { DecaysBiases = true } : new AdamW { DecaysBiases = true },
            var other => throw new InvalidOperationException(other),
        };
    }

    private static (ParameterSet<T> Set, Optimizer Optimizer) Run<T>(int index, UpdateWidth width) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = Segments.Set<T>([Segments.Matrix("weight", 5, 7), Segments.Vector("bias", 5)]);
        var initial = Numbers<T>(Data.GetProperty("initial"));
        set["weight"].CopyFrom(initial.AsSpan(0, Weights));
        set["bias"].CopyFrom(initial.AsSpan(Weights));
        var optimizer = Make(Data.GetProperty("cases")[index]);
        optimizer.Width = width;
        foreach (var gradient in Data.GetProperty("gradients").EnumerateArray())
        {
            var numbers = Numbers<T>(gradient);
            set["weight"].CopyGradientFrom(numbers.AsSpan(0, Weights));
            set["bias"].CopyGradientFrom(numbers.AsSpan(Weights));
            optimizer.Step(set);
        }
        return (set, optimizer);
    }

    private static void Near<T>(T[] expected, IEnumerable<T> actual, double tolerance, string what) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Relative to the element or, where steps cancel, to the largest.
        double scale = expected.Max(e => Math.Abs(double.CreateTruncating(e)));
        foreach (var (e, a, i) in expected.Zip(actual).Select((p, i) => (double.CreateTruncating(p.First), double.CreateTruncating(p.Second), i)))
            Assert.True(Math.Abs(a - e) <= tolerance * Math.Max(Math.Abs(e), Math.Min(scale, 1) * 0.1), $"{what}[{i}]: expected {e:R}, got {a:R}");
    }

    private static void MatchesPyTorch<T>(int index, UpdateWidth width, string precision, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (set, optimizer) = Run<T>(index, width);
        var test = Data.GetProperty("cases")[index];
        string name = $"{test.GetProperty("optimizer").GetString()} {precision} {width}";
        var expected = test.GetProperty(precision);
        Near(Numbers<T>(expected.GetProperty("values")), set["weight"].ToArray().Concat(set["bias"].ToArray()), tolerance, name);
        foreach (string moment in optimizer.MomentNames)
            Near(Numbers<T>(expected.GetProperty("moments").GetProperty(moment)),
                optimizer.GetMoment(set, moment, "weight").Concat(optimizer.GetMoment(set, moment, "bias")), tolerance, $"{name} {moment}");
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
        Assert.Equal(20, optimizer.Steps);
    }

    [Theory]
    [MemberData(nameof(CasesAndWidths))]
    public void Twenty_steps_are_PyTorchs_at_every_width(int index, int width)
    {
        MatchesPyTorch<float>(index, (UpdateWidth)width, "single", 4e-6);
        MatchesPyTorch<double>(index, (UpdateWidth)width, "double", 1e-13);
    }

    [Theory]
    [MemberData(nameof(CasesAndWidths))]
    public void All_widths_give_the_same_bits(int index, int width)
    {
        Assert.Equal(Run<float>(index, UpdateWidth.Scalar).Set.ValueSpan.ToArray(), Run<float>(index, (UpdateWidth)width).Set.ValueSpan.ToArray());
        Assert.Equal(Run<double>(index, UpdateWidth.Scalar).Set.ValueSpan.ToArray(), Run<double>(index, (UpdateWidth)width).Set.ValueSpan.ToArray());
    }

    public static TheoryData<Type> Kinds() => [typeof(Sgd), typeof(Momentum), typeof(Nesterov), typeof(AdaGrad), typeof(Adadelta), typeof(RmsProp), typeof(Adam), typeof(AdamW)];

    private static Optimizer New(Type kind, double rate = 0.1, double decay = 0) => kind.Name switch
    {
        nameof(Sgd) => new Sgd(rate, weightDecay: decay),
        nameof(Momentum) => new Momentum(rate, weightDecay: decay),
        nameof(Nesterov) => new Nesterov(rate, weightDecay: decay),
        nameof(AdaGrad) => new AdaGrad(rate, weightDecay: decay),
        nameof(Adadelta) => new Adadelta(rate, weightDecay: decay),
        nameof(RmsProp) => new RmsProp(rate, weightDecay: decay),
        nameof(Adam) => new Adam(rate, weightDecay: decay),
        _ => new AdamW(rate, weightDecay: decay),
    };

    /// <summary>Long runs are split over threads: the parts join without a gap, and frozen parameters between runs stay.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Runs_around_frozen_parameters_and_across_threads_reach_every_element(Type kind)
    {
        var set = Segments.Set<float>(
            [Segments.Matrix("a", 301, 257, "Normal", 0, 1), Segments.Vector("b", 301), Segments.Vector("c", 70_001), Segments.Vector("d", 7)]);
        set.Freeze("b");
        foreach (var p in set) p.CopyGradientFrom(Enumerable.Repeat(1f, p.Count).ToArray());
        var before = set.ToDictionary(p => p.Name, p => p.ToArray());
        long version = set.Version;
        New(kind).Step(set);
        Assert.True(set.Version > version);
        foreach (var p in set)
            Assert.All(p.ToArray().Zip(before[p.Name]), pair => Assert.Equal(p.Frozen, pair.First == pair.Second));
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decay_leaves_biases_out_by_default(Type kind)
    {
        var set = Segments.Set<float>([Segments.Matrix("w", 3, 3, "Ones"), Segments.Vector("b", 3, "Ones")]);
        New(kind, decay: 0.5).Step(set);
        Assert.All(set["w"].ToArray(), v => Assert.True(v < 1));
        Assert.All(set["b"].ToArray(), v => Assert.Equal(1, v));
    }

    /// <summary>Moments that fade away end as zeros, not as denormal numbers.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fading_moments_are_flushed_to_zero(Type kind)
    {
        var set = Segments.Set<float>([Segments.Vector("w", 19, "Ones")]);
        var optimizer = New(kind);
        set["w"].CopyGradientFrom(Enumerable.Repeat(1e-17f, 19).ToArray());
        optimizer.Step(set);
        set["w"].CopyGradientFrom(new float[19]);
        foreach (var width in Enum.GetValues<UpdateWidth>())
        {
            optimizer.Width = width;
            for (int i = 0; i < 1500; i++) optimizer.Step(set);
        }
        foreach (string moment in optimizer.MomentNames)
            Assert.All(optimizer.GetMoment(set, moment, "w"), v => Assert.False(float.IsSubnormal(v), $"{moment} {v}"));
    }

    /// <summary>Weights that a decay takes away end as zeros, too.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decayed_weights_are_flushed_to_zero(Type kind)
    {
        foreach (var width in Enum.GetValues<UpdateWidth>())
        {
            var set = Segments.Set<float>([Segments.Matrix("w", 3, 7)]);
            var optimizer = New(kind, rate: 0.5, decay: 0.5);
            optimizer.Width = width;
            set["w"].CopyFrom(Enumerable.Repeat(1e-37f, 21).ToArray());
            set["w"].CopyGradientFrom(new float[21]);
            for (int i = 0; i < 40; i++)
            {
                optimizer.Step(set);
                Assert.All(set["w"].ToArray(), v => Assert.False(float.IsSubnormal(v), $"{width} {v}"));
            }
        }
    }

    [Fact]
    public void A_gradient_that_is_no_number_stays_visible()
    {
        foreach (var width in Enum.GetValues<UpdateWidth>())
        {
            var set = Segments.Set<float>([Segments.Vector("w", 40)]);
            set["w"].CopyGradientFrom(Enumerable.Repeat(float.NaN, 40).ToArray());
            new Adam { Width = width }.Step(set);
            Assert.All(set["w"].ToArray(), v => Assert.True(float.IsNaN(v)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_step_allocates_nothing(Type kind)
    {
        var set = Segments.Set<float>([Segments.Matrix("w", 64, 64), Segments.Vector("b", 64)]);
        var optimizer = New(kind);
        optimizer.Step(set);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++) optimizer.Step(set);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Moments_and_steps_restore_an_optimizer()
    {
        ParameterSet<float> Fresh() => Segments.Set<float>([Segments.Matrix("w", 5, 7)]);
        void Step(ParameterSet<float> set, Optimizer optimizer, int step)
        {
            set["w"].CopyGradientFrom(Enumerable.Range(0, 35).Select(i => MathF.Sin(i + step)).ToArray());
            optimizer.Step(set);
        }
        var (set, optimizer) = (Fresh(), new Adam(0.1));
        for (int i = 0; i < 5; i++) Step(set, optimizer, i);
        var (resumed, second) = (Fresh(), new Adam(0.1));
        resumed.CopyFrom(set);
        foreach (string moment in optimizer.MomentNames) second.SetMoment<float>(resumed, moment, "w", optimizer.GetMoment(set, moment, "w"));
        second.RestoreSteps(optimizer.Steps);
        for (int i = 5; i < 10; i++)
        {
            Step(set, optimizer, i);
            Step(resumed, second, i);
        }
        Assert.Equal(set["w"].ToArray(), resumed["w"].ToArray());
        Assert.Contains("'exp_avg'", Assert.Throws<ArgumentException>(() => optimizer.GetMoment(set, "velocity", "w")).Message);
    }

    [Fact]
    public void An_optimizer_belongs_to_one_network_until_it_is_reset()
    {
        ParameterSet<float> a = Segments.Set<float>([Segments.Vector("w", 3)]), b = Segments.Set<float>([Segments.Vector("w", 3)]);
        var optimizer = new Adam();
        optimizer.Step(a);
        Assert.Contains("Reset", Assert.Throws<InvalidOperationException>(() => optimizer.Step(b)).Message);
        optimizer.Reset();
        optimizer.Step(b);
        Assert.Equal(1, optimizer.Steps);
    }

    [Fact]
    public void Hyperparameters_outside_their_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Momentum(0.1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 1e-50));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { LearningRate = double.PositiveInfinity });
    }
}
