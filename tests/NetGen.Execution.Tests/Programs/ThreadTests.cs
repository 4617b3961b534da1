using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;
using NetGen.Compiler.Lowering;
using NetGen.CompilerServices;

namespace NetGen.Execution.Tests.Programs;

/// <summary>
/// The number of threads never shows in a bit of any result. Alone, without other tests beside it: a caller that finds the pool in use works by itself.
/// </summary>
[CollectionDefinition(nameof(ThreadTests), DisableParallelization = true)]
[Collection(nameof(ThreadTests))]
public class ThreadTests
{
    /// <summary>Networks large enough for several threads from a few samples on, on each width of vectors, in both precisions.</summary>
    public static TheoryData<string, int, int, bool> Cases() => new()
    {
        { "dense:260 relu dense:10", 520, 256, false },
        { "dense:160 relu dense:90 tanh dense:10", 150, 512, false },
        { "dense:160 relu dense:90 tanh dense:10", 150, 128, true },
        { "dense:130 batchnorm tanh dropout:0.3 dense:97 layernorm gelu dense:5", 97, 256, false },
        { "dense:130 batchnorm tanh dropout:0.3 dense:97 layernorm gelu dense:5", 97, 512, true },
        { "dropout:0.2 dense:131:nobias sigmoid batchnorm dense:1", 170, 256, false },
        { "dense:150 batchnorm relu dense:90 batchnorm relu dense:7", 130, 0, true },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_have_the_same_bits_whatever_the_number_of_threads(string layers, int inputs, int bits, bool wide)
    {
        Loss[] losses = [new CrossEntropyLoss(0.1), new HuberLoss(), new BinaryCrossEntropyLoss(), new HingeLoss()];
        var loss = losses[(layers.EndsWith("dense:1", StringComparison.Ordinal) ? 2 : 0) + (wide ? 1 : 0)];
        var module = RandomNetworks.Build(layers, new Shape(inputs), loss, wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single, 0, 0);
        var compiled = CompiledPrograms.Compile(module, bits);
        foreach (var program in compiled.Program.Functions) Assert.Null(ProgramVerifier.Problem(program));
        foreach (var function in module.Functions.Where(f => f.Name is not (FunctionAssembly.Probe or FunctionAssembly.Evaluate)))
            foreach (int count in new[] { 1, 2, 7, 64, 97 })
            {
                var batch = ProgramComparison.Inputs(module, function, count, 1);
                CompiledPrograms.Results? alone = null;
                foreach (int threads in new[] { 1, 2, 3, 8 })
                {
                    using var limit = Parallelism.Limit(threads);
                    long jobs = WorkerPool.Jobs;
                    var results = compiled.Run(function.Name, batch, count + (count == 7 ? 3 : 0));
                    if (threads == 1) Assert.Equal(jobs, WorkerPool.Jobs);
                    else if (count >= 64 && function.Name != FunctionAssembly.Predict) Assert.NotEqual(jobs, WorkerPool.Jobs);
                    alone ??= results;
                    Same(alone, results, $"{function.Name} of {count} on {threads} threads, {loss.Name}");
                }
            }
    }

    private const string Source = """
        [Network, Input(90)]
        [Dense(150), Relu, Dropout(0.2), BatchNorm, Dense(64), Tanh, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Net;

        [Network, Input(10)]
        [Dense(14), Tanh, Dense(3)]
        [SquaredErrorLoss]
        public sealed partial class Small;

        public static class Uses
        {
            public static float[][] Train(int threads)
            {
                using var limit = Parallelism.Limit(threads);
                var results = new List<float[]>();
                var net = new Net(seed: 3);
                var (x, labels, pass, optimizer) = (Noise(97 * 90), Enumerable.Range(0, 97).Select(i => i % 10).ToArray(), net.CreatePass(97), new Adam(1e-2));
                foreach (int count in new[] { 97, 64, 7, 2 })
                {
                    results.Add([net.ForwardBackward(pass, x.AsSpan(0, count * 90), labels.AsSpan(0, count))]);
                    optimizer.Step(net.Parameters);
                }
                foreach (var p in net.Parameters) results.Add(p.ToArray());
                foreach (int count in new[] { 1, 2, 7, 64, 97, 301, 997 }) results.Add(net.Predict(Noise(count * 90)));
                return [.. results];
            }

            public static long Allocated()
            {
                using var limit = Parallelism.Limit(2);
                var net = new Net(3);
                var (x, output, labels, pass, optimizer) = (Noise(300 * 90), new float[300 * 10], Enumerable.Range(0, 97).Select(i => i % 10).ToArray(), net.CreatePass(97), new Adam());
                for (int i = 0; i < 30; i++) Once();
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 10; i++) Once();
                return GC.GetAllocatedBytesForCurrentThread() - before;

                void Once()
                {
                    net.Predict(x, output);
                    net.ForwardBackward(pass, x.AsSpan(0, 97 * 90), labels);
                    optimizer.Step(net.Parameters);
                }
            }

            public static int Differences()
            {
                using var limit = Parallelism.Limit(2);
                var net = new Net(3);
                var x = Noise(300 * 90);
                var expected = net.Predict(x);
                int wrong = 0;
                var threads = Enumerable.Range(0, 16).Select(_ => new System.Threading.Thread(() =>
                {
                    using var own = Parallelism.Limit(3);
                    for (int i = 0; i < 8; i++)
                        if (!net.Predict(x).AsSpan().SequenceEqual(expected)) System.Threading.Interlocked.Increment(ref wrong);
                })).ToArray();
                foreach (var t in threads) t.Start();
                foreach (var t in threads) t.Join();
                return wrong;
            }

            public static void TrainSmall()
            {
                using var limit = Parallelism.Limit(8);
                var net = new Small(1);
                var (pass, optimizer) = (net.CreatePass(64), new Adam());
                for (int i = 0; i < 20; i++)
                {
                    net.ForwardBackward(pass, Noise(64 * 10), Noise(64 * 3));
                    optimizer.Step(net.Parameters);
                    net.Predict(Noise(64 * 10));
                }
            }

            private static float[] Noise(int count) => Enumerable.Range(0, count).Select(i => MathF.Sin(i * 1.7f)).ToArray();
        }
        """;

    private static readonly Lazy<System.Reflection.Assembly> Compiled = new(() => NetGen.Tests.GeneratorHarness.Run(Source).Load());

    private static object? Call(string method, params object[] arguments) => Compiled.Value.GetType("Uses", throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments);

    [Fact]
    public void Training_and_prediction_have_the_same_bits_whatever_the_number_of_threads()
    {
        var alone = (float[][])Call("Train", 1)!;
        foreach (int threads in new[] { 2, 3, 8 })
        {
            long jobs = WorkerPool.Jobs;
            Assert.Equal(alone, (float[][])Call("Train", threads)!);
            Assert.True(WorkerPool.Jobs > jobs + 6);
        }
    }

    [Fact]
    public void Nothing_is_allocated_on_two_threads() => Assert.Equal(0L, Call("Allocated"));

    [Fact]
    public void Many_callers_at_once_predict_the_same_bits() => Assert.Equal(0, Call("Differences"));

    [Fact]
    public void A_network_of_two_hundred_weights_never_wakes_a_thread()
    {
        long jobs = WorkerPool.Jobs;
        Call("TrainSmall");
        Assert.Equal(jobs, WorkerPool.Jobs);
    }

    private static void Same(CompiledPrograms.Results expected, CompiledPrograms.Results actual, string what)
    {
        Assert.True(BitConverter.DoubleToInt64Bits(expected.Loss) == BitConverter.DoubleToInt64Bits(actual.Loss), what);
        foreach (var (name, values) in expected.Outputs) Assert.True(values.AsSpan().SequenceEqual(actual.Outputs[name]), $"{name} of {what}");
        for (int i = 0; i < expected.Gradients.Length; i++) Assert.True(expected.Gradients[i].AsSpan().SequenceEqual(actual.Gradients[i]), $"gradient {i} of {what}");
        for (int i = 0; i < expected.States.Length; i++) Assert.True(expected.States[i].AsSpan().SequenceEqual(actual.States[i]), $"state {i} of {what}");
    }
}
