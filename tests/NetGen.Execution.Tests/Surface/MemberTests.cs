using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Surface;

/// <summary>
/// The members of generated classes as users call them. What is called lies in the compiled source, one method a test, so that it is written as a
/// user writes it; each returns null, or what is wrong.
/// </summary>
public sealed class MemberTests
{
    private const string Source = """"
        namespace Nets;

        [Network, Input(3)]
        [Dense(5), Tanh, Dropout(0.5), BatchNorm, Dense(4), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Net;

        [Network, Input(3)]
        [Dense(5), Tanh, Dense(2)]
        [SquaredErrorLoss]
        public sealed partial class Smooth;

        [Network(Precision = Precision.Double), Input(3)]
        [Dense(1), Sigmoid]
        [BinaryCrossEntropyLoss]
        public sealed partial class YesNo;

        [Network, Input(40)]
        [Dense(64), Relu, Dense(64), Relu, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Large;

        public static class Uses
        {
            private static readonly float[] X = [0.1f, -0.4f, 0.7f, 0.9f, 0.2f, -0.3f];
            private static readonly float[] Y = [0.5f, -1f, 0.25f, 2f];
            private static readonly int[] Labels = [3, 0];

            public static string? ConstantsAndSummary()
            {
                if ((Net.InputLength, Net.OutputLength, Net.ParameterCount) != (3, 4, 3 * 5 + 5 + 10 + 5 * 4 + 4)) return "constants";
                if (Net.Summary.Parameters != Net.ParameterCount) return Net.Summary.ToString();
                if (!Net.Summary.ToString().Contains("batchnorm1")) return Net.Summary.ToString();
                if (Net.Signature is not { OutputLength: 4, HasLoss: true, Output: OutputMeaning.Classes, Columns: [{ Name: "input" }, { Name: "target", Classes: 4, AcceptsReal: true, AcceptsIndices: true }] })
                    return Net.Signature.ToString();
                if (new Net().Parameters[Net.Names.Dense2Weight].Shape is not [4, 5]) return "names";
                if (new Net().Parameters[Net.Names.Batchnorm1RunningVar].ToArray() is not [1, 1, 1, 1, 1]) return "states";
                return null;
            }

            public static string? TheSameSeedIsTheSameNetwork()
            {
                if (!new Net(5).Predict(X).AsSpan().SequenceEqual(new Net(5).Predict(X))) return "equal seeds differ";
                return new Net(5).Predict(X).AsSpan().SequenceEqual(new Net(6).Predict(X)) ? "different seeds don't" : null;
            }

            public static string? PredictGivesDistributionsAndClassifyTheLargest()
            {
                var net = new Net(1);
                var p = net.Predict(X);
                if (p.Length != 8 || Math.Abs(p.Take(4).Sum() - 1) > 1e-6 || Math.Abs(p.Skip(4).Sum() - 1) > 1e-6) return string.Join(' ', p);
                int best = Array.IndexOf(p, p.Take(4).Max());
                if (net.Classify(X.AsSpan(0, 3)) != best) return "Classify";
                if (net.Predict([]).Length != 0) return "no sample";
                var batch = new Batch { Count = 2 };
                batch.Set<float>("input", X);
                var q = new float[8];
                net.Predict(batch, q);
                if (!q.AsSpan().SequenceEqual(p)) return "Predict(Batch)";
                var yes = new YesNo(2);
                double[] x = [0.3, 0.1, -0.8];
                return yes.Classify(x) == (yes.Predict(x)[0] > 0.5 ? 1 : 0) ? null : "one logit";
            }

            /// <summary>More samples than one chunk holds, and each alone.</summary>
            public static string? PredictWorksInChunks()
            {
                var net = new Large(3);
                var x = Noise(700 * 40);
                var all = net.Predict(x);
                for (int i = 0; i < 700; i++)
                {
                    var one = net.Predict(x.AsSpan(i * 40, 40));
                    for (int c = 0; c < 10; c++)
                        if (Math.Abs(one[c] - all[i * 10 + c]) > 1e-6) return $"sample {i}, class {c}: {one[c]} and {all[i * 10 + c]}";
                }
                return null;
            }

            public static string? ManyThreadsPredictTheSameBits()
            {
                var net = new Large(3);
                var x = Noise(300 * 40);
                var expected = net.Predict(x);
                int wrong = 0;
                var threads = Enumerable.Range(0, 16).Select(_ => new System.Threading.Thread(() =>
                {
                    var output = new float[300 * 10];
                    for (int i = 0; i < 8; i++)
                    {
                        Array.Clear(output);
                        net.Predict(x, output);
                        if (!output.AsSpan().SequenceEqual(expected)) System.Threading.Interlocked.Increment(ref wrong);
                    }
                })).ToArray();
                foreach (var t in threads) t.Start();
                foreach (var t in threads) t.Join();
                return wrong == 0 ? null : $"{wrong} differ";
            }

            public static string? NothingIsAllocatedOnceWarm()
            {
                var net = new Large(3);
                var (x, output, labels, pass) = (Noise(32 * 40), new float[32 * 10], Enumerable.Range(0, 32).Select(i => i % 10).ToArray(), net.CreatePass(32));
                var batch = new Batch { Count = 32 };
                batch.Set<float>("input", x);
                batch.Set<int>("target", labels);
                var gradient = new float[32 * 10];
                for (int i = 0; i < 3; i++) Once();
                long before = GC.GetAllocatedBytesForCurrentThread();
                Once();
                long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                return bytes == 0 ? null : $"{bytes} bytes";

                void Once()
                {
                    net.Predict(x, output);
                    net.ForwardBackward(pass, x, labels);
                    net.ForwardBackward(pass, batch, GradientMode.Accumulate);
                    net.Evaluate(pass, batch, output);
                    net.Forward(pass, x);
                    net.Backward(pass, gradient);
                }
            }

            /// <summary>The gradient of the squared error by its outputs, given to Backward, is that of ForwardBackward.</summary>
            public static string? BackwardIsThatOfTheLoss()
            {
                var net = new Smooth(1);
                var pass = net.CreatePass(2);
                var (a, b) = (new float[6], new float[6]);
                net.ForwardBackward(pass, X, Y, a);
                var expected = Gradients(net.Parameters);
                if (pass.Scores<float>().Length != 4) return "scores";
                var output = net.Forward(pass, X);
                var gradient = new float[4];
                for (int i = 0; i < 4; i++) gradient[i] = (output[i] - Y[i]) / 2;
                net.Backward(pass, gradient, b);
                return Near(expected, Gradients(net.Parameters)) ?? Near(a, b);
            }

            public static string? InferencePassesUseTheRunningStatistics()
            {
                var net = new Net(1);
                var pass = net.CreatePass(2);
                if (Near(net.Forward(pass, X, training: false).ToArray(), net.Predict(X)) is { } wrong) return wrong;
                net.Backward(pass, new float[8]);
                if (net.Parameters.Step != 0) return "inference counted as training";
                var before = net.Parameters["batchnorm1.running_mean"].ToArray();
                net.Forward(pass, X);
                if (net.Parameters.Step != 1) return "training was not counted";
                return net.Parameters["batchnorm1.running_mean"].ToArray().SequenceEqual(before) ? "training left the running mean" : null;
            }

            public static string? GradientsAccumulateOrStay()
            {
                var net = new Smooth(1);
                var pass = net.CreatePass(2);
                net.ForwardBackward(pass, X, Y);
                var once = Gradients(net.Parameters);
                net.ForwardBackward(pass, X, Y, mode: GradientMode.Accumulate);
                net.Forward(pass, X);
                net.Backward(pass, new float[4], mode: GradientMode.Accumulate);
                if (Near(Gradients(net.Parameters), once.Select(g => 2 * g).ToArray()) is { } wrong) return "twice: " + wrong;
                var input = new float[6];
                net.ForwardBackward(pass, X.Reverse().ToArray(), Y, input, GradientMode.InputsOnly);
                if (Near(Gradients(net.Parameters), once.Select(g => 2 * g).ToArray()) is { } changed) return "inputs only: " + changed;
                if (input.All(g => g == 0)) return "no input gradient";
                net.ForwardBackward(pass, X, Y);
                return Near(Gradients(net.Parameters), once);
            }

            /// <summary>A batch with weights is the batch with samples repeated.</summary>
            public static string? WeightsCountSamples()
            {
                var net = new Smooth(1);
                var weighted = new Batch { Count = 2 };
                weighted.Set<float>("input", X);
                weighted.Set<float>("target", Y);
                weighted.Set<float>(Batch.Weights, new float[] { 2, 1 });
                var repeated = new Batch { Count = 3 };
                repeated.Set<float>("input", X.Take(3).Concat(X).ToArray());
                repeated.Set<float>("target", Y.Take(2).Concat(Y).ToArray());
                var pass = net.CreatePass(3);
                float a = net.ForwardBackward(pass, weighted);
                var gradients = Gradients(net.Parameters);
                float b = net.ForwardBackward(pass, repeated);
                var output = new float[4];
                return Near([a], [b]) ?? Near(gradients, Gradients(net.Parameters)) ?? Near([net.Evaluate(pass, weighted, output)], [a]) ?? Near(output, net.Predict(X));
            }

            public static string? AClonedNetworkIsItsOwn()
            {
                var net = new Net(1);
                var pass = net.CreatePass(2);
                net.ForwardBackward(pass, X, Labels);
                net.Parameters["dense1.weight"].Frozen = true;
                var copy = net.Clone();
                if (!copy.Parameters["dense1.weight"].Frozen) return "frozen";
                if (!copy.Predict(X).AsSpan().SequenceEqual(net.Predict(X))) return "predictions";
                if (net.ForwardBackward(pass, X, Labels) != copy.ForwardBackward(copy.CreatePass(2), X, Labels)) return "the same random numbers";
                copy.Parameters["dense1.bias"].Fill(3);
                return copy.Predict(X).AsSpan().SequenceEqual(net.Predict(X)) ? "the copy's parameters are the network's" : null;
            }

            public static string? SavedAndLoadedIsTheSame()
            {
                var net = new Net(1);
                net.ForwardBackward(net.CreatePass(2), X, Labels);
                var stream = new System.IO.MemoryStream();
                net.Save(stream);
                stream.Position = 0;
                var loaded = Net.Load(stream, null, out var report);
                if (!loaded.Predict(X).AsSpan().SequenceEqual(net.Predict(X))) return "stream: " + report;
                string path = System.IO.Path.GetTempFileName();
                try
                {
                    net.Save(path);
                    return Net.Load(path).Predict(X).AsSpan().SequenceEqual(net.Predict(X)) ? null : "file";
                }
                finally
                {
                    System.IO.File.Delete(path);
                }
            }

            public static string? TraceShowsEveryLayerAsPredicted()
            {
                var net = new Net(1);
                var trace = net.Trace(X);
                if (!trace.Keys.SequenceEqual(["input", "dense1", "tanh1", "batchnorm1", "dense2", "softmax1"])) return string.Join(' ', trace.Keys);
                var last = trace["softmax1"];
                if (last.Samples != 2 || last.Shape is not [4] || last.FirstNaN != -1) return last.ToString();
                return Near(last.Values.ToArray().Select(v => (float)v).ToArray(), net.Predict(X));
            }

            public static string? TraceSaysWhereANaNArose()
            {
                var net = new Net(1);
                net.Parameters["dense2.weight"][1, 2] = float.NaN;
                var trace = net.Trace(X);
                if (trace["batchnorm1"].FirstNaN >= 0 || trace["dense2"].FirstNaN != 1) return string.Join('\n', trace.Values);
                if (trace["dense2"].NaNOrigin != "parameter 'dense2.weight'") return trace["dense2"].ToString();
                return trace["softmax1"].NaNOrigin is null ? null : "twice";
            }

            /// <summary>Every misuse, the exception and what its message must say.</summary>
            public static (string Name, Type Exception, string Says, Action Act)[] Mistakes()
            {
                var net = new Net(1);
                var smooth = new Smooth(1);
                var pass = net.CreatePass(2);
                var own = smooth.CreatePass(2);
                var batch = new Batch { Count = 2 };
                batch.Set<float>("input", X);
                return
                [
                    ("part of a sample", typeof(ArgumentException), "samples of 3 numbers each in 'input', but 5 came", () => net.Predict(X.AsSpan(0, 5))),
                    ("short output", typeof(ArgumentException), "'output' of Net must have 8 elements, 4 for each of 2 samples, but 7 came", () => net.Predict(X, new float[7])),
                    ("classify two", typeof(ArgumentException), "must have 3 elements", () => net.Classify(X)),
                    ("capacity", typeof(ArgumentOutOfRangeException), "capacity", () => net.CreatePass(0)),
                    ("foreign pass", typeof(ArgumentException), "The pass was made by Smooth; Net needs one of its own", () => net.Forward(own, X)),
                    ("no pass", typeof(ArgumentNullException), "pass", () => net.Forward(null!, X)),
                    ("no sample", typeof(ArgumentException), "holds no sample", () => net.ForwardBackward(pass, [], Labels)),
                    ("too many", typeof(ArgumentException), "holds 3 samples, but the pass of Net was made for at most 2", () => net.Forward(pass, new float[9])),
                    ("label", typeof(ArgumentOutOfRangeException), "class indices from 0 to 3, but that of sample 1 is 4", () => net.ForwardBackward(pass, X, [0, 4])),
                    ("negative label", typeof(ArgumentOutOfRangeException), "that of sample 0 is -1", () => net.ForwardBackward(pass, X, [-1, 0])),
                    ("labels", typeof(ArgumentException), "one class index for each of 2 samples, but 1 came", () => net.ForwardBackward(pass, X, [0])),
                    ("targets", typeof(ArgumentException), "'target' of Smooth must have 4 elements", () => smooth.ForwardBackward(own, X, new float[3])),
                    ("NaN", typeof(ArgumentException), "element 1 of sample 1 is NaN", () => smooth.ForwardBackward(own, X, [0, 0, 0, float.NaN])),
                    ("infinity", typeof(ArgumentException), "element 0 of sample 0 is Infinity", () => smooth.ForwardBackward(own, X, [float.PositiveInfinity, 0, 0, 0])),
                    ("input gradient", typeof(ArgumentException), "'inputGradient' of Net must have 6 elements", () => net.ForwardBackward(pass, X, Labels, new float[5])),
                    ("mode", typeof(ArgumentOutOfRangeException), "must be Overwrite, Accumulate or InputsOnly", () => net.ForwardBackward(pass, X, Labels, default, (GradientMode)9)),
                    ("Backward first", typeof(InvalidOperationException), "this pass has none yet", () => net.Backward(net.CreatePass(1), new float[4])),
                    ("Backward after a step", typeof(InvalidOperationException), "used by ForwardBackward since", () => { var p = net.CreatePass(2); net.ForwardBackward(p, X, Labels); net.Backward(p, new float[8]); }),
                    ("Backward twice", typeof(InvalidOperationException), "used up", () => { var p = net.CreatePass(2); net.Forward(p, X); net.Backward(p, new float[8]); net.Backward(p, new float[8]); }),
                    ("output gradient", typeof(ArgumentException), "'outputGradient' of Net must have 8 elements", () => { var p = net.CreatePass(2); net.Forward(p, X); net.Backward(p, new float[4]); }),
                    ("no target", typeof(ArgumentException), "has no column 'target'", () => net.ForwardBackward(pass, batch)),
                    ("weights", typeof(ArgumentException), "that of sample 1 is -1", () => net.ForwardBackward(pass, Weighted([1, -1]))),
                    ("NaN weight", typeof(ArgumentException), "that of sample 0 is NaN", () => net.ForwardBackward(pass, Weighted([float.NaN, 1]))),
                    ("no weights", typeof(ArgumentException), "all zero", () => net.ForwardBackward(pass, Weighted([0, 0]))),
                    ("three weights", typeof(ArgumentException), "'weights' of Net must have 2 elements", () => net.ForwardBackward(pass, Weighted([1, 1, 1]))),
                    ("batch count", typeof(ArgumentException), "'input' of Net must have 9 elements", () => net.Predict(Counted(3), new float[12])),
                    ("evaluate output", typeof(ArgumentException), "'output' of Net must have 8 elements", () => net.Evaluate(pass, Weighted([1, 1]), new float[4])),
                ];

                Batch Weighted(float[] weights)
                {
                    var b = Counted(2);
                    b.Set<int>("target", Labels);
                    b.Set<float>(Batch.Weights, weights);
                    return b;
                }

                Batch Counted(int count)
                {
                    var b = new Batch { Count = count };
                    b.Set<float>("input", X);
                    return b;
                }
            }

            /// <summary>After a refused call everything is as it was.</summary>
            public static string? ARefusedCallChangesNothing()
            {
                var net = new Net(1);
                var pass = net.CreatePass(2);
                net.ForwardBackward(pass, X, Labels);
                var (step, version, gradients, mean) = (net.Parameters.Step, net.Parameters.Version, Gradients(net.Parameters), net.Parameters["batchnorm1.running_mean"].ToArray());
                try
                {
                    net.ForwardBackward(pass, X, [0, 9], mode: GradientMode.Accumulate);
                    return "accepted";
                }
                catch (ArgumentOutOfRangeException)
                {
                }
                if ((step, version) != (net.Parameters.Step, net.Parameters.Version)) return "step or version";
                return net.Parameters["batchnorm1.running_mean"].ToArray().SequenceEqual(mean) ? Near(gradients, Gradients(net.Parameters)) : "states";
            }

            private static float[] Gradients(ParameterSet set) => set.Where(p => !p.IsState).SelectMany(p => p.GradientToArray()).ToArray();

            private static string? Near(float[] a, float[] b)
            {
                if (a.Length != b.Length) return $"{a.Length} and {b.Length} elements";
                for (int i = 0; i < a.Length; i++)
                    if (!(Math.Abs(a[i] - b[i]) <= 1e-5 * Math.Max(1, Math.Abs(a[i])))) return $"element {i}: {a[i]} and {b[i]}";
                return null;
            }

            private static float[] Noise(int count) => Enumerable.Range(0, count).Select(i => MathF.Sin(i * 1.7f)).ToArray();
        }
        """";

    private static readonly Lazy<Type> Uses = new(() => GeneratorHarness.Run(Source).Load().GetType("Nets.Uses", throwOnError: true)!);

    public static TheoryData<string> Names =>
    [
        "ConstantsAndSummary", "TheSameSeedIsTheSameNetwork", "PredictGivesDistributionsAndClassifyTheLargest", "PredictWorksInChunks",
        "ManyThreadsPredictTheSameBits", "NothingIsAllocatedOnceWarm", "BackwardIsThatOfTheLoss", "InferencePassesUseTheRunningStatistics",
        "GradientsAccumulateOrStay", "WeightsCountSamples", "AClonedNetworkIsItsOwn", "SavedAndLoadedIsTheSame", "TraceShowsEveryLayerAsPredicted",
        "TraceSaysWhereANaNArose", "ARefusedCallChangesNothing",
    ];

    [Theory, MemberData(nameof(Names))]
    public void Works(string use) => Assert.Null(Uses.Value.GetMethod(use)!.Invoke(null, null));

    [Fact]
    public void EveryUseIsListed() => Assert.Equal(
        Uses.Value.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(string)).Select(m => m.Name).Order(),
        Names.Select<object[], string>(n => (string)n[0]).Order());

    [Fact]
    public void MistakesAreToldBeforeAnythingChanges()
    {
        foreach (var (name, exception, says, act) in ((string, Type, string, Action)[])Uses.Value.GetMethod("Mistakes")!.Invoke(null, null)!)
        {
            var thrown = Record.Exception(act);
            Assert.True(thrown is not null, name + ": nothing thrown");
            Assert.True(thrown.GetType() == exception, $"{name}: {thrown}");
            Assert.True(thrown.Message.Contains(says, StringComparison.Ordinal), $"{name}: {thrown.Message}");
        }
    }

    /// <summary>A network without a loss has the interface's members, which say why they can't be called.</summary>
    [Fact]
    public void WithoutALossTrainingOnTargetsSaysSo()
    {
        var type = GeneratorHarness.Run("[Network, Input(2)] [Dense(3)] public sealed partial class Bare;").Load().GetType("Bare")!;
        Assert.Null(type.GetMethod("ForwardBackward"));
        var train = type.GetInterfaces().Single().GetMethod("ForwardBackward")!;
        var thrown = Assert.Throws<TargetInvocationException>(() => train.Invoke(Activator.CreateInstance(type, 0ul), [null, null, GradientMode.Overwrite]));
        Assert.Contains("Bare declares no loss", Assert.IsType<InvalidOperationException>(thrown.InnerException).Message);
    }

    /// <summary>One mistake makes one diagnostic: every member is there, and throws.</summary>
    [Fact]
    public void ADeclarationWithErrorsHasEveryMember()
    {
        string broken = Source.Replace("[Dense(5), Tanh, Dropout(0.5), BatchNorm, Dense(4), Softmax]", "[Dense(0), Tanh, Dropout(0.5), BatchNorm, Dense(4), Softmax]");
        Assert.NotEqual(Source, broken);
        var run = GeneratorHarness.Run(broken);
        var errors = run.AllDiagnostics.Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error).ToArray();
        // The names of parameters are not known then: only their two uses remain.
        Assert.Single(errors, d => d.Id.StartsWith("NG", StringComparison.Ordinal));
        Assert.All(errors.Where(d => !d.Id.StartsWith("NG", StringComparison.Ordinal)), d => Assert.Contains("Net.Names", d.GetMessage(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
