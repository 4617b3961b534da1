using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>Networks with Forward methods, compiled and run: against the reference interpreter, and that against finite differences.</summary>
public sealed class ForwardTests
{
    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Network, CrossEntropyLoss]
        public sealed partial class Residual
        {
            [Dense(19), Relu] private static partial Tensor Stem(Tensor x);

            private static Tensor Forward([Shape(5)] Tensor features)
            {
                var x = Stem(features);
                for (int i = 0; i < 3; i++) x = Block(x, 17 + i);
                return Softmax(Dense(x, 4));
            }

            private static Tensor Block(Tensor x, int units) => Relu(x + Dense(BatchNorm(Relu(Dense(x, units))), x.Shape[^1]));
        }

        [Network]
        public sealed partial class Siamese
        {
            [Shared] private static Tensor Embed(Tensor x) => L2Normalize(Dense(Tanh(Dense(x, 9)), 3));

            private static Tensor Forward([Shape(6)] Tensor left, [Shape(6)] Tensor right) => Sum(Square(Embed(left) - Embed(right)));

            [Loss] private static Tensor Contrastive(Tensor output, [Shape] Tensor same)
                => same * output + (1 - same) * Square(Maximum(1 - Sqrt(output + 1e-3), 0));
        }

        [Network]
        public sealed partial class Vae
        {
            private static (Tensor reconstruction, Tensor mean, Tensor logVariance) Forward([Shape(7)] Tensor x)
            {
                var hidden = Tanh(Dense(x, 11));
                var mean = Dense(hidden, 2);
                var logVariance = Dense(hidden, 2);
                var z = IsTraining ? mean + Exp(0.5 * logVariance) * RandomNormal(2) : mean;
                return (Decode(z), mean, logVariance);
            }

            [Entry] private static Tensor Decode([Shape(2)] Tensor z) => Sigmoid(Dense(Tanh(Dense(z, 11)), 7));

            [Loss]
            private static (Tensor error, Tensor divergence) Loss(Tensor reconstruction, Tensor x, Tensor mean, Tensor logVariance, [Hyperparameter(0.5)] Tensor beta) =>
                (Sum(Square(reconstruction - x)), beta * -0.5 * Sum(1 + logVariance - Square(mean) - Exp(logVariance)));
        }

        [Network, SquaredErrorLoss, L2(0.01)]
        public sealed partial class Mixed
        {
            [Elementwise] private static float Swish(float x) => x / (1 + MathF.Exp(-x));

            private static Tensor Forward([Shape(4)] Tensor x, IntTensor token, [PerBatch, Shape(3)] Tensor shift, [Hyperparameter(2)] Tensor scale)
            {
                var table = Parameter("table", [5, 3], Initializer.Normal, 0.5);
                var y = Map(Swish, Dense(x, 3)) + Gather(table, token);
                var counter = State("counter", []);
                counter.Value = counter.Value + 1;
                return Softmax(y * scale + shift, 0) + Mean(Map((a, b) => a > b ? a * b : 0.1f * a, y, y - 1));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Moves
        {
            private static Tensor Forward([Shape(3, 4)] Tensor a, [Shape(4, 2)] Tensor b)
            {
                var w = Parameter("w", [2, 3], Initializer.Normal, 0.5);
                var c = MatMul(a, b);
                var joined = Concat([c, Transpose(Concat([b, b[1..3] * 2], 0))[..2].Shape[0] == 2 ? c * c : c], axis: 0);
                var stacked = Stack([c[0], c[^1], Tanh(c[1])], axis: 1);
                var (left, right) = (Split(a, 2)[0], Split(a, 2)[1]);
                var padded = Pad(MatMul(Transpose(left), right), axis: 0, before: 1, after: 2);
                return Concat([Flatten(joined), Flatten(stacked), Flatten(padded), Flatten(MatMul(w, a)), Flatten(MatMul(a, Transpose(MatMul(w, a))))]);
            }
        }

        [Blocks]
        public static partial class Common
        {
            [Dense(9), Tanh, Dense(7)] public static partial Tensor Features(Tensor x);
        }

        [Network, Input(4), Stack(typeof(Common), nameof(Common.Features)), Apply(nameof(Swish)), Dense(2), SquaredErrorLoss]
        public sealed partial class Stacked
        {
            [Elementwise] private static float Swish(float x) => x / (1 + MathF.Exp(-x));
        }

        [Network]
        public sealed partial class TwoLosses
        {
            private static (Tensor made, Tensor judged) Forward([Shape(3)] Tensor z)
            {
                var made = Common.Features(z);
                return (made, Dense(Tanh(Dense(made, 5)), 1));
            }

            [Loss] private static Tensor Fooled(Tensor judged) => Square(judged[0] - 1);

            [Loss] private static Tensor Likeness(Tensor made, [Shape(7)] Tensor real) => 0.5 * Sum(Square(made - real));
        }

        [Network, MeanSquaredErrorLoss]
        public sealed partial class Shapes
        {
            private static Tensor Forward([Shape(3, 4)] Tensor a)
            {
                var b = Dense(a, 5, bias: false);
                var scores = MatMul(a, Reshape(Dense(Flatten(a), 8), 4, 2));
                var (first, rest) = (Max(b, 0), Variance(b, [0], keep: true));
                return LogSoftmax(first * Reshape(rest, 5)) + Sum(scores) + Mean(Min(a, -1));
            }
        }
        """;

    private static Assembly Load(string source) => GeneratorHarness.Run(source).Load();

    private static readonly Lazy<Assembly> Hardware = new(() => Load(Source));

    [Theory]
    [InlineData("Residual")]
    [InlineData("Siamese")]
    [InlineData("Vae")]
    [InlineData("Mixed")]
    [InlineData("Shapes")]
    [InlineData("Moves")]
    [InlineData("Stacked")]
    [InlineData("TwoLosses")]
    public void MatchesTheReference(string name)
    {
        foreach (int batch in (int[])[2, 13]) Check(Hardware.Value, name, batch);
    }

    internal static void Check(Assembly assembly, string name, int batch)
    {
        var type = assembly.GetType("Nets." + name, throwOnError: true)!;
        object network = Activator.CreateInstance(type, 7ul)!;
        var data = MakeBatch(type, batch);
        var report = (GradientReport)type.GetMethod("CheckGradients", [typeof(Batch)])!.Invoke(network, [data])!;
        Assert.True(report.Passed, $"{name}, batch {batch}\n{report}");
        Assert.NotEmpty(report.Comparisons);
        Assert.True(report.Comparisons.Sum(c => Math.Abs(c.Largest)) > 0, $"{name}: all gradients are zero\n{report}");
    }

    private static Batch MakeBatch(Type type, int count)
    {
        var signature = (NetworkSignature)type.GetProperty("Signature")!.GetValue(null)!;
        var random = new Random(11);
        var batch = new Batch { Count = count };
        foreach (var column in signature.Columns)
            if (column.AcceptsIndices) batch.Set<int>(column.Name, Enumerable.Range(0, column.Kind == ColumnKind.Input ? count * column.Length : count).Select(_ => random.Next(3)).ToArray());
            else batch.Set<float>(column.Name, Enumerable.Range(0, count * column.Length).Select(_ => (float)random.NextDouble() * 2 - 1).ToArray());
        batch.Set<float>("shift", new[] { 0.1f, -0.2f, 0.3f });
        batch.Set<float>("every", Enumerable.Range(0, 12).Select(i => (float)Math.Sin(i)).ToArray());
        return batch;
    }
}
