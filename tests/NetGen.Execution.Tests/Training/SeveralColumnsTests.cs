using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>
/// Several inputs, results, losses and targets, called as users call them: each method returns null, or what is wrong. Gradients are those of the
/// reference interpreter, and these are compared with finite differences.
/// </summary>
public sealed class SeveralColumnsTests
{
    private const string Networks = """
        /// <summary>Real and integer inputs, two results, a loss on each and one on what lies between.</summary>
        [Network]
        public sealed partial class Auxiliary
        {
            private static (Tensor price, Tensor kind, Tensor middle) Forward([Shape(5)] Tensor left, IntTensor token, [Shape(2, 3)] Tensor right, [Shape(3)] IntTensor words)
            {
                var table = Parameter("table", [6, 4], Initializer.Normal, 0.5);
                var seen = Concat([left, Gather(table, token), Flatten(right), Flatten(Gather(table, words))]);
                var hidden = Tanh(Dense(seen, 9));
                var middle = Dense(hidden, 3);
                return (Dense(Tanh(Concat([hidden, middle])), 1), Softmax(Dense(hidden, 4)), middle);
            }

            [Loss]
            private static (Tensor error, Tensor entropy, Tensor helper) Loss(
                Tensor price, Tensor kind, Tensor middle, Tensor target, IntTensor label, [Shape(3)] Tensor hint, [Hyperparameter(0.3)] Tensor share) =>
                (Square(price - target), -Sum(OneHot(label, 4) * Log(kind + 1e-6)), share * Mean(Square(middle - hint)));
        }

        /// <summary>Two results and no loss: gradients of both are the caller's.</summary>
        [Network]
        public sealed partial class Heads
        {
            private static (Tensor x, Tensor scale) Forward([Shape(6)] Tensor x, [Shape(3)] Tensor other)
            {
                var hidden = Tanh(Dense(x, 17));
                return (Dense(Concat([hidden, other]), 3), Softplus(Dense(hidden, 2)));
            }
        }

        /// <summary>No real input at all.</summary>
        [Network, CrossEntropyLoss]
        public sealed partial class Words
        {
            private static Tensor Forward([Shape(4)] IntTensor words) => Softmax(Dense(Flatten(Gather(Parameter("table", [7, 5], Initializer.Normal, 1), words)), 3));
        }

        /// <summary>Two losses, each of which trains its own part.</summary>
        [Network]
        public sealed partial class Rivals
        {
            private static (Tensor actor, Tensor critic) Forward([Shape(5)] Tensor state) => (Dense(Tanh(Dense(state, 7, name: "actor1")), 3, name: "actor2"), Dense(state, 1, name: "critic"));

            [Loss(Trains = "actor*")] private static Tensor Policy(Tensor actor, Tensor critic, [Shape(3)] Tensor direction) => Sum(actor * direction) * critic;

            [Loss(Trains = "critic*")] private static Tensor Value(Tensor critic, [Shape(1)] Tensor reward) => Square(critic - reward);
        }
        """;

    private static readonly string Source = $$"""
        using static NetGen.Layers;
        namespace Nets;

        {{Networks}}

        {{Double("Auxiliary")}}
        {{Double("Heads")}}

        public static class Uses
        {
            private const int Count = 5;
            private static float[] Noise(int count, double phase = 0) => Enumerable.Range(0, count).Select(i => (float)Math.Sin(phase + 1.7 * i)).ToArray();
            private static double[] Wide(int count, double phase = 0) => Enumerable.Range(0, count).Select(i => Math.Sin(phase + 1.7 * i)).ToArray();
            private static readonly int[] Tokens = [0, 5, 2, 3, 1], Labels = [3, 0, 1, 2, 2];
            private static int[] Indices(int count, int range) => Enumerable.Range(0, count).Select(i => (i * 5 + 2) % range).ToArray();
            private static string? Near(ReadOnlySpan<float> a, ReadOnlySpan<float> b, string what)
            {
                if (a.Length != b.Length) return $"{what}: {a.Length} and {b.Length} elements";
                for (int i = 0; i < a.Length; i++)
                    if (!(Math.Abs(a[i] - b[i]) <= 2e-5 * Math.Max(1, Math.Abs(a[i])))) return $"{what}, element {i}: {a[i]} and {b[i]}";
                return null;
            }
            private static string? Passed(GradientReport report) => report.Passed && report.Comparisons.Any(c => Math.Abs(c.Largest) > 1e-4) ? null : report.ToString();

            public static string? GradientsOfEveryColumn() =>
                Passed(new Auxiliary(1).CheckGradients(Noise(25), Tokens, Noise(30, 1), Indices(15, 6), Noise(5, 2), Labels, Noise(15, 3)))
                ?? Passed(new Auxiliary64(1).CheckGradients(Wide(25), Tokens, Wide(30, 1), Indices(15, 6), Wide(5, 2), Labels, Wide(15, 3)))
                ?? Passed(new Words(2).CheckGradients(Indices(20, 7), [0, 2, 1, 1, 0]));

            public static string? GradientsOfEveryResult() => Passed(new Heads(1).CheckGradients(Noise(30), Noise(15, 1))) ?? Passed(new Heads64(1).CheckGradients(Wide(30), Wide(15, 1)));

            /// <summary>The first result alone, all of them as arrays, into spans, and as a pass has them.</summary>
            public static string? AllResultsAreThere()
            {
                var net = new Heads(3);
                float[] x = Noise(30), other = Noise(15, 1), first = net.Predict(x, other), a = new float[15], b = new float[10];
                var all = net.PredictAll(x, other);
                net.Predict(x, other, a, b);
                var pass = net.CreatePass(8);
                var forward = net.Forward(pass, x, other, out var scale, training: false);
                return Near(first, all.x, "PredictAll, first") ?? Near(a, all.x, "spans, first") ?? Near(b, all.scale, "spans, second")
                    ?? Near(forward, first, "Forward, first") ?? Near(scale, b, "Forward, second") ?? (b.All(v => v > 0) ? null : "softplus");
            }

            /// <summary>A gradient that is left out is zero, whatever was given before.</summary>
            public static string? GradientsOfSomeResultsAreEnough()
            {
                var net = new Heads(3);
                float[] x = Noise(30), other = Noise(15, 1), g = Noise(15, 5), h = Noise(10, 6);
                var pass = net.CreatePass(5);
                float[] dx = new float[30], dy = new float[30], both = new float[30];
                net.Forward(pass, x, other);
                net.Backward(pass, g, h, xGradient: both);
                net.Forward(pass, x, other);
                net.Backward(pass, g, default, xGradient: dx);
                if (net.Parameters["dense3.weight"].GradientToArray().Any(v => v != 0)) return "weights of the other result";
                net.Forward(pass, x, other);
                net.Backward(pass, default, h, xGradient: dy);
                return Near(both, dx.Zip(dy, (a, b) => a + b).ToArray(), "sum of gradients");
            }

            public static string? OnlyWhatIsAskedForIsComputed()
            {
                // The other result's weights may be anything.
                var net = new Heads(3);
                float[] x = Noise(30), other = Noise(15, 1), before = net.Predict(x, other);
                net.Parameters["dense3.weight"].Fill(float.NaN);
                return Near(before, net.Predict(x, other), "first result") ?? (net.PredictAll(x, other).scale.All(float.IsNaN) ? null : "second result");
            }

            /// <summary>Arrays, a dataset of typed columns in another precision and order, and batches by hand: the same training.</summary>
            public static string? FitTakesArraysAndDatasets()
            {
                float[] left = Noise(25), right = Noise(30, 1), target = Noise(5, 2), hint = Noise(15, 3);
                int[] words = Indices(15, 6);
                var options = new FitOptions { Epochs = 3, BatchSize = 2, Optimizer = new Sgd(0.05) };
                var one = new Auxiliary(4);
                var result = one.Fit(left, Tokens, right, words, target, Labels, hint, options);
                var two = new Auxiliary(4);
                var data = Dataset.Create("hint", Array.ConvertAll(hint, v => (double)v), 3).With("label", Labels).With("target", target, 1).With("words", words, 3)
                    .With("right", Array.ConvertAll(right, v => (double)v), 2, 3).With("token", Tokens).With("left", left, 5);
                two.Fit(data, options with { Optimizer = new Sgd(0.05) });
                if (!one.Parameters.SelectMany(p => p.ToArray()).SequenceEqual(two.Parameters.SelectMany(p => p.ToArray()))) return "parameters differ";
                var evaluation = one.Evaluate(left, Tokens, right, words, target, Labels, hint);
                if (evaluation.Loss != two.Evaluate(data).Loss) return $"{evaluation} and {two.Evaluate(data)}";
                if (!(result.History[2].Loss < result.History[0].Loss)) return "nothing learned";
                var wrong = Record(() => one.Fit(left, Tokens, right, words, target, Labels, hint[..12]));
                return wrong is ArgumentException && wrong.Message.Contains("'hint'") ? null : $"hint too short: {wrong}";
            }

            /// <summary>The loss is the weighted mean: twice the weight is the same sample twice.</summary>
            public static string? WeightsCountSamples()
            {
                var net = new Words(5);
                int[] words = Indices(12, 7), label = [0, 2, 1], twice = [.. words[..4], .. words], labels = [0, .. label];
                var pass = net.CreatePass(4);
                float weighted = net.ForwardBackward(pass, words, label, weights: new float[] { 2, 1, 1 });
                float[] gradients = net.Parameters["table"].GradientToArray();
                float repeated = net.ForwardBackward(pass, twice, labels);
                if (Math.Abs(weighted - repeated) > 1e-6) return $"{weighted} and {repeated}";
                if (net.Evaluate(words, label, weights: [2, 1, 1]).Loss is var loss && Math.Abs(loss - net.Evaluate(twice, labels).Loss) > 1e-6) return "Evaluate";
                return Near(gradients, net.Parameters["table"].GradientToArray(), "gradients");
            }

            /// <summary>Each loss trains its part: of the other's, no gradient arrives.</summary>
            public static string? LossesTrainTheirParts()
            {
                var net = new Rivals(6);
                float[] state = Noise(10), direction = Noise(6, 1), reward = Noise(2, 2);
                var pass = net.CreatePass(2);
                net.ForwardBackward(pass, state, direction, reward);
                float[] critic = net.Parameters["critic.weight"].GradientToArray(), actor = net.Parameters["actor1.weight"].GradientToArray();
                net.ForwardBackward(pass, state, Noise(6, 7), reward);
                if (!net.Parameters["critic.weight"].GradientToArray().SequenceEqual(critic)) return "the policy trains the critic";
                if (net.Parameters["actor1.weight"].GradientToArray().SequenceEqual(actor)) return "the policy doesn't train the actor";
                net.ForwardBackward(pass, state, Noise(6, 7), Noise(2, 8));
                return net.Parameters["critic.weight"].GradientToArray().SequenceEqual(critic) ? "rewards don't train the critic" : null;
            }

            private static Exception? Record(Action act)
            {
                try { act(); return null; }
                catch (Exception e) { return e; }
            }
        }
        """;

    /// <summary>The same network in double precision.</summary>
    private static string Double(string name)
    {
        int start = Networks.IndexOf("[Network]\npublic sealed partial class " + name, StringComparison.Ordinal), end = Networks.IndexOf("\n}\n", start, StringComparison.Ordinal) + 3;
        return Networks[start..end].Replace("[Network]", "[Network(Precision = Precision.Double)]").Replace("class " + name, $"class {name}64");
    }

    private static readonly Lazy<Type> Uses = new(() => GeneratorHarness.Run(Source).Load().GetType("Nets.Uses", throwOnError: true)!);

    public static TheoryData<string> Names =>
    [
        "GradientsOfEveryColumn", "GradientsOfEveryResult", "AllResultsAreThere", "GradientsOfSomeResultsAreEnough", "OnlyWhatIsAskedForIsComputed",
        "FitTakesArraysAndDatasets", "WeightsCountSamples", "LossesTrainTheirParts",
    ];

    [Theory, MemberData(nameof(Names))]
    public void Works(string use) => Assert.Null(Uses.Value.GetMethod(use)!.Invoke(null, null));

    [Fact]
    public void EveryUseIsListed() => Assert.Equal(
        Uses.Value.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(string)).Select(m => m.Name).Order(),
        Names.Select<object[], string>(n => (string)n[0]).Order());
}
