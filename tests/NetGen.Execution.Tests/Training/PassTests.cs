using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>Several passes at once, gradients accumulated, gradients of inputs, and two networks that train each other; each method returns null, or what is wrong.</summary>
public sealed class PassTests
{
    private const string Source = """
        using static NetGen.Layers;
        namespace Nets;

        [Network, Input(5)]
        [Dense(33), Relu, Dropout(0.4), Dense(17), BatchNorm, Tanh, Dense(3)]
        [SquaredErrorLoss]
        public sealed partial class Noisy;

        [Network(Precision = Precision.Double), Input(3)]
        [Dense(17), Tanh, Dense(2)]
        public sealed partial class Maker;

        [Network(Precision = Precision.Double), Input(2)]
        [Dense(16), LeakyRelu(0.2), Dense(1), Sigmoid]
        [BinaryCrossEntropyLoss]
        public sealed partial class Judge;

        public static class Uses
        {
            private static float[] Noise(int count, double phase = 0) => Enumerable.Range(0, count).Select(i => (float)Math.Sin(phase + 1.7 * i)).ToArray();
            private static float[] Gradients(ParameterSet set) => set.Where(p => !p.IsState).SelectMany(p => p.GradientToArray()).ToArray();
            private static string? Near(float[] a, float[] b, string what)
            {
                for (int i = 0; i < a.Length; i++)
                    if (!(Math.Abs(a[i] - b[i]) <= 2e-5 * Math.Max(1, Math.Abs(a[i])))) return $"{what}, element {i}: {a[i]} and {b[i]}";
                return null;
            }

            /// <summary>Two passes over one network, forward both, then back in either order: what each gives alone, dropout's masks included.</summary>
            public static string? TwoPassesLiveAtOnce()
            {
                float[] x = Noise(20), y = Noise(15, 1), dx = Noise(12, 2), dy = Noise(9, 3);
                float[][] Run(bool both)
                {
                    var net = new Noisy(3);
                    Pass first = net.CreatePass(4), second = net.CreatePass(3);
                    float[] gx = new float[20], gy = new float[15];
                    net.Forward(first, x);
                    if (!both) net.Backward(first, dx, gx);
                    float[] ofFirst = Gradients(net.Parameters);
                    net.Forward(second, y);
                    net.Backward(second, dy, gy);
                    float[] ofSecond = Gradients(net.Parameters);
                    if (both)
                    {
                        net.Backward(first, dx, gx);
                        ofFirst = Gradients(net.Parameters);
                    }
                    return [gx, gy, ofFirst, ofSecond];
                }
                var one = Run(both: false);
                var two = Run(both: true);
                for (int i = 0; i < 4; i++)
                    if (!one[i].SequenceEqual(two[i])) return Near(one[i], two[i], $"part {i}") ?? $"part {i}: other bits";
                return one[0].Any(v => v != 0) && one[2].Any(v => v != 0) ? null : "all zero";
            }

            /// <summary>The sum over two micro-batches, each weighted by its share, is the gradient of the whole batch (where no layer looks at the batch).</summary>
            public static string? MicroBatchesAccumulate()
            {
                var net = new Judge(2);
                double[] x = Enumerable.Range(0, 14).Select(i => Math.Sin(i * 2.3)).ToArray(), t = [0, 1, 1, 0, 1, 0, 1];
                var pass = net.CreatePass(7);
                net.ForwardBackward(pass, x, t);
                double[] whole = net.Parameters["dense1.weight"].GradientToArray();
                var set = net.Parameters;
                net.Forward(pass, x.AsSpan(0, 8));
                double[] Of(int from, int count) => net.Predict(x.AsSpan(from * 2, count * 2)).Select((p, i) => (p - t[from + i]) / (p * (1 - p)) / 7).ToArray();
                net.Backward(pass, Of(0, 4));
                net.Forward(pass, x.AsSpan(8));
                net.Backward(pass, Of(4, 3), mode: GradientMode.Accumulate);
                double[] sum = set["dense1.weight"].GradientToArray();
                for (int i = 0; i < sum.Length; i++)
                    if (Math.Abs(sum[i] - whole[i]) > 1e-9) return $"{i}: {sum[i]} and {whole[i]}";
                return whole.Any(v => Math.Abs(v) > 1e-4) ? null : "all zero";
            }

            /// <summary>The gradient of the judge's loss with respect to the maker's weights, through both networks, against finite differences.</summary>
            public static string? GradientsGoThroughTwoNetworks()
            {
                var maker = new Maker(1);
                var judge = new Judge(2);
                const int Count = 5;
                double[] z = Enumerable.Range(0, 3 * Count).Select(i => Math.Sin(i * 1.3)).ToArray(), real = Enumerable.Repeat(1.0, Count).ToArray(), gradient = new double[2 * Count];
                Pass made = maker.CreatePass(Count), judged = judge.CreatePass(Count);
                judge.ForwardBackward(judged, maker.Forward(made, z), real.Select(r => 1 - r).ToArray());
                double[] kept = judge.Parameters["dense1.weight"].GradientToArray();
                judge.ForwardBackward(judged, maker.Forward(made, z), real, gradient, GradientMode.InputsOnly);
                if (!judge.Parameters["dense1.weight"].GradientToArray().SequenceEqual(kept)) return "the judge's gradients changed";
                maker.Backward(made, gradient);
                foreach (string name in (string[])["dense1.weight", "dense2.bias", "dense1.bias"])
                {
                    var parameter = maker.Parameters[name];
                    double[] values = parameter.ToArray(), derivative = parameter.GradientToArray();
                    for (int i = 0; i < values.Length; i += 3)
                    {
                        double Loss(double step)
                        {
                            double[] moved = [.. values];
                            moved[i] += step;
                            parameter.CopyFrom(moved);
                            double loss = judge.Evaluate(maker.Predict(z), real).Loss;
                            parameter.CopyFrom(values);
                            return loss;
                        }
                        double difference = (Loss(1e-5) - Loss(-1e-5)) / 2e-5;
                        if (Math.Abs(difference - derivative[i]) > 1e-8) return $"{name}[{i}]: {derivative[i]}, by differences {difference}";
                    }
                }
                return maker.Parameters["dense1.weight"].GradientToArray().Any(v => Math.Abs(v) > 1e-4) ? null : "all zero";
            }

            /// <summary>Two networks that train each other: what the maker makes comes to lie where the real samples do.</summary>
            public static string? TwoNetworksTrainEachOther()
            {
                var maker = new Maker(1);
                var judge = new Judge(2);
                const int Count = 32;
                Pass made = maker.CreatePass(Count), judged = judge.CreatePass(Count);
                Optimizer ofMaker = new Adam(3e-3), ofJudge = new Adam(3e-3);
                double[] z = new double[3 * Count], samples = new double[2 * Count], gradient = new double[2 * Count], ones = Enumerable.Repeat(1.0, Count).ToArray(), zeros = new double[Count];
                var random = new Random(5);
                double Distance()
                {
                    var all = maker.Predict(Enumerable.Range(0, 3 * 200).Select(i => Math.Sin(i * 1.9) * 1.5).ToArray());
                    double x = all.Where((_, i) => i % 2 == 0).Average() - 2, y = all.Where((_, i) => i % 2 == 1).Average() + 1;
                    return Math.Sqrt(x * x + y * y);
                }
                double before = Distance();
                for (int step = 0; step < 400; step++)
                {
                    for (int i = 0; i < z.Length; i++) z[i] = random.NextDouble() * 3 - 1.5;
                    for (int i = 0; i < samples.Length; i++) samples[i] = (i % 2 == 0 ? 2 : -1) + 0.3 * (random.NextDouble() * 2 - 1);
                    judge.ForwardBackward(judged, samples, ones);
                    judge.ForwardBackward(judged, maker.Forward(made, z), zeros, mode: GradientMode.Accumulate);
                    ofJudge.Step(judge.Parameters);
                    judge.ForwardBackward(judged, maker.Forward(made, z), ones, gradient, GradientMode.InputsOnly);
                    maker.Backward(made, gradient);
                    ofMaker.Step(maker.Parameters);
                }
                return before > 1.5 && Distance() < 0.5 ? null : $"from {before} to {Distance()}";
            }
        }
        """;

    private static readonly Lazy<Type> Uses = new(() => GeneratorHarness.Run(Source).Load().GetType("Nets.Uses", throwOnError: true)!);

    public static TheoryData<string> Names => ["TwoPassesLiveAtOnce", "MicroBatchesAccumulate", "GradientsGoThroughTwoNetworks", "TwoNetworksTrainEachOther"];

    [Theory, MemberData(nameof(Names))]
    public void Works(string use) => Assert.Null(Uses.Value.GetMethod(use)!.Invoke(null, null));

    [Fact]
    public void EveryUseIsListed() => Assert.Equal(
        Uses.Value.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(string)).Select(m => m.Name).Order(),
        Names.Select<object[], string>(n => (string)n[0]).Order());
}
