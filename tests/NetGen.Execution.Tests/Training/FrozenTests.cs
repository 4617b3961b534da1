using System.Reflection;
using NetGen.Compiler.Lowering;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>Parts that training leaves alone: what is computed for them, and what becomes of their values.</summary>
public sealed class FrozenTests
{
    private const string Source = """
        using static NetGen.Layers;
        namespace Nets;

        [Network, Input(5)]
        [Dense(9, Frozen = true), Relu, Dense(8, Frozen = true), Tanh, Dense(7), Relu, Dense(6, Frozen = true), Tanh, Dense(3)]
        [SquaredErrorLoss]
        public sealed partial class Layered;

        [Network, CrossEntropyLoss]
        public sealed partial class Transfer
        {
            [Frozen, Dense(9), BatchNorm, Relu] private static partial Tensor Stem(Tensor x);

            private static Tensor Forward([Shape(5)] Tensor x) => Softmax(Head(Stem(x)));

            private static Tensor Head(Tensor x) => Dense(BatchNorm(Dense(x, 7)), 3);
        }

        [Network, Frozen, Input(4)]
        [Dense(6), BatchNorm, Tanh, Dense(2)]
        [SquaredErrorLoss]
        public sealed partial class Fixed;

        [Network, Frozen, SquaredErrorLoss]
        public sealed partial class FixedForward
        {
            private static Tensor Forward([Shape(4)] Tensor x) => Dense(Tanh(Dense(x, 6)), 2);
        }

        [Network, Input(5)]
        [Dense(9), BatchNorm, Relu, Dense(3)]
        [SquaredErrorLoss]
        public sealed partial class Plain;

        public static class Uses
        {
            private static float[] Noise(int count, double phase = 0) => Enumerable.Range(0, count).Select(i => (float)Math.Sin(phase + 1.7 * i)).ToArray();
            private static string? Passed(GradientReport report) => report.Passed && report.Comparisons.Any(c => Math.Abs(c.Largest) > 1e-4) ? null : report.ToString();
            private static bool Same(float[] a, float[] b) => a.AsSpan().SequenceEqual(b);

            public static string? GradientsAreRight() =>
                Passed(new Layered(1).CheckGradients(Noise(35), Noise(21, 1))) ?? Passed(new Transfer(1).CheckGradients(Noise(35), [0, 1, 2, 2, 1, 0, 1]))
                ?? Passed(new Fixed(1).CheckGradients(Noise(28), Noise(14, 1))) ?? Passed(new FixedForward(1).CheckGradients(Noise(28), Noise(14, 1)));

            /// <summary>Weights and running statistics of the frozen part stay; those of the rest move.</summary>
            public static string? DeclaredPartsStay()
            {
                var net = new Transfer(3);
                var before = net.Parameters.ToDictionary(p => p.Name, p => p.ToArray());
                net.Fit(Noise(100), Enumerable.Range(0, 20).Select(i => i % 3).ToArray(), new FitOptions { Epochs = 3, BatchSize = 5, Optimizer = new AdamW(0.01) });
                foreach (var p in net.Parameters)
                    if (Same(before[p.Name], p.ToArray()) != p.Name.StartsWith("stem.")) return p.Name;
                if (net.Clone().Parameters.Any(p => p.Frozen != (!p.IsState && p.Name.StartsWith("stem.")))) return "the clone";
                return null;
            }

            /// <summary>Frozen while the program runs, as PyTorch's requires_grad = False: weights stay, running statistics go on, and it can be thawed.</summary>
            public static string? FrozenByNameAndThawed()
            {
                var net = new Plain(3);
                float[] x = Noise(100), y = Noise(60, 1);
                var options = new FitOptions { Epochs = 2, BatchSize = 5, Optimizer = new Adam(0.01) };
                if (net.Parameters.Freeze("dense1.*") != 2 || net.Parameters.Freeze("batchnorm1.*") != 2) return "count";
                var before = net.Parameters.ToDictionary(p => p.Name, p => p.ToArray());
                net.Fit(x, y, options);
                foreach (var p in net.Parameters)
                    if (Same(before[p.Name], p.ToArray()) == (p.IsState || p.Name.StartsWith("dense2"))) return p.Name;
                if (net.Parameters["dense1.weight"].GradientToArray().All(v => v == 0)) return "its gradient is still there";
                net.Parameters.Unfreeze("*");
                net.Fit(x, y, options);
                return Same(before["dense1.weight"], net.Parameters["dense1.weight"].ToArray()) ? "not thawed" : null;
            }

            public static (string Name, Type Exception, string Says, Action Act)[] Mistakes() =>
            [
                ("thaw what the declaration froze", typeof(InvalidOperationException), "'stem.dense1.weight' of Transfer is frozen by its declaration", () => new Transfer().Parameters.Unfreeze("stem.*")),
                ("thaw one", typeof(InvalidOperationException), "no code for its gradient", () => new Transfer().Parameters["stem.dense1.bias"].Frozen = false),
                ("no such name", typeof(ArgumentException), "matches 'stam.*'", () => new Transfer().Parameters.Freeze("stam.*")),
                ("nothing left to train", typeof(InvalidOperationException), "All parameters of Plain are frozen", () =>
                {
                    var net = new Plain();
                    net.Parameters.Freeze("*");
                    net.Fit(Noise(10), Noise(6));
                }),
                ("a network that is frozen as a whole", typeof(InvalidOperationException), "All parameters of Fixed are frozen", () => new Fixed().Fit(Noise(8), Noise(4))),
            ];

            public static string? UnfreezingAllLeavesTheDeclaredOnes()
            {
                var net = new Transfer();
                net.Parameters.Freeze("*");
                return net.Parameters.Unfreeze("*") == 6 && net.Parameters["stem.dense1.weight"].Frozen && !net.Parameters["head1.dense1.weight"].Frozen ? null : "frozen";
            }
        }
        """;

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorHarness.Run(Source));
    private static readonly Lazy<Type> Uses = new(() => Run.Value.Load().GetType("Nets.Uses", throwOnError: true)!);

    [Theory]
    [InlineData("GradientsAreRight")]
    [InlineData("DeclaredPartsStay")]
    [InlineData("FrozenByNameAndThawed")]
    [InlineData("UnfreezingAllLeavesTheDeclaredOnes")]
    public void Works(string use) => Assert.Null(Uses.Value.GetMethod(use)!.Invoke(null, null));

    [Fact]
    public void MistakesAreToldBeforeAnythingChanges()
    {
        foreach (var (name, exception, says, act) in ((string, Type, string, Action)[])Uses.Value.GetMethod("Mistakes")!.Invoke(null, null)!)
        {
            var thrown = Record.Exception(act);
            Assert.True(thrown is not null && thrown.GetType() == exception && thrown.Message.Contains(says, StringComparison.Ordinal), $"{name}: {thrown}");
        }
    }

    /// <summary>No gradients of frozen weights, and below the lowest trained layer only what the gradient of the input needs.</summary>
    [Fact]
    public void TheBackwardPassOfFrozenLayersIsLeftOut()
    {
        var program = Compiled.Program(Run.Value, "Layered", "step");
        Assert.Equal(2, program.Calls.OfType<ProductCall>().Count(c => c.Kind == LoweredKind.WeightGradient));

        // Through the last layer and the frozen one before it, for the third layer's weights; through three more only for the input.
        var gradients = program.Calls.OfType<ProductCall>().Where(c => c.Kind == LoweredKind.InputGradient).ToArray();
        Assert.Equal([Need.Parameters, Need.Parameters, 0, 0, 0], gradients.Select(c => c.Needs & (Need.Parameters | Need.Always)));
        Assert.All(gradients[2..], c => Assert.Equal(Need.Column(0), c.Needs));
    }

    [Fact]
    public void AFrozenStackIsInferenceAndHasNoGradients()
    {
        var program = Compiled.Program(Run.Value, "Transfer", "stepIndices");
        Assert.Equal(2, program.Calls.OfType<ProductCall>().Count(c => c.Kind == LoweredKind.WeightGradient));
        Assert.DoesNotContain(program.Function.Outputs, o => o.Name.StartsWith("stem.", StringComparison.Ordinal));

        // One normalisation takes statistics of the batch and writes them; the other reads its states.
        Assert.Equal(2, program.Function.OutputsOf(Compiler.Graph.OutputRole.State).Count());
        Assert.Equal(["Dense and bias", "Map", "Map", "Dense and bias", "Columns"], Compiled.Kinds(program).Take(5));
    }

    [Fact]
    public void AFrozenNetworkHasGradientsOfItsInputOnly()
    {
        foreach (string name in (string[])["Fixed", "FixedForward"])
        {
            var program = Compiled.Program(Run.Value, name, "step");
            Assert.DoesNotContain(program.Calls.OfType<ProductCall>(), c => c.Kind == LoweredKind.WeightGradient);
            Assert.Contains(program.Calls.OfType<ProductCall>(), c => c.Kind == LoweredKind.InputGradient);
        }
    }
}
