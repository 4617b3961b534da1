using NetGen.CompilerServices;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Programs;

/// <summary>
/// Declared networks of every kind of kernel on several threads: the same bits, no allocation, any number of callers at once. Alone, without other
/// tests beside it: a caller that finds the pool in use works by itself.
/// </summary>
[Collection(nameof(ThreadTests))]
public class ThreadedNetworkTests
{
    private const string Networks = """
        using static NetGen.Layers;

        [Network, Input(90)]
        [Dense(150), Relu, Dropout(0.2), BatchNorm, Dense(64), Tanh, LayerNorm, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Dense3;

        [Network, Input(13, 11, 3)]
        [Conv2D(18, 3, Pad = 1, Bias = false), BatchNorm, Relu, MaxPool2D(2), Conv2D(36, 3, Pad = 1, Groups = 2), Relu, SpatialDropout2D(0.2)]
        [Conv2D(36, 3, Groups = 36, Pad = 1), BatchNorm, Relu, Conv2D(20, 3, Stride = 2), Tanh, Dropout(0.3)]
        [AveragePool2D(2, Stride = 1), Flatten, Dense(33), Gelu, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Images;

        [Network, CrossEntropyLoss]
        public sealed partial class Residual
        {
            [Conv2D(17, 3, Pad = 1, Bias = false), BatchNorm, Relu] private static partial Tensor Stem(Tensor x);

            [Conv2D(17, 3, Pad = 1), BatchNorm, Relu, Conv2D(17, 3, Pad = 1), BatchNorm] private static partial Tensor Around(Tensor x);

            [Conv2D(24, 3, Pad = 1, Stride = 2), BatchNorm, Relu] private static partial Tensor Half(Tensor x);

            [Conv2D(24, 1, Stride = 2), BatchNorm] private static partial Tensor Skip(Tensor x);

            private static Tensor Forward([Shape(12, 12, 3)] Tensor image)
            {
                var x = Stem(image);
                x = Relu(x + Around(x));
                x = Relu(Half(x) + Skip(x));
                return Dense(GlobalAveragePool2D(x), 10);
            }
        }

        [Network, Input(5, 4, 12)]
        [ConvTranspose2D(16, 3, Stride = 2, Pad = 1, OutputPad = 1), GroupNorm(2), Relu, UpSample2D(2), ZeroPad2D(1), Conv2D(8, 3), Elu, LocalResponseNorm(3), MaxPool2D(3, Stride = 2, Pad = 1)]
        [Flatten, Dense(10)]
        [CrossEntropyLoss]
        public sealed partial class Decoder;

        [Network, Input(11, 9, 1)]
        [Conv2D(6, 5, Pad = 2), Relu, Conv2D(16, 3, Pad = 1, Bias = false), BatchNorm, Relu, Conv2D(48, 3, Pad = 1), Tanh, Conv2D(32, 3, Pad = 1), Relu]
        [ConvTranspose2D(16, 3, Pad = 1), MaxPool2D(2), Flatten, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Tiled;

        """;

    /// <summary>What is done with each network; the classes differ in nothing that this reads.</summary>
    private const string Uses = """

        public static class Uses_NET_
        {
            public static float[][] Train(int threads)
            {
                using var limit = Parallelism.Limit(threads);
                var results = new List<float[]>();
                var net = new _NET_(seed: 3);
                var (x, labels, pass, optimizer) = (Noise(67 * _NET_.InputLength), Labels(67), net.CreatePass(67), new Adam(1e-2));
                foreach (int count in new[] { 67, 32, 7, 1 })
                {
                    results.Add([net.ForwardBackward(pass, x.AsSpan(0, count * _NET_.InputLength), labels.AsSpan(0, count))]);
                    foreach (var p in net.Parameters) if (!p.IsState) results.Add(p.GradientToArray());
                    optimizer.Step(net.Parameters);
                }
                var inputGradient = new float[67 * _NET_.InputLength];
                results.Add(net.Forward(pass, x).ToArray());
                net.Backward(pass, Noise(67 * 10), inputGradient, GradientMode.Accumulate);
                results.Add(inputGradient);
                results.Add(net.Forward(pass, x, training: false).ToArray());
                net.Backward(pass, Noise(67 * 10));
                foreach (var p in net.Parameters) { if (!p.IsState) results.Add(p.GradientToArray()); results.Add(p.ToArray()); }
                foreach (int count in new[] { 1, 3, 64, 331 }) results.Add(net.Predict(Noise(count * _NET_.InputLength)));
                return [.. results];
            }

            public static float[] Predict(int _) => new _NET_(3).Predict(Noise(64 * _NET_.InputLength));

            public static float[][] Fit(int threads)
            {
                var net = new _NET_(seed: 3);
                var data = new Dataset(Noise(67 * _NET_.InputLength), Labels(67));
                var result = net.Fit(data, new FitOptions { Epochs = 2, BatchSize = 24, Optimizer = new Momentum(1e-3), Validation = data, Threads = threads });
                return [.. net.Parameters.Select(p => p.ToArray()), [.. result.History.Select(e => (float)e.Loss)]];
            }

            public static long Allocated(int threads)
            {
                using var limit = Parallelism.Limit(threads);
                const int batch = 24;
                var net = new _NET_(3);
                var (x, output, labels, pass, optimizer) = (Noise(batch * _NET_.InputLength), new float[batch * 10], Labels(batch), net.CreatePass(batch), new Adam());
                Action[] all = [() => net.Predict(x, output), () => net.ForwardBackward(pass, x, labels), () => optimizer.Step(net.Parameters)];
                for (int i = 0; i < 20; i++) foreach (var action in all) action();
                return all.Sum(Least);
            }

            // All threads' bytes: a kernel's memory on a worker counts too. What the test runner allocates beside is not there in every of these short times.
            private static long Least(Action action)
            {
                long least = long.MaxValue;
                for (int i = 0; i < 200 && least > 0; i++)
                {
                    long before = GC.GetTotalAllocatedBytes(precise: true);
                    action();
                    least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
                }
                return least;
            }

            public static int Differences(int callers)
            {
                using var limit = Parallelism.Limit(2);
                var net = new _NET_(3);
                var x = Noise(90 * _NET_.InputLength);
                var expected = net.Predict(x);
                int wrong = 0;
                var threads = Enumerable.Range(0, callers).Select(_ => new System.Threading.Thread(() =>
                {
                    var output = new float[90 * 10];
                    for (int i = 0; i < 4; i++)
                    {
                        net.Predict(x, output);
                        if (!output.AsSpan().SequenceEqual(expected)) System.Threading.Interlocked.Increment(ref wrong);
                    }
                })).ToArray();
                foreach (var t in threads) t.Start();
                foreach (var t in threads) t.Join();
                return wrong;
            }

            private static float[] Noise(int count) => Enumerable.Range(0, count).Select(i => MathF.Sin(i * 1.7f)).ToArray();

            private static int[] Labels(int count) => Enumerable.Range(0, count).Select(i => i * 7 % 10).ToArray();
        }
        """;

    private static readonly string[] Names = ["Dense3", "Images", "Residual", "Decoder", "Tiled"];

    private static readonly Lazy<GeneratorRun> Generated = new(() =>
        GeneratorHarness.Run(Networks + string.Concat(Names.Select(n => Uses.Replace("_NET_", n, StringComparison.Ordinal)))));

    private static readonly Lazy<System.Reflection.Assembly> Compiled = new(() => Generated.Value.Load());

    public static TheoryData<string> Each => [.. Names];

    private static object Call(string network, string method, int argument) =>
        Compiled.Value.GetType("Uses" + network, throwOnError: true)!.GetMethod(method)!.Invoke(null, [argument])!;

    [Theory]
    [MemberData(nameof(Each))]
    public void Training_and_prediction_have_the_same_bits_whatever_the_number_of_threads(string network)
    {
        long jobs = WorkerPool.Jobs;
        var alone = (float[][])Call(network, "Train", 1);
        Assert.Equal(jobs, WorkerPool.Jobs);
        Assert.All(alone, values => Assert.All(values, v => Assert.True(float.IsFinite(v))));
        foreach (int threads in new[] { 2, 3, 8 })
        {
            jobs = WorkerPool.Jobs;
            Same(alone, (float[][])Call(network, "Train", threads));
            Assert.True(WorkerPool.Jobs > jobs + 10);
        }
    }

    /// <summary>The test of bits reaches every kernel of convolutions: there are four for the gradients of weights and inputs alone.</summary>
    [Theory]
    [InlineData("Tiled", "ConvolveTiles", "TileGradient", "LineGradient", "GradientRuns", "TurnedTiles")]
    [InlineData("Images", "Convolve", "ConvolveTransposed", "WindowGradient")]
    public void Networks_have_the_kernels_that_their_bits_are_compared_for(string network, params string[] kernels)
    {
        string programs = Generated.Value.Sources.Single(s => s.Key.EndsWith(network + ".Programs.g.cs", StringComparison.Ordinal)).Value;
        Assert.All(kernels, kernel => Assert.Matches($@"\b{kernel}[<(]", programs));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Fit_takes_the_threads_of_its_options_and_gives_the_same_bits(string network)
    {
        long jobs = WorkerPool.Jobs;
        var alone = (float[][])Call(network, "Fit", 1);
        Assert.Equal(jobs, WorkerPool.Jobs);
        foreach (int threads in new[] { 2, 3, 8 })
        {
            jobs = WorkerPool.Jobs;
            Same(alone, (float[][])Call(network, "Fit", threads));
            Assert.NotEqual(jobs, WorkerPool.Jobs);
        }
    }

    [Fact]
    public void The_degree_for_all_calls_holds_where_a_call_has_no_limit()
    {
        int degree = Parallelism.Degree;
        try
        {
            foreach (var (all, own, wakes) in new[] { (1, 0, false), (2, 0, true), (1, 2, true), (2, 1, false) })
            {
                Parallelism.Degree = all;
                using var limit = own == 0 ? default : Parallelism.Limit(own);
                long jobs = WorkerPool.Jobs;
                Call("Images", "Predict", 0);
                Assert.Equal(wakes, WorkerPool.Jobs > jobs);
            }
        }
        finally
        {
            Parallelism.Degree = degree;
        }
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void A_step_and_a_prediction_allocate_nothing(string network)
    {
        Assert.Equal(0L, Call(network, "Allocated", 1));
        Assert.Equal(0L, Call(network, "Allocated", 2));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Sixteen_callers_at_once_predict_the_same_bits(string network) => Assert.Equal(0, Call(network, "Differences", 16));

    private static void Same(float[][] expected, float[][] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(expected[i].AsSpan().SequenceEqual(actual[i]), $"result {i}");
    }
}
