using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen.CompilerServices;

/// <summary>
/// The products of attention, c = (or +=) a b, small enough for the L1 cache: tiles of rows by two vectors of columns, whose sums stay in registers. Element (i, d) of a is at
/// <c>i * aRow + d * aStep</c>, so that a may be transposed; rows of b are vectors.
/// </summary>
internal static class AttentionTile
{
    /// <summary>Rows of the largest tile.</summary>
    public const int Rows = 6;

    /// <param name="columns">A multiple of two vectors.</param>
    /// <param name="add">Whether the products are added to c.</param>
    public static void Multiply<V, T>(ref T a, nint aRow, nint aStep, ref T b, nint bStep, ref T c, nint cRow, nint rows, nint depth, nint columns, bool add)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint column = 0; column < columns; column += 2 * V.Count)
        {
            ref T right = ref Unsafe.Add(ref b, column);
            nint row = 0;
            for (; row + 6 <= rows; row += 6) Tile6<V, T>(ref Unsafe.Add(ref a, row * aRow), aRow, aStep, ref right, bStep, ref Unsafe.Add(ref c, row * cRow + column), cRow, depth, add);
            for (; row + 4 <= rows; row += 4) Tile4<V, T>(ref Unsafe.Add(ref a, row * aRow), aRow, aStep, ref right, bStep, ref Unsafe.Add(ref c, row * cRow + column), cRow, depth, add);
            for (; row + 2 <= rows; row += 2) Tile2<V, T>(ref Unsafe.Add(ref a, row * aRow), aRow, aStep, ref right, bStep, ref Unsafe.Add(ref c, row * cRow + column), cRow, depth, add);
            if (row < rows) Tile1<V, T>(ref Unsafe.Add(ref a, row * aRow), aRow, aStep, ref right, bStep, ref Unsafe.Add(ref c, row * cRow + column), cRow, depth, add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile6<V, T>(ref T a, nint aRow, nint aStep, ref T b, nint bStep, ref T c, nint cRow, nint depth, bool add)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V c0a = V.Zero, c0b = V.Zero, c1a = V.Zero, c1b = V.Zero, c2a = V.Zero, c2b = V.Zero, c3a = V.Zero, c3b = V.Zero, c4a = V.Zero, c4b = V.Zero, c5a = V.Zero, c5b = V.Zero;
        if (add)
        {
            (c0a, c0b) = (V.Load(ref c), V.Load(ref c, V.Count));
            (c1a, c1b) = (V.Load(ref Unsafe.Add(ref c, cRow)), V.Load(ref Unsafe.Add(ref c, cRow), V.Count));
            (c2a, c2b) = (V.Load(ref Unsafe.Add(ref c, 2 * cRow)), V.Load(ref Unsafe.Add(ref c, 2 * cRow), V.Count));
            (c3a, c3b) = (V.Load(ref Unsafe.Add(ref c, 3 * cRow)), V.Load(ref Unsafe.Add(ref c, 3 * cRow), V.Count));
            (c4a, c4b) = (V.Load(ref Unsafe.Add(ref c, 4 * cRow)), V.Load(ref Unsafe.Add(ref c, 4 * cRow), V.Count));
            (c5a, c5b) = (V.Load(ref Unsafe.Add(ref c, 5 * cRow)), V.Load(ref Unsafe.Add(ref c, 5 * cRow), V.Count));
        }
        ref T d = ref Unsafe.Add(ref a, 3 * aRow);
        for (; depth > 0; depth--)
        {
            V p = V.Load(ref b), q = V.Load(ref b, V.Count);
            var x = V.Create(a);
            (c0a, c0b) = (V.MultiplyAdd(x, p, c0a), V.MultiplyAdd(x, q, c0b));
            x = V.Create(Unsafe.Add(ref a, aRow));
            (c1a, c1b) = (V.MultiplyAdd(x, p, c1a), V.MultiplyAdd(x, q, c1b));
            x = V.Create(Unsafe.Add(ref a, 2 * aRow));
            (c2a, c2b) = (V.MultiplyAdd(x, p, c2a), V.MultiplyAdd(x, q, c2b));
            x = V.Create(d);
            (c3a, c3b) = (V.MultiplyAdd(x, p, c3a), V.MultiplyAdd(x, q, c3b));
            x = V.Create(Unsafe.Add(ref d, aRow));
            (c4a, c4b) = (V.MultiplyAdd(x, p, c4a), V.MultiplyAdd(x, q, c4b));
            x = V.Create(Unsafe.Add(ref d, 2 * aRow));
            (c5a, c5b) = (V.MultiplyAdd(x, p, c5a), V.MultiplyAdd(x, q, c5b));
            a = ref Unsafe.Add(ref a, aStep);
            d = ref Unsafe.Add(ref d, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        c0a.Store(ref c);
        c0b.Store(ref c, V.Count);
        c1a.Store(ref Unsafe.Add(ref c, cRow));
        c1b.Store(ref Unsafe.Add(ref c, cRow), V.Count);
        c2a.Store(ref Unsafe.Add(ref c, 2 * cRow));
        c2b.Store(ref Unsafe.Add(ref c, 2 * cRow), V.Count);
        c3a.Store(ref Unsafe.Add(ref c, 3 * cRow));
        c3b.Store(ref Unsafe.Add(ref c, 3 * cRow), V.Count);
        c4a.Store(ref Unsafe.Add(ref c, 4 * cRow));
        c4b.Store(ref Unsafe.Add(ref c, 4 * cRow), V.Count);
        c5a.Store(ref Unsafe.Add(ref c, 5 * cRow));
        c5b.Store(ref Unsafe.Add(ref c, 5 * cRow), V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile4<V, T>(ref T a, nint aRow, nint aStep, ref T b, nint bStep, ref T c, nint cRow, nint depth, bool add)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V c0a = V.Zero, c0b = V.Zero, c1a = V.Zero, c1b = V.Zero, c2a = V.Zero, c2b = V.Zero, c3a = V.Zero, c3b = V.Zero;
        if (add)
        {
            (c0a, c0b) = (V.Load(ref c), V.Load(ref c, V.Count));
            (c1a, c1b) = (V.Load(ref Unsafe.Add(ref c, cRow)), V.Load(ref Unsafe.Add(ref c, cRow), V.Count));
            (c2a, c2b) = (V.Load(ref Unsafe.Add(ref c, 2 * cRow)), V.Load(ref Unsafe.Add(ref c, 2 * cRow), V.Count));
            (c3a, c3b) = (V.Load(ref Unsafe.Add(ref c, 3 * cRow)), V.Load(ref Unsafe.Add(ref c, 3 * cRow), V.Count));
        }
        ref T d = ref Unsafe.Add(ref a, 3 * aRow);
        for (; depth > 0; depth--)
        {
            V p = V.Load(ref b), q = V.Load(ref b, V.Count);
            var x = V.Create(a);
            (c0a, c0b) = (V.MultiplyAdd(x, p, c0a), V.MultiplyAdd(x, q, c0b));
            x = V.Create(Unsafe.Add(ref a, aRow));
            (c1a, c1b) = (V.MultiplyAdd(x, p, c1a), V.MultiplyAdd(x, q, c1b));
            x = V.Create(Unsafe.Add(ref a, 2 * aRow));
            (c2a, c2b) = (V.MultiplyAdd(x, p, c2a), V.MultiplyAdd(x, q, c2b));
            x = V.Create(d);
            (c3a, c3b) = (V.MultiplyAdd(x, p, c3a), V.MultiplyAdd(x, q, c3b));
            a = ref Unsafe.Add(ref a, aStep);
            d = ref Unsafe.Add(ref d, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        c0a.Store(ref c);
        c0b.Store(ref c, V.Count);
        c1a.Store(ref Unsafe.Add(ref c, cRow));
        c1b.Store(ref Unsafe.Add(ref c, cRow), V.Count);
        c2a.Store(ref Unsafe.Add(ref c, 2 * cRow));
        c2b.Store(ref Unsafe.Add(ref c, 2 * cRow), V.Count);
        c3a.Store(ref Unsafe.Add(ref c, 3 * cRow));
        c3b.Store(ref Unsafe.Add(ref c, 3 * cRow), V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile2<V, T>(ref T a, nint aRow, nint aStep, ref T b, nint bStep, ref T c, nint cRow, nint depth, bool add)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V c0a = V.Zero, c0b = V.Zero, c1a = V.Zero, c1b = V.Zero;
        if (add)
        {
            (c0a, c0b) = (V.Load(ref c), V.Load(ref c, V.Count));
            (c1a, c1b) = (V.Load(ref Unsafe.Add(ref c, cRow)), V.Load(ref Unsafe.Add(ref c, cRow), V.Count));
        }
        for (; depth > 0; depth--)
        {
            V p = V.Load(ref b), q = V.Load(ref b, V.Count);
            var x = V.Create(a);
            (c0a, c0b) = (V.MultiplyAdd(x, p, c0a), V.MultiplyAdd(x, q, c0b));
            x = V.Create(Unsafe.Add(ref a, aRow));
            (c1a, c1b) = (V.MultiplyAdd(x, p, c1a), V.MultiplyAdd(x, q, c1b));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        c0a.Store(ref c);
        c0b.Store(ref c, V.Count);
        c1a.Store(ref Unsafe.Add(ref c, cRow));
        c1b.Store(ref Unsafe.Add(ref c, cRow), V.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Tile1<V, T>(ref T a, nint aRow, nint aStep, ref T b, nint bStep, ref T c, nint cRow, nint depth, bool add)
        where V : struct, ISimd<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        V c0a = V.Zero, c0b = V.Zero;
        if (add)
        {
            (c0a, c0b) = (V.Load(ref c), V.Load(ref c, V.Count));
        }
        for (; depth > 0; depth--)
        {
            V p = V.Load(ref b), q = V.Load(ref b, V.Count);
            var x = V.Create(a);
            (c0a, c0b) = (V.MultiplyAdd(x, p, c0a), V.MultiplyAdd(x, q, c0b));
            a = ref Unsafe.Add(ref a, aStep);
            b = ref Unsafe.Add(ref b, bStep);
        }
        c0a.Store(ref c);
        c0b.Store(ref c, V.Count);
    }
}
