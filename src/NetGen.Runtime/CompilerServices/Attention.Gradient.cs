using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <content>The gradients of queries, keys and values.</content>
public static partial class Attention
{
    /// <summary>
    /// With weights P: dv = P' dy, dP = dy v', dS = scale P (dP - the sum of P dP along each row), dq = dS k, dk = dS' q. Where dropout multiplies P by D, dv = (D P)' dy and dP = D (dy v').
    /// </summary>
    /// <param name="q">The first query.</param>
    /// <param name="qs">Distances of queries.</param>
    /// <param name="k">The first key.</param>
    /// <param name="ks">Distances of keys.</param>
    /// <param name="v">The first value.</param>
    /// <param name="vs">Distances of values.</param>
    /// <param name="dy">The first gradient of a result.</param>
    /// <param name="dys">Distances of these.</param>
    /// <param name="lengths">How many keys of each sample count; a null reference where all do.</param>
    /// <param name="lengthStep">From a sample's length to the next.</param>
    /// <param name="dq">The first gradient of a query.</param>
    /// <param name="dqs">Distances of these.</param>
    /// <param name="dk">The first gradient of a key.</param>
    /// <param name="dks">Distances of these.</param>
    /// <param name="dv">The first gradient of a value.</param>
    /// <param name="dvs">Distances of these.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="samples">Samples.</param>
    public static void Gradient<T, TLength>(
        ref T q, RowLayout qs, ref T k, RowLayout ks, ref T v, RowLayout vs, ref T dy, RowLayout dys, ref TLength lengths, int lengthStep,
        ref T dq, RowLayout dqs, ref T dk, RowLayout dks, ref T dv, RowLayout dvs, in AttentionShape shape, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLength : unmanaged, INumberBase<TLength> =>
        Gradient(ref q, qs, ref k, ks, ref v, vs, ref dy, dys, ref lengths, lengthStep, ref dq, dqs, ref dk, dks, ref dv, dvs, shape, samples, ref Unsafe.NullRef<T>(), 0);

    /// <summary>The same with dropout of the weights: those that were dropped are drawn again.</summary>
    /// <param name="q">The first query.</param>
    /// <param name="qs">Distances of queries.</param>
    /// <param name="k">The first key.</param>
    /// <param name="ks">Distances of keys.</param>
    /// <param name="v">The first value.</param>
    /// <param name="vs">Distances of values.</param>
    /// <param name="dy">The first gradient of a result.</param>
    /// <param name="dys">Distances of these.</param>
    /// <param name="lengths">How many keys of each sample count; a null reference where all do.</param>
    /// <param name="lengthStep">From a sample's length to the next.</param>
    /// <param name="dq">The first gradient of a query.</param>
    /// <param name="dqs">Distances of these.</param>
    /// <param name="dk">The first gradient of a key.</param>
    /// <param name="dks">Distances of these.</param>
    /// <param name="dv">The first gradient of a value.</param>
    /// <param name="dvs">Distances of these.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="samples">Samples.</param>
    /// <param name="noise">Two random numbers a sample, which what is dropped is drawn from.</param>
    /// <param name="noiseStep">From a sample's numbers to the next.</param>
    public static void Gradient<T, TLength>(
        ref T q, RowLayout qs, ref T k, RowLayout ks, ref T v, RowLayout vs, ref T dy, RowLayout dys, ref TLength lengths, int lengthStep,
        ref T dq, RowLayout dqs, ref T dk, RowLayout dks, ref T dv, RowLayout dvs, in AttentionShape shape, int samples, ref T noise, int noiseStep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLength : unmanaged, INumberBase<TLength>
    {
        for (int sample = 0; sample < samples; sample++)
        {
            var rows = new GradientRows<T>
            {
                Q = ref Unsafe.Add(ref q, (nint)sample * qs.Sample), K = ref Unsafe.Add(ref k, (nint)sample * ks.Sample), V = ref Unsafe.Add(ref v, (nint)sample * vs.Sample),
                Dy = ref Unsafe.Add(ref dy, (nint)sample * dys.Sample), Dq = ref Unsafe.Add(ref dq, (nint)sample * dqs.Sample), Dk = ref Unsafe.Add(ref dk, (nint)sample * dks.Sample),
                Dv = ref Unsafe.Add(ref dv, (nint)sample * dvs.Sample), QRow = qs.Row, KRow = ks.Row, VRow = vs.Row, DyRow = dys.Row, DqRow = dqs.Row, DkRow = dks.Row, DvRow = dvs.Row,
            };
            int length = LengthOf(ref lengths, lengthStep, sample, shape);
            var own = OfSample(shape, ref noise, noiseStep, sample);
            if (Vector512.IsHardwareAccelerated) Gradient<Simd512<T>, T>(rows, length, own);
            else if (Vector256.IsHardwareAccelerated) Gradient<Simd256<T>, T>(rows, length, own);
            else Gradient<Simd128<T>, T>(rows, length, own);
        }
    }

    /// <summary>The rows of one sample, or of one head.</summary>
    internal ref struct GradientRows<T>
    {
        public ref T Q, K, V, Dy, Dq, Dk, Dv;

        public nint QRow, KRow, VRow, DyRow, DqRow, DkRow, DvRow;

        public readonly GradientRows<T> Head(int size, int width) => new()
        {
            Q = ref Unsafe.Add(ref Q, size), K = ref Unsafe.Add(ref K, size), V = ref Unsafe.Add(ref V, width), Dy = ref Unsafe.Add(ref Dy, width), Dq = ref Unsafe.Add(ref Dq, size),
            Dk = ref Unsafe.Add(ref Dk, size), Dv = ref Unsafe.Add(ref Dv, width), QRow = QRow, KRow = KRow, VRow = VRow, DyRow = DyRow, DqRow = DqRow, DkRow = DkRow, DvRow = DvRow,
        };
    }

    internal static void Gradient<V, T>(GradientRows<T> rows, int length, in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int queries = length == 0 ? 0 : shape.MasksQueries ? Math.Min(shape.Queries, length) : shape.Queries;
        Zero(ref rows.Dq, rows.DqRow, queries, shape.Queries, shape.Heads * shape.Size);
        Zero(ref rows.Dk, rows.DkRow, length, shape.Keys, shape.Heads * shape.Size);
        Zero(ref rows.Dv, rows.DvRow, length, shape.Keys, shape.Heads * shape.Width);
        for (int head = 0; head < shape.Heads && queries > 0; head++) Head<V, T>(rows.Head(head * shape.Size, head * shape.Width), head, queries, length, shape);
    }

    private static void Head<V, T>(GradientRows<T> rows, int head, int queries, int length, in AttentionShape shape)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Rows that don't fill vectors are copied to where they do, and results from there.
        int block = Block<V, T>(shape);
        nint keys = Up<V, T>(length), size = Up<V, T>(shape.Size), width = Up<V, T>(shape.Width);
        bool packs = size != shape.Size || width != shape.Width;
        nint blocks = block * keys, ofKeys = length * (2 * size + width), ofQueries = (nint)queries * (2 * size + width);
        ref T turnedKeys = ref Scratch.Of<T>(0, (shape.Size + shape.Width) * keys + 2 * blocks + (packs ? ofKeys + ofQueries : 0));
        ref T turnedValues = ref Unsafe.Add(ref turnedKeys, shape.Size * keys), weights = ref Unsafe.Add(ref turnedValues, shape.Width * keys), scores = ref Unsafe.Add(ref weights, blocks);
        Turn<V, T>(ref rows.K, rows.KRow, length, shape.Size, ref turnedKeys, keys);
        Turn<V, T>(ref rows.V, rows.VRow, length, shape.Width, ref turnedValues, keys);
        var full = rows;
        if (packs)
        {
            full.K = ref Unsafe.Add(ref scores, blocks);
            full.Dk = ref Unsafe.Add(ref full.K, length * size);
            full.Dv = ref Unsafe.Add(ref full.Dk, length * size);
            full.Q = ref Unsafe.Add(ref full.Dv, length * width);
            full.Dq = ref Unsafe.Add(ref full.Q, queries * size);
            full.Dy = ref Unsafe.Add(ref full.Dq, queries * size);
            full.KRow = full.DkRow = full.QRow = full.DqRow = size;
            full.DvRow = full.DyRow = width;
            Pack(ref rows.K, rows.KRow, length, shape.Size, ref full.K, size);
            Pack(ref rows.Q, rows.QRow, queries, shape.Size, ref full.Q, size);
            Pack(ref rows.Dy, rows.DyRow, queries, shape.Width, ref full.Dy, width);
        }
        T scale = T.CreateTruncating(shape.Scale);
        for (int first = 0; first < queries; first += block)
        {
            int count = Math.Min(block, queries - first);
            ref T query = ref Unsafe.Add(ref full.Q, first * full.QRow), dy = ref Unsafe.Add(ref full.Dy, first * full.DyRow);
            Weigh<V, T>(ref query, full.QRow, ref turnedKeys, first, count, length, keys, ref weights, shape);
            for (int row = 0; row < count; row += AttentionTile.Rows)
            {
                int tile = Math.Min(AttentionTile.Rows, count - row), seen = Seen(first + row + tile - 1, length, shape);
                ref T of = ref Unsafe.Add(ref scores, row * keys);
                AttentionTile.Multiply<V, T>(ref Unsafe.Add(ref dy, row * full.DyRow), full.DyRow, 1, ref turnedValues, keys, ref of, keys, tile, shape.Width, Up<V, T>(seen), add: false);
                for (int i = 0; i < tile; i++)
                {
                    int own = Seen(first + row + i, length, shape);
                    ref T weight = ref Unsafe.Add(ref weights, (row + i) * keys), gradient = ref Unsafe.Add(ref of, i * keys);
                    if (shape.Dropout > 0)
                    {
                        ref T kept = ref Kept<V, T>(head, first + row + i, own, shape);
                        Scale<V, T>(ref gradient, ref kept, own);
                        Scores<V, T>(ref weight, ref gradient, own, keys, scale);
                        Scale<V, T>(ref weight, ref kept, own);
                    }
                    else Scores<V, T>(ref weight, ref gradient, own, keys, scale);
                }
                AttentionTile.Multiply<V, T>(ref of, keys, 1, ref full.K, full.KRow, ref Unsafe.Add(ref full.Dq, (first + row) * full.DqRow), full.DqRow, tile, seen, size, add: false);
            }
            for (int key = 0; key < length; key += AttentionTile.Rows)
            {
                // Queries before the first of these keys don't see them.
                int tile = Math.Min(AttentionTile.Rows, length - key), from = shape.Causal ? Math.Clamp(key - first, 0, count) : 0;
                nint start = from * keys + key;
                AttentionTile.Multiply<V, T>(
                    ref Unsafe.Add(ref scores, start), 1, keys, ref Unsafe.Add(ref query, from * full.QRow), full.QRow, ref Unsafe.Add(ref full.Dk, key * full.DkRow), full.DkRow, tile, count - from, size, first > 0);
                AttentionTile.Multiply<V, T>(
                    ref Unsafe.Add(ref weights, start), 1, keys, ref Unsafe.Add(ref dy, from * full.DyRow), full.DyRow, ref Unsafe.Add(ref full.Dv, key * full.DvRow), full.DvRow, tile, count - from, width, first > 0);
            }
        }
        if (!packs) return;
        Copy(ref full.Dq, full.DqRow, queries, shape.Size, ref rows.Dq, rows.DqRow);
        Copy(ref full.Dk, full.DkRow, length, shape.Size, ref rows.Dk, rows.DkRow);
        Copy(ref full.Dv, full.DvRow, length, shape.Width, ref rows.Dv, rows.DvRow);
    }

    /// <summary>From the gradients of the weights of one query to those of its scores, and zeros behind those it sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scores<V, T>(ref T weights, ref T gradients, nint seen, nint length, T scale)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // The weights are zero from the last one that is seen to the end of its vector, and so are the products.
        var sum = V.Zero;
        nint i = 0;
        for (; i < seen; i += V.Count) sum = V.MultiplyAdd(V.Load(ref weights, i), V.Load(ref gradients, i), sum);
        V mean = V.Create(sum.Sum()), factor = V.Create(scale);
        for (i = 0; i < seen; i += V.Count) (V.Load(ref weights, i) * factor * (V.Load(ref gradients, i) - mean)).Store(ref gradients, i);
        for (; i < length; i += V.Count) V.Zero.Store(ref gradients, i);
    }
}
