using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>A part of a file in a larger network, and a network of other classes on what another has learned.</summary>
public sealed class TransferTests
{
    private const string Source = """
        using static NetGen.Layers;
        using System.IO;
        namespace Nets;

        [Blocks]
        public static partial class Body
        {
            [Dense(9), BatchNorm, Relu, Dense(7), Tanh] public static partial Tensor Features(Tensor x);
        }

        [Network, Input(5)]
        [Stack(typeof(Body), nameof(Body.Features), Name = "body"), Dense(4, Name = "head"), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Small;

        [Network, Input(5)]
        [Stack(typeof(Body), nameof(Body.Features), Name = "encoder", Frozen = true), Dense(6), Relu, Dense(3, Name = "head"), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Larger;

        public static class Uses
        {
            private static readonly float[] X = Enumerable.Range(0, 50).Select(i => MathF.Sin(1.7f * i)).ToArray();

            private static MemoryStream Pretrained(out Small small)
            {
                small = new Small(3);
                small.Fit(X, Enumerable.Range(0, 10).Select(i => i % 4).ToArray(), new FitOptions { Epochs = 5, BatchSize = 5 });
                var stream = new MemoryStream();
                small.Save(stream);
                stream.Position = 0;
                return stream;
            }

            private static string? Rename(string name) => name.Replace("body.", "encoder.");

            public static string? APartOfAFileBeginsALargerNetwork()
            {
                var large = new Larger(8);
                float[] head = large.Parameters["head.weight"].ToArray();
                var report = large.Parameters.Load(Pretrained(out var small), new LoadOptions { Include = ["encoder.*"], Rename = Rename });
                if (report.Loaded.Count != 8 || report.Missing.Count > 0) return report.ToString();
                foreach (var p in small.Parameters)
                    if (p.Name.StartsWith("body.") && !p.ToArray().SequenceEqual(large.Parameters[Rename(p.Name)!].ToArray())) return p.Name;
                if (!head.SequenceEqual(large.Parameters["head.weight"].ToArray())) return "head";

                // What was loaded is what the compiled code reads, and stays in training.
                float[] of(IReadOnlyDictionary<string, Activation> trace, string name) => [.. trace[name].Values.ToArray().Select(v => (float)v)];
                if (!of(small.Trace(X), "body.tanh1").SequenceEqual(of(large.Trace(X), "encoder.tanh1"))) return "features";
                float before = (float)large.Evaluate(X, Enumerable.Range(0, 10).Select(i => i % 3).ToArray()).Loss;
                large.Fit(X, Enumerable.Range(0, 10).Select(i => i % 3).ToArray(), new FitOptions { Epochs = 30, BatchSize = 5, Optimizer = new Adam(0.02) });
                if (!of(small.Trace(X), "body.tanh1").SequenceEqual(of(large.Trace(X), "encoder.tanh1"))) return "features after training";
                return large.Evaluate(X, Enumerable.Range(0, 10).Select(i => i % 3).ToArray()).Loss < 0.9 * before ? null : "nothing learned";
            }

            public static string? TheSameBySayingWhatNot()
            {
                Larger one = new(8), two = new(8);
                one.Parameters.Load(Pretrained(out _), new LoadOptions { Include = ["encoder.*"], Rename = Rename });
                two.Parameters.Load(Pretrained(out _), new LoadOptions { Exclude = ["head.*", "dense1.*"], Rename = Rename });
                return one.Parameters.All(p => p.ToArray().SequenceEqual(two.Parameters[p.Name].ToArray())) ? null : "others";
            }

            public static (string Name, Type Exception, string[] Says, Action<Larger> Act)[] Mistakes() =>
            [
                ("as it is", typeof(InvalidDataException),
                    ["'head.weight' is [3, 6] in the network and [4, 7] in the file", "'head.bias' is [3]", "the file lacks 'encoder.dense1.weight'", "the network lacks 'body.dense1.weight'", "Nothing was changed"],
                    n => n.Parameters.Load(Pretrained(out _))),
                ("another shape, not strict", typeof(InvalidDataException), ["'head.weight' is [3, 6] in the network"], n => n.Parameters.Load(Pretrained(out _), new LoadOptions { Strict = false, Rename = Rename })),
                ("no such name", typeof(ArgumentException), ["no name of Larger matches 'encodr.*'", "near are 'head."], n => n.Parameters.Load(Pretrained(out _), new LoadOptions { Include = ["encodr.*"] })),
                ("no such name left out", typeof(ArgumentException), ["matches 'tail.*'"], n => n.Parameters.Load(Pretrained(out _), new LoadOptions { Exclude = ["tail.*"] })),
                ("nothing fits", typeof(InvalidDataException), ["none of its 10 tensors"], n => n.Parameters.Load(Pretrained(out _), new LoadOptions { Exclude = ["head.*"], Strict = false })),
                ("two for one", typeof(InvalidDataException), ["are renamed to 'encoder.dense1.bias'"], n => n.Parameters.Load(Pretrained(out _), new LoadOptions { Rename = _ => "encoder.dense1.bias", Strict = false })),
                ("too short", typeof(InvalidDataException), ["truncated"], n =>
                {
                    var stream = Pretrained(out _);
                    stream.SetLength(stream.Length - 10);
                    n.Parameters.Load(stream, new LoadOptions { Include = ["encoder.*"], Rename = Rename });
                }),
            ];

            public static string? NothingChangesOnError()
            {
                foreach (var (name, exception, says, act) in Mistakes())
                {
                    var net = new Larger(8);
                    var before = net.Parameters.ToDictionary(p => p.Name, p => p.ToArray());
                    try
                    {
                        act(net);
                        return name + ": nothing thrown";
                    }
                    catch (Exception e) when (e.GetType() == exception)
                    {
                        foreach (string text in says)
                            if (!e.Message.Contains(text)) return $"{name}: no '{text}' in: {e.Message}";
                    }
                    if (!net.Parameters.All(p => p.ToArray().SequenceEqual(before[p.Name]))) return name + ": changed";
                }
                return null;
            }
        }
        """;

    private static readonly Lazy<Type> Uses = new(() => GeneratorHarness.Run(Source).Load().GetType("Nets.Uses", throwOnError: true)!);

    [Theory]
    [InlineData("APartOfAFileBeginsALargerNetwork")]
    [InlineData("TheSameBySayingWhatNot")]
    [InlineData("NothingChangesOnError")]
    public void Works(string use) => Assert.Null(Uses.Value.GetMethod(use)!.Invoke(null, null));
}
