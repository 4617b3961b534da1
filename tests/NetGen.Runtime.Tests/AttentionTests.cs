using System.Numerics;
using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;

/// <summary>The kernels of attention in each width of vectors, whatever the machine has; what they compute is proven beside the reference by the execution tests.</summary>
public sealed class AttentionTests
{
    /// <summary>Each width of vectors by itself, whatever the machine has, over strided rows with other values between them.</summary>
    [Theory]
    [InlineData(1, 1, 1, 1, false), InlineData(7, 7, 3, 5, true), InlineData(5, 19, 32, 16, false), InlineData(33, 33, 16, 32, true), InlineData(70, 70, 8, 8, true)]
    public void Every_width_gives_the_same(int queries, int keys, int size, int width, bool causal)
    {
        foreach (int length in new[] { keys, keys / 2, 0 })
        {
            var shape = new AttentionShape(2, queries, keys, size, width, 0.4) { Causal = causal, MasksQueries = causal };
            double[][] wide = Run<Simd128<double>, double>(shape, length);
            Close(wide, Run<Simd256<double>, double>(shape, length), 1e-12);
            Close(wide, Run<Simd512<double>, double>(shape, length), 1e-12);
            Close(wide, Run<Simd128<float>, float>(shape, length), 1e-4);
            Close(wide, Run<Simd256<float>, float>(shape, length), 1e-4);
            Close(wide, Run<Simd512<float>, float>(shape, length), 1e-4);
        }
    }

    private static double[][] Run<V, T>(AttentionShape shape, int length)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Gap = 3;
        const double Untouched = 77;
        var random = new Random(1);
        int row = 2 * shape.Size + Gap, wide = 2 * shape.Width + Gap;
        T[] Numbers(int rows, int stride) => [.. Enumerable.Range(0, rows * stride).Select(_ => T.CreateTruncating((float)(random.NextDouble() * 2 - 1)))];
        T[] Empty(int rows, int stride) => [.. Enumerable.Repeat(T.CreateTruncating(Untouched), rows * stride)];
        T[] q = Numbers(shape.Queries, row), k = Numbers(shape.Keys, row), v = Numbers(shape.Keys, wide), dy = Numbers(shape.Queries, wide);
        T[] y = Empty(shape.Queries, wide), dq = Empty(shape.Queries, row), dk = Empty(shape.Keys, row), dv = Empty(shape.Keys, wide);
        Attention.Forward<V, T>(ref q[0], row, ref k[0], row, ref v[0], wide, length, ref y[0], wide, shape);
        Attention.Gradient<V, T>(
            new Attention.GradientRows<T>
            {
                Q = ref q[0], K = ref k[0], V = ref v[0], Dy = ref dy[0], Dq = ref dq[0], Dk = ref dk[0], Dv = ref dv[0], QRow = row, KRow = row, VRow = wide, DyRow = wide, DqRow = row,
                DkRow = row, DvRow = wide,
            },
            length, shape);
        double[][] results = [.. new[] { y, dq, dk, dv }.Select(r => Array.ConvertAll(r, double.CreateTruncating))];

        // What lies between the rows is others'.
        foreach (var (values, stride) in new[] { (results[0], wide), (results[1], row), (results[2], row), (results[3], wide) })
            for (int i = 0; i < values.Length; i++) Assert.Equal(i % stride >= stride - Gap, values[i] == Untouched);
        return results;
    }

    private static void Close(double[][] expected, double[][] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            for (int j = 0; j < expected[i].Length; j++) Assert.Equal(expected[i][j], actual[i][j], tolerance);
    }
}
