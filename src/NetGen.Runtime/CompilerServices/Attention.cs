using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: attention head by head, a block of queries at a time, whose weights stay in the cache: nothing of the size queries x keys is kept. The gradient computes the weights
/// again (Dao et al., "FlashAttention", 2022, without its blocks of keys: all keys of a head are in the L2 cache). What one sample gives hangs on that sample alone.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class Attention
{
    /// <summary>Weights of a block of queries: 16 KB in single precision, so that those of the gradient's two products are in the L1 cache or close to it.</summary>
    private const int BlockLength = 4096;

    /// <summary>y = softmax(scale q k') v for each sample and head.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TLength">The type of the lengths.</typeparam>
    /// <param name="q">The first query.</param>
    /// <param name="qs">Distances of queries.</param>
    /// <param name="k">The first key.</param>
    /// <param name="ks">Distances of keys.</param>
    /// <param name="v">The first value.</param>
    /// <param name="vs">Distances of values.</param>
    /// <param name="lengths">How many keys of each sample count; a null reference where all do.</param>
    /// <param name="lengthStep">From a sample's length to the next.</param>
    /// <param name="y">The first result.</param>
    /// <param name="ys">Distances of results.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="samples">Samples.</param>
    public static void Forward<T, TLength>(
        ref T q, RowLayout qs, ref T k, RowLayout ks, ref T v, RowLayout vs, ref TLength lengths, int lengthStep, ref T y, RowLayout ys, in AttentionShape shape, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLength : unmanaged, INumberBase<TLength> =>
        Forward(ref q, qs, ref k, ks, ref v, vs, ref lengths, lengthStep, ref y, ys, shape, samples, ref Unsafe.NullRef<T>(), 0);

    /// <summary>The same with dropout of the weights.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
    /// <typeparam name="TLength">The type of the lengths.</typeparam>
    /// <param name="q">The first query.</param>
    /// <param name="qs">Distances of queries.</param>
    /// <param name="k">The first key.</param>
    /// <param name="ks">Distances of keys.</param>
    /// <param name="v">The first value.</param>
    /// <param name="vs">Distances of values.</param>
    /// <param name="lengths">How many keys of each sample count; a null reference where all do.</param>
    /// <param name="lengthStep">From a sample's length to the next.</param>
    /// <param name="y">The first result.</param>
    /// <param name="ys">Distances of results.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="noise">Two random numbers a sample, which what is dropped is drawn from.</param>
    /// <param name="noiseStep">From a sample's numbers to the next.</param>
    public static void Forward<T, TLength>(
        ref T q, RowLayout qs, ref T k, RowLayout ks, ref T v, RowLayout vs, ref TLength lengths, int lengthStep, ref T y, RowLayout ys, in AttentionShape shape, int samples,
        ref T noise, int noiseStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLength : unmanaged, INumberBase<TLength>
    {
        for (int sample = 0; sample < samples; sample++)
        {
            int length = LengthOf(ref lengths, lengthStep, sample, shape);
            ref T query = ref Unsafe.Add(ref q, (nint)sample * qs.Sample), key = ref Unsafe.Add(ref k, (nint)sample * ks.Sample), value = ref Unsafe.Add(ref v, (nint)sample * vs.Sample);
            ref T result = ref Unsafe.Add(ref y, (nint)sample * ys.Sample);
            var own = OfSample(shape, ref noise, noiseStep, sample);
            if (Vector512.IsHardwareAccelerated) Forward<Simd512<T>, T>(ref query, qs.Row, ref key, ks.Row, ref value, vs.Row, length, ref result, ys.Row, own);
            else if (Vector256.IsHardwareAccelerated) Forward<Simd256<T>, T>(ref query, qs.Row, ref key, ks.Row, ref value, vs.Row, length, ref result, ys.Row, own);
            else Forward<Simd128<T>, T>(ref query, qs.Row, ref key, ks.Row, ref value, vs.Row, length, ref result, ys.Row, own);
        }
    }

    /// <summary>The heads of one sample.</summary>
    internal static void Forward<V, T>(ref T q, nint qRow, ref T k, nint kRow, ref T v, nint vRow, int length, ref T y, nint yRow, in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int queries = shape.MasksQueries ? Math.Min(shape.Queries, length) : shape.Queries, block = Block<V, T>(shape);
        if (length == 0) queries = 0;
        nint keys = Up<V, T>(length), width = Up<V, T>(shape.Width);
        bool packs = width != shape.Width;
        ref T turned = ref Scratch.Of<T>(0, shape.Size * keys + block * keys + (packs ? (length + block) * width : 0));
        ref T weights = ref Unsafe.Add(ref turned, shape.Size * keys), values = ref Unsafe.Add(ref weights, block * keys), results = ref Unsafe.Add(ref values, length * width);
        Zero(ref y, yRow, queries, shape.Queries, shape.Heads * shape.Width);
        for (int head = 0; head < shape.Heads && queries > 0; head++)
        {
            ref T query = ref Unsafe.Add(ref q, head * shape.Size), result = ref Unsafe.Add(ref y, head * shape.Width);
            Turn<V, T>(ref Unsafe.Add(ref k, head * shape.Size), kRow, length, shape.Size, ref turned, keys);
            ref T value = ref Unsafe.Add(ref v, head * shape.Width);
            nint valueRow = vRow;
            if (packs)
            {
                Pack(ref value, vRow, length, shape.Width, ref values, width);
                value = ref values;
                valueRow = width;
            }
            for (int first = 0; first < queries; first += block)
            {
                int count = Math.Min(block, queries - first);
                Weigh<V, T>(ref Unsafe.Add(ref query, first * qRow), qRow, ref turned, first, count, length, keys, ref weights, shape);
                if (shape.Dropout > 0)
                    for (int row = 0; row < count; row++)
                    {
                        nint seen = Seen(first + row, length, shape);
                        Scale<V, T>(ref Unsafe.Add(ref weights, row * keys), ref Kept<V, T>(head, first + row, seen, shape), seen);
                    }
                ref T target = ref Unsafe.Add(ref result, first * yRow);
                for (int row = 0; row < count; row += AttentionTile.Rows)
                {
                    int rows = Math.Min(AttentionTile.Rows, count - row);
                    AttentionTile.Multiply<V, T>(
                        ref Unsafe.Add(ref weights, row * keys), keys, 1, ref value, valueRow, ref (packs ? ref Unsafe.Add(ref results, row * width) : ref Unsafe.Add(ref target, row * yRow)),
                        packs ? width : yRow, rows, Seen(first + row + rows - 1, length, shape), width, add: false);
                }
                if (packs) Copy(ref results, width, count, shape.Width, ref target, yRow);
            }
        }
    }

    /// <summary>The weights of all keys for queries from <paramref name="first"/> on; those that a query doesn't see are zero.</summary>
    private static void Weigh<V, T>(ref T q, nint qRow, ref T turned, int first, int count, int length, nint keys, ref T weights, in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < count; row += AttentionTile.Rows)
        {
            int rows = Math.Min(AttentionTile.Rows, count - row);
            AttentionTile.Multiply<V, T>(
                ref Unsafe.Add(ref q, row * qRow), qRow, 1, ref turned, keys, ref Unsafe.Add(ref weights, row * keys), keys, rows, shape.Size,
                Up<V, T>(Seen(first + row + rows - 1, length, shape)), add: false);
        }
        T scale = T.CreateTruncating(shape.Scale);
        for (int row = 0; row < count; row++) Softmax<V, T>(ref Unsafe.Add(ref weights, row * keys), Seen(first + row, length, shape), keys, scale);
    }

    /// <summary>The softmax of the first <paramref name="seen"/> elements, and zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax<V, T>(ref T row, nint seen, nint length, T scale)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V factor = V.Create(scale), most = V.Create(T.NegativeInfinity);
        nint i = 0;
        for (; i + V.Count <= seen; i += V.Count) most = V.MaxNative(V.Load(ref row, i) * factor, most);
        if (i < seen) most = V.MaxNative((V.Load(ref row, i) * factor).First(seen - i, most), most);
        V max = V.Create(most.Max()), sum = V.Zero;
        for (i = 0; i + V.Count <= seen; i += V.Count)
        {
            var e = V.Exp(V.Load(ref row, i) * factor - max);
            e.Store(ref row, i);
            sum += e;
        }
        if (i < seen)
        {
            var e = V.Exp(V.Load(ref row, i) * factor - max).First(seen - i, V.Zero);
            e.Store(ref row, i);
            sum += e;
        }
        V share = V.Create(T.One / sum.Sum());
        for (i = 0; i < seen; i += V.Count) (V.Load(ref row, i) * share).Store(ref row, i);
        for (; i < length; i += V.Count) V.Zero.Store(ref row, i);
    }

    private static AttentionShape OfSample<T>(in AttentionShape shape, ref T noise, int step, int sample) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (shape.Dropout == 0) return shape;
        ref T own = ref Unsafe.Add(ref noise, (nint)sample * step);
        return shape with { Stream = Philox.DerivedKey(double.CreateTruncating(own), double.CreateTruncating(Unsafe.Add(ref own, 1))) };
    }

    /// <summary>What dropout multiplies the weights of a query by, up to the end of the vector of the last key that is seen: the numbers of the value [heads, queries, keys].</summary>
    private static ref T Kept<V, T>(int head, int query, nint seen, in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Eight blocks of four numbers are drawn at once; what lies behind the seen ones is multiplied by zeros.
        int first = (head * shape.Queries + query) * shape.Keys, before = first & 3, count = (before + (int)Up<V, T>((int)seen) + 31) / 32 * 32;
        ref T kept = ref Scratch.Of<T>(1, count);
        Philox.FillRow(ref kept, first - before, count, shape.Stream, 0);
        V share = V.Create(T.CreateTruncating(shape.Dropout)), rest = V.Create(T.CreateTruncating(1 / (1 - shape.Dropout)));
        for (nint i = 0; i < count; i += V.Count) V.Where(V.LessThanOrEqual(share, V.Load(ref kept, i)), rest).Store(ref kept, i);
        return ref Unsafe.Add(ref kept, before);
    }

    private static void Scale<V, T>(ref T row, ref T factors, nint seen)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint i = 0; i < seen; i += V.Count) (V.Load(ref row, i) * V.Load(ref factors, i)).Store(ref row, i);
    }

    private static int LengthOf<TLength>(ref TLength lengths, int step, int sample, in AttentionShape shape) where TLength : unmanaged, INumberBase<TLength> =>
        Unsafe.IsNullRef(ref lengths) ? shape.Keys : Math.Clamp(int.CreateTruncating(Unsafe.Add(ref lengths, (nint)sample * step)), 0, shape.Keys);

    /// <summary>The keys that a query sees.</summary>
    private static int Seen(int query, int length, in AttentionShape shape) => shape.Causal ? Math.Min(length, query + 1) : length;

    /// <summary>Queries of a block: all, or whole tiles.</summary>
    private static int Block<V, T>(in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = Math.Max(2 * AttentionTile.Rows, BlockLength / (int)Up<V, T>(shape.Keys));
        return rows >= shape.Queries ? shape.Queries : rows / AttentionTile.Rows * AttentionTile.Rows;
    }

    /// <summary>Rounded up to two vectors.</summary>
    private static nint Up<V, T>(int length)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => (length + 2 * V.Count - 1) / (2 * V.Count) * (2 * V.Count);

    /// <summary>Rows become columns, and zeros follow them up to <paramref name="to"/> columns.</summary>
    private static void Turn<V, T>(ref T from, nint row, int rows, int columns, ref T turned, nint to)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PanelTranspose.Tile(ref from, (int)row, rows, ref turned, (int)to, columns);
        if (to > rows)
            for (int i = 0; i < columns; i++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref turned, i * to + rows), (int)to - rows).Clear();
    }

    /// <summary>Copies rows, and zeros follow each up to <paramref name="to"/> elements.</summary>
    private static void Pack<T>(ref T from, nint row, int rows, int columns, ref T packed, nint to) where T : unmanaged
    {
        Copy(ref from, row, rows, columns, ref packed, to);
        for (int i = 0; i < rows; i++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref packed, i * to + columns), (int)to - columns).Clear();
    }

    private static void Copy<T>(ref T from, nint row, int rows, int columns, ref T to, nint toRow) where T : unmanaged
    {
        for (int i = 0; i < rows; i++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref from, i * row), columns).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i * toRow), columns));
    }

    private static void Zero<T>(ref T to, nint row, int first, int rows, int columns) where T : unmanaged
    {
        for (int i = first; i < rows; i++) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref to, i * row), columns).Clear();
    }
}
