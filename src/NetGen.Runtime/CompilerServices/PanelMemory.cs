using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: blocks of rows that kernels copy together and clear.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PanelMemory
{
    /// <summary>Copies rows side by side into a matrix with the given leading dimension.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Copy<T>(ref T from, nint ldFrom, Span<T> to, nint ldTo, nint rows, nint columns) where T : unmanaged
    {
        ref T a = ref from, b = ref MemoryMarshal.GetReference(to);
        for (; rows > 0; rows--)
        {
            nint j = 0;
            for (; j <= columns - Vector<T>.Count; j += Vector<T>.Count) Vector.LoadUnsafe(ref a, (nuint)j).StoreUnsafe(ref b, (nuint)j);
            for (; j < columns; j++) Unsafe.Add(ref b, j) = Unsafe.Add(ref a, j);
            a = ref Unsafe.Add(ref a, ldFrom);
            b = ref Unsafe.Add(ref b, ldTo);
        }
    }

    /// <summary>The part of a block on the stack that begins at a cache line.</summary>
    public static Span<T> Aligned<T>(Span<T> space) where T : unmanaged
    {
        nint place = Unsafe.ByteOffset(ref Unsafe.NullRef<T>(), ref MemoryMarshal.GetReference(space));
        return space[((int)(-place & 63) / Unsafe.SizeOf<T>())..];
    }

    /// <summary>Zeroes columns of a panel, so that padding stays zero even where what it is computed from is not finite. A null reference has none.</summary>
    /// <param name="panel">The first of the rows.</param>
    /// <param name="width">The columns of a row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="from">The first column that becomes zero.</param>
    /// <param name="to">The column behind the last one.</param>
    public static void Clear<T>(ref T panel, nint width, nint rows, nint from, nint to) where T : unmanaged
    {
        if (from >= to || Unsafe.IsNullRef(ref panel)) return;
        for (; rows > 0; rows--)
        {
            for (nint j = from; j < to; j++) Unsafe.Add(ref panel, j) = default;
            panel = ref Unsafe.Add(ref panel, width);
        }
    }
}
