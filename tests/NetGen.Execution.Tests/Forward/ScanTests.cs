using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>Recurrences by hand: against the reference and finite differences, and cells beside the layers that they say again.</summary>
public sealed class ScanTests
{
    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Network, MeanSquaredErrorLoss]
        public sealed partial class Decaying
        {
            private static Tensor Forward([Shape(5, 3)] Tensor x)
            {
                var decay = Sigmoid(Parameter("decay", [7], Initializer.Normal, 0.5));
                var (last, all) = Scan(x, Fill(0, 7), (sum, step) => decay * sum + Tanh(Dense(step, 7)));
                return last + Mean(all * all, 0);
            }
        }

        // Two sequences, one of integers, a carry of two parts, outputs beside it, and a product of what is around.
        [Network, CrossEntropyLoss]
        public sealed partial class Pairs
        {
            private static Tensor Forward([Shape(4, 3)] Tensor x, [Shape(4)] IntTensor tokens, [Shape(9)] Tensor start)
            {
                var table = Parameter("table", [3, 9], Initializer.Normal, 0.5);
                var bias = Dense(start, 9);
                var ((h, c), outputs) = Scan((x, tokens), (Tanh(start), Fill(1, 2)), (carry, step) =>
                {
                    var (h, c) = carry;
                    var (features, token) = step;
                    var next = Cell(h, features) + Gather(table, token) + bias;
                    return ((Tanh(next), 0.5 * c + next[..2]), (h[^3..] * c[0], Dense(next, 2)));
                });
                return Concat([h, c, outputs.Item1[1], Mean(outputs.Item2, 0)]);

                static Tensor Cell(Tensor h, Tensor x) => Dense(h, 9) + Dense(Relu(Dense(x, 5)), 9, bias: false);
            }
        }

        // The network is fed its own outputs.
        [Network, SquaredErrorLoss]
        public sealed partial class Generator
        {
            private static Tensor Forward([Shape(6)] Tensor seed) => Scan(5, seed, x =>
            {
                var y = Dense(Tanh(Dense(x, 11)), 6);
                return (y, y[..2]);
            }).Outputs;
        }

        // One recurrence in the step of another. The input has the name of the loop's variable.
        [Network, SquaredErrorLoss]
        public sealed partial class Nested
        {
            private static Tensor Forward([Shape(3, 4, 2)] Tensor step)
            {
                return Scan(step, Fill(0, 5), (h, rows) => Scan(rows, h, Cell).Final).Final;

                static Tensor Cell(Tensor h, Tensor x) => Tanh(Dense(h, 5) + Dense(x, 5));
            }
        }
        """;

    private const string Cells = """
        using static NetGen.Layers;

        namespace Nets;

        [Network(Precision = Precision.Double), MeanSquaredErrorLoss]
        public sealed partial class SimpleLayer
        {
            private static Tensor Forward([Shape(6, 3)] Tensor x) => SimpleRnn(x, 17, returnSequences: true);
        }

        [Network(Precision = Precision.Double), MeanSquaredErrorLoss]
        public sealed partial class SimpleCell
        {
            private static Tensor Forward([Shape(6, 3)] Tensor x)
            {
                var (w, b) = (Parameter("w", [17, 3], Initializer.Normal, 0.5), Parameter("b", [17]));
                var (u, c) = (Parameter("u", [17, 17], Initializer.Normal, 0.5), Parameter("c", [17]));
                return Scan(x, Fill(0, 17), (h, step) => Tanh(Dense(step, w, b) + Dense(h, u, c))).Outputs;
            }
        }

        [Network(Precision = Precision.Double), MeanSquaredErrorLoss]
        public sealed partial class GatedLayer
        {
            private static Tensor Forward([Shape(6, 3)] Tensor x) => Gru(x, 5);
        }

        [Network(Precision = Precision.Double), MeanSquaredErrorLoss]
        public sealed partial class GatedCell
        {
            private static Tensor Forward([Shape(6, 3)] Tensor x)
            {
                var (w, b) = (Parameter("w", [15, 3], Initializer.Normal, 0.5), Parameter("b", [15]));
                var (u, c) = (Parameter("u", [15, 5], Initializer.Normal, 0.5), Parameter("c", [15]));
                return Scan(x, Fill(0, 5), (h, step) =>
                {
                    var (i, r) = (Split(Dense(step, w, b), 3), Split(Dense(h, u, c), 3));
                    var update = Sigmoid(i[1] + r[1]);
                    return (1 - update) * Tanh(i[2] + Sigmoid(i[0] + r[0]) * r[2]) + update * h;
                }).Final;
            }
        }
        """;

    private static readonly Lazy<Assembly> Networks = new(() => GeneratorHarness.Run(Source).Load());

    [Theory]
    [InlineData("Decaying")]
    [InlineData("Pairs")]
    [InlineData("Generator")]
    [InlineData("Nested")]
    public void Agree_with_the_reference_and_finite_differences(string name)
    {
        foreach (int batch in (int[])[1, 7]) ForwardTests.Check(Networks.Value, name, batch);
    }

    /// <summary>One step of one set of weights, however many steps there are: the graph has one body.</summary>
    [Fact]
    public void Weights_belong_to_all_steps()
    {
        var type = Networks.Value.GetType("Nets.Generator")!;
        var names = ((NetworkSummary)type.GetProperty("Summary")!.GetValue(null)!).Layers.Select(l => l.Name);
        Assert.Equal(["dense1", "tanh1", "dense2"], names);
    }

    [Fact]
    public void Cells_by_hand_are_the_layers()
    {
        var assembly = GeneratorHarness.Run(Cells).Load();
        Same("SimpleLayer", "SimpleCell", ["simplernn1.weight_ih_l0", "simplernn1.bias_ih_l0", "simplernn1.weight_hh_l0", "simplernn1.bias_hh_l0"]);
        Same("GatedLayer", "GatedCell", ["gru1.weight_ih_l0", "gru1.bias_ih_l0", "gru1.weight_hh_l0", "gru1.bias_hh_l0"]);

        void Same(string layer, string cell, string[] names)
        {
            var (expected, first) = Gradients(layer, names);
            var (actual, second) = Gradients(cell, ["w", "b", "u", "c"], expected.Select(p => p.ToArray()).ToArray());
            Assert.Equal(first, second, 1e-12);
            for (int i = 0; i < names.Length; i++)
            {
                double[] mine = actual[i].Gradient(), its = expected[i].Gradient();
                Assert.True(its.Max(Math.Abs) > 1e-4);
                for (int j = 0; j < mine.Length; j++) Assert.Equal(its[j], mine[j], 1e-12);
            }
        }

        ((Func<double[]> ToArray, Func<double[]> Gradient)[], double) Gradients(string name, string[] parameters, double[][]? values = null)
        {
            var type = assembly.GetType("Nets." + name, throwOnError: true)!;
            dynamic network = Activator.CreateInstance(type, 3ul)!;
            var random = new Random(5);
            var set = (ParameterSet<double>)network.Parameters;
            for (int i = 0; i < parameters.Length; i++)
                if (values is null) set[parameters[i]].CopyFrom([.. Enumerable.Range(0, set[parameters[i]].Count).Select(_ => random.NextDouble() - 0.5)]);
                else set[parameters[i]].CopyFrom(values[i]);
            var data = new Random(7);
            var batch = new Batch { Count = 3 };
            batch.Set<double>("x", Enumerable.Range(0, 3 * 18).Select(_ => data.NextDouble() - 0.5).ToArray());
            int outputs = (int)type.GetField("OutputLength")!.GetRawConstantValue()!;
            batch.Set<double>("target", Enumerable.Range(0, 3 * outputs).Select(_ => data.NextDouble() - 0.5).ToArray());
            double loss = network.ForwardBackward(network.CreatePass(3), batch);
            return ([.. parameters.Select(p => ((Func<double[]>)(() => set[p].ToArray()), (Func<double[]>)(() => set[p].GradientToArray())))], loss);
        }
    }
}
