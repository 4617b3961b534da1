using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Tensor functions compiled, with their gradients, against the reference: sizes around the widths of vectors, every width.</summary>
public class TensorProgramTests
{
    private static readonly Dictionary<string, Func<GraphNetwork, int>> Networks = new()
    {
        ["permute"] = n => n.Builder.Map(v => Scalar.Tanh(v[0]) * v[1], n.Builder.Permute(n.Input(17, 3)), n.Input(3, 17)),
        ["permute three"] = n => n.Builder.Permute(n.Builder.Map(v => v[0] * v[0], n.Input(3, 5, 16)), 2, 0, 1),
        ["permute parameter"] = n => n.Builder.Map(v => v[0] * v[1], n.Input(31, 3), n.Builder.Permute(n.Parameter(3, 31))),
        ["permute one"] = n => n.Builder.Permute(n.Builder.Map(v => v[0] * v[0], n.Input(1, 5, 1)), 1, 0, 2),
        ["slice"] = n => n.Builder.Map(v => Scalar.Sigmoid(v[0]), n.Builder.SliceBy(n.Input(7, 33), AxisSlice.Range(2, false, 1, true), AxisSlice.Range(3, false, 20, false))),
        ["index"] = n => n.Builder.Map(v => v[0] * v[0], n.Builder.SliceBy(n.Input(3, 17), AxisSlice.Index(1, true))),
        ["index columns"] = n => n.Builder.Map(v => v[0] * v[0], n.Builder.SliceBy(n.Input(17, 3), AxisSlice.All, AxisSlice.Index(1))),
        ["gate"] = n =>
        {
            int[] halves = n.Builder.Split(n.Builder.Map(v => 2 * v[0] + 1, n.Input(34)), 2);
            return n.Builder.Map(v => v[0] * Scalar.Sigmoid(v[1]), halves);
        },
        ["concat"] = n =>
        {
            int x = n.Input(17), y = n.Input(3);
            return n.Builder.Concat([n.Builder.Map(v => Scalar.Tanh(v[0]), x), y, x, n.Parameter(5)]);
        },
        ["concat rows"] = n => n.Builder.Map(v => v[0] * v[0], n.Builder.Concat([n.Input(2, 9), n.Input(3, 9), n.Input(1, 9)], 0)),
        ["concat of one"] = n => n.Builder.Concat([n.Input(1), n.Builder.Map(v => v[0] * v[0], n.Input(1))]),
        ["stack"] = n => n.Builder.Stack([n.Input(5), n.Builder.Map(v => v[0] * v[0], n.Input(5)), n.Parameter(5)], -1),
        ["concat of products"] = n =>
        {
            int x = n.Input(20);
            int y = n.Builder.Map(v => Scalar.Max(v[0] + v[1], 0), n.Builder.Dense(x, n.Parameter(17, 20)), n.Parameter(17));
            return n.Builder.Dense(n.Builder.Concat([x, y]), n.Parameter(3, 37));
        },
        ["split, product, join"] = n =>
        {
            int[] parts = n.Builder.Split(n.Input(3, 18), 2);
            int w = n.Parameter(5, 9);
            return n.Builder.Concat([n.Builder.Dense(parts[0], w), n.Builder.Map(v => Scalar.Tanh(v[0]), n.Builder.Dense(parts[1], w))], 0);
        },
        ["pad"] = n => n.Builder.Map(v => v[0] * v[0], n.Builder.PadBy(n.Input(3, 17), [1, 0], [2, 3], 0.5)),
        ["reshape of slices"] = n =>
        {
            int x = n.Builder.ReshapeTo(n.Input(4, 18), 4, 3, 6);
            return n.Builder.ReshapeTo(n.Builder.Permute(n.Builder.SliceBy(x, AxisSlice.All, AxisSlice.Index(1))), -1);
        },
        ["reduce a view"] = n => n.Builder.SoftmaxOver(n.Builder.Permute(n.Input(17, 3)), 0),
        ["reductions"] = n =>
        {
            int x = n.Input(3, 17, 2);
            return n.Builder.Map(v => v[0] * v[1] + v[2] * v[3], n.Builder.VarianceOver(x, [1], true), n.Builder.MeanOver(x, [0, 2], true), n.Builder.MinOver(x, [2], true), n.Builder.MaxOver(x, null, true));
        },
        ["along an axis"] = n =>
        {
            int x = n.Input(5, 17);
            return n.Builder.Map(v => v[0] + v[1] * v[2] + v[3], n.Builder.SoftmaxOver(x, 0), n.Builder.LogSoftmaxOver(x), n.Builder.L2Normalize(x, 0), n.Builder.LogSumExpOver(x, 0));
        },
        ["arg max"] = n => n.Builder.Map(v => v[0] + v[1], n.Builder.ArgMax(n.Input(5, 17), 1), n.Builder.ArgMax(n.Input(17, 5), 0)),
        ["one-hot"] = n => n.Builder.Map(v => v[0] * v[1], n.Builder.OneHot(n.Integers(17, 3), 17), n.Input(3, 17)),
        ["embedding"] = n => n.Builder.MeanOver(n.Builder.Map(v => Scalar.Tanh(v[0]), n.Builder.Gather(n.Parameter(5, 17), n.Integers(5, 4))), [0]),
        ["embedding of one"] = n => n.Builder.Gather(n.Parameter(5, 3), n.Integers(7)),
        ["rows of a sample"] = n => n.Builder.Gather(n.Builder.Map(v => v[0] * v[0], n.Input(5, 3, 2)), n.Integers(5, 2, 3)),
        ["rows by a part"] = n => n.Builder.Gather(n.Parameter(5, 3), n.Builder.SliceBy(n.Integers(5, 6), AxisSlice.Range(1, false, 2, true))),
        ["tied embedding"] = n =>
        {
            int table = n.Parameter(17, 5), tokens = n.Integers(17, 3);
            return n.Builder.Dense(n.Builder.Map(v => Scalar.Tanh(v[0]), n.Builder.Gather(table, tokens)), table);
        },
        ["computed weights"] = n =>
        {
            int w = n.Parameter(17, 5);
            int normal = n.Builder.L2Normalize(w, 1);
            int y = n.Builder.Dense(n.Builder.Map(v => v[0] + v[1], n.Input(3, 5), n.Builder.MeanOver(w, [0])), normal);
            return n.Builder.MatMul(n.Builder.Map(v => v[0] * v[0], y), n.Builder.Map(v => Scalar.Exp(v[0]), w));
        },
        ["shared weights"] = n =>
        {
            // An autoencoder with tied weights, and a penalty that must not see the padding of panels.
            int w = n.Parameter(17, 5), x = n.Input(5);
            int y = n.Builder.MatMul(n.Builder.Dense(x, w), w);
            return n.Builder.Map(v => v[0] + v[1] + v[2], y, n.Builder.SumOver(n.Builder.Map(v => Scalar.Exp(v[0]), w)), n.Builder.MaxOver(w));
        },
        ["transposed weights"] = n =>
        {
            int w = n.Parameter(17, 5);
            return n.Builder.MatMul(n.Builder.MatMul(n.Input(3, 5), n.Builder.Permute(w)), n.Builder.Map(v => 2 * v[0], w));
        },
        ["residual"] = n =>
        {
            int x = n.Input(17);
            int y = n.Builder.Map(v => Scalar.Max(v[0] + v[1], 0), n.Builder.Dense(x, n.Parameter(33, 17)), n.Parameter(33));
            int z = n.Builder.Map(v => v[0] + v[1], n.Builder.Dense(y, n.Parameter(17, 33)), n.Parameter(17));
            return n.Builder.Map(v => Scalar.Tanh(v[0]), n.Builder.Map(v => v[0] + v[1], z, x));
        },
        ["residual rows"] = n =>
        {
            int x = n.Input(3, 5);
            int y = n.Builder.Map(v => v[0] * v[1] + v[0], n.Builder.Dense(x, n.Parameter(5, 5)), x);
            return n.Builder.Dense(n.Builder.Map(v => v[0] + Scalar.Sigmoid(v[1]), y, n.Builder.Dense(y, n.Parameter(5, 5))), n.Parameter(1, 5));
        },
        ["where"] = n =>
        {
            int x = n.Input(3, 17), y = n.Input(17);
            return n.Builder.Where(n.Builder.Less(x, y), n.Builder.Clip(x, -0.5, 0.4), n.Builder.Maximum(y, n.Builder.Minimum(x, n.Parameter())));
        },
        ["normal"] = n => n.Builder.Map(v => v[0] + v[1] * v[2], n.Input(17), n.Builder.RandomNormal(0, 1, new Shape(17)), n.Parameter(17)),
        ["batch mean"] = n =>
        {
            int x = n.Input(3, 17);
            return n.Builder.Map(v => v[0] * v[1], x, n.Builder.BatchMean(n.Builder.Map(v => Scalar.Exp(v[0]), x)));
        },
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Functions_agree_with_the_reference(string name)
    {
        int index = Array.IndexOf([.. Networks.Keys], name);
        GraphNetwork.Check(name, Networks[name], new[] { 512, 256, 128, 0, 256 }[index % 5], wide: index % 3 == 0);
    }

    public static TheoryData<int, int, int> Sizes => new() { { 1, 1, 1 }, { 3, 17, 31 }, { 17, 3, 1 }, { 1, 16, 17 }, { 31, 1, 3 }, { 16, 8, 16 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_of_matrices_agree_with_the_reference(int m, int k, int n)
    {
        // Each operand plain and transposed: four products.
        GraphNetwork.Check(
            $"{m} x {k} x {n}",
            g =>
            {
                int a = g.Input(m, k), b = g.Input(k, n), c = g.Builder.Permute(g.Input(k, m)), d = g.Builder.Permute(g.Input(n, k));
                return g.Builder.Map(v => Scalar.Tanh(v[0]) + v[1] * v[2] + v[3], g.Builder.MatMul(a, b), g.Builder.MatMul(a, d), g.Builder.MatMul(c, b), g.Builder.MatMul(c, d));
            },
            new[] { 256, 512, 128, 0 }[(m + k + n) % 4], wide: m == 16, counts: [1, 3]);
    }

    [Fact]
    public void Attention_agrees_with_the_reference() => GraphNetwork.Check(
        "attention",
        g =>
        {
            const int Time = 6, Heads = 2, Size = 8;
            var b = g.Builder;
            int x = g.Input(Time, Heads * Size);
            int[] parts = b.Split(b.ReshapeTo(b.Dense(x, g.Parameter(3 * Heads * Size, Heads * Size)), Time, 3, Heads, Size), 3, axis: 1);
            int[] heads = parts.Select(p => b.Permute(b.Squeeze(p, 1), 1, 0, 2)).ToArray();
            int scores = b.Map(v => v[0] / Math.Sqrt(Size), b.MatMul(heads[0], b.Permute(heads[1])));
            int mixed = b.MatMul(b.SoftmaxOver(scores), heads[2]);
            return b.Dense(b.ReshapeTo(b.Permute(mixed, 1, 0, 2), Time, Heads * Size), g.Parameter(5, Heads * Size));
        },
        256);

    [Fact]
    public void A_matrix_of_the_network_multiplies_from_both_sides() => GraphNetwork.Check(
        "mixer",
        g =>
        {
            int x = g.Input(5, 17), mix = g.Parameter(3, 5), features = g.Parameter(17, 4);
            return g.Builder.MatMul(g.Builder.MatMul(mix, x), features);
        },
        256);
}
