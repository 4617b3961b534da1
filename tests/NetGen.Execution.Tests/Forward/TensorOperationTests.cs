using System.Reflection;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Forward;

/// <summary>
/// Every operation of tensors, compiled and run: values and gradients against the reference interpreter, and that against finite differences.
/// Each has a parameter before it, so that its gradient is used.
/// </summary>
public sealed class TensorOperationTests
{
    private const string Source = """
        using static NetGen.Layers;

        namespace Nets;

        [Blocks]
        public static class Make
        {
            public static Tensor Vary(Tensor x) => x + Parameter("shift", x.Shape.ToArray(), Initializer.Normal, 0.3);
            public static Tensor Join(params Tensor[] values) => Concat([.. values.Select(v => Flatten(v))]);
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Arithmetic
        {
            private static Tensor Forward([Shape(3, 4)] Tensor x, [Shape(4)] Tensor row, [Shape(3, 1)] Tensor column, [Shape(1)] Tensor one, [Shape] Tensor number, [PerBatch, Shape(3, 4)] Tensor every)
            {
                var v = Make.Vary(x);
                return Make.Join(v + row, v - column, row - v, v * one, v / (column + 3), 2 / (v + 4), -v, +v, number * v, v * every, column * row, row + 0.5, 1 - number, v * v, v * 2 - 3);
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Functions
        {
            private static Tensor Forward([Shape(3, 5)] Tensor x, [Shape(5)] Tensor y)
            {
                var v = Make.Vary(x);
                var p = Square(v) + 0.5;
                return Make.Join(
                    Exp(v), Log(p), Log1p(p), Sqrt(p), Abs(v), Sin(v), Cos(v), Sign(v), Floor(3 * v), Erf(v), Power(p, 1.5), Power(v, 3), Clip(v, -0.4, 0.3),
                    Maximum(v, y), Minimum(y, v), Maximum(v, 0.1), Where(v > y, v * 2, y), Where(y <= 0, v, 1), (v < y) * v, (v >= 0.2) * y, Equal(Floor(v), Floor(y)) * v,
                    Fill(2, 3, 5) * v, Constant(new[] { 1, 2, 3, 4, 5 }) * v, Constant(new[] { 0.5, -1, 2 }, [3, 1]) * v, Constant(new[] { 1f, 2f }));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Reductions
        {
            private static Tensor Forward([Shape(3, 2, 5)] Tensor x)
            {
                var v = Make.Vary(x);
                return Make.Join(
                    Sum(v), Sum(v, 0), Sum(v, -1, keep: true), Sum(v, [0, 2]), Mean(v), Mean(v, 1), Mean(v, [0, 1], keep: true), Max(v), Max(v, 0), Max(v, [1, 2]), Min(v), Min(v, -1),
                    Min(v, [0, 1]), Variance(v), Variance(v, 0), Variance(v, [1, 2], keep: true), Softmax(v, 0), Softmax(v, 1), Softmax(v, 2), LogSoftmax(v), LogSoftmax(v, 0), LogSumExp(v, 1),
                    LogSumExp(v, 2, keep: true), L2Normalize(v), L2Normalize(v, 0), ArgMax(v), ArgMax(v, 0) * Sum(v, 0), v - BatchMean(v), BatchSum(Square(v)) * v, v / Sum(Square(v) + 0.5, 2, keep: true));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Rearranged
        {
            private static Tensor Forward([Shape(4, 3, 2)] Tensor x)
            {
                var v = Make.Vary(x);
                var parts = Split(v, 2, axis: 0);
                var (a, b) = (Split(v, [1, 2, 1], axis: 0)[1], Split(v, 3, axis: 1)[2]);
                return Make.Join(
                    Transpose(v), Transpose(v, 2, 0, 1), Transpose(v, 1, 0, 2) * 2, Reshape(v, 6, 4), Flatten(v), v[0], v[^1], v[1..3], v[.., 1], v[.., ..2, ^1], v[1..^1, 0], v[2, 1, 0], v[^2.., .., 0..1],
                    parts[0] * parts[1], a * a, b, Concat([v, v * v], 0), Concat([v, a, v], axis: 0), Concat([v, v[.., 0..1]], 1), Concat([v, -v]), Stack([v, v * 3]), Stack([v[0], v[1], Tanh(v[2])], axis: 1), Stack([v, v], -1),
                    Pad(v, 0, 1, 2), Pad(v, -1, 0, 3, value: 0.5), Squeeze(ExpandDims(v, 1), 1), ExpandDims(v[0], -1) * v[0][0], BroadcastTo(v[.., 0..1], 4, 3, 2), BroadcastTo(Sum(v, [0, 1]), 3, 2), Sum(Pad(Transpose(v)[0, 1..], 1, 1, 1) * 2, 0));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Products
        {
            private static Tensor Forward([Shape(3, 4)] Tensor a, [Shape(4, 5)] Tensor b, [Shape(4)] Tensor row, [PerBatch, Shape(4, 3)] Tensor every, [Shape(2, 5, 4)] Tensor heads)
            {
                var v = Make.Vary(a);
                var w = Parameter("w", [5, 4], Initializer.Normal, 0.5);
                return Make.Join(
                    MatMul(v, b), MatMul(v, row), MatMul(row, b), MatMul(row, row * 2), MatMul(v, every), MatMul(every, v), MatMul(v, Transpose(v)), MatMul(Transpose(v), v), MatMul(v, Transpose(w)), MatMul(w, b),
                    MatMul(heads, Transpose(v)), MatMul(heads, Transpose(heads)), MatMul(Softmax(MatMul(heads, Transpose(heads, 0, 2, 1)), 2), heads), Dense(v, w), Dense(row, w, bias: Parameter("offset", [5])), MatMul(w, Transpose(w)));
            }
        }

        [Network, SquaredErrorLoss]
        public sealed partial class Rows
        {
            private static Tensor Forward([Shape(6)] IntTensor words, IntTensor kind, [Shape(2, 3)] IntTensor grid, [Shape(3, 2)] Tensor table)
            {
                var weights = Parameter("weights", [3, 4], Initializer.Normal, 0.5);
                var rows = Gather(weights, words);
                return Make.Join(
                    rows * OneHot(kind, 4), Gather(weights, kind), Gather(weights, grid), Gather(table, words) * Sum(weights), MatMul(OneHot(grid, 3), weights), Mean(rows, 0), Equal(kind, 1) * rows[0], (Tensor)kind * 0.5 + Sum(rows));
            }
        }
        """;

    private static readonly Lazy<GeneratorRun> Run = new(() => GeneratorHarness.Run(Source));

    private static readonly Lazy<Assembly> Hardware = new(() => Run.Value.Load()), Narrow = new(() => Run.Value.Load(VectorPath.V128));

    [Theory]
    [InlineData("Arithmetic")]
    [InlineData("Functions")]
    [InlineData("Reductions")]
    [InlineData("Rearranged")]
    [InlineData("Products")]
    [InlineData("Rows")]
    public void MatchTheReference(string name)
    {
        foreach (int batch in (int[])[1, 7]) ForwardTests.Check(Hardware.Value, name, batch);
        ForwardTests.Check(Narrow.Value, name, 3);
    }
}
