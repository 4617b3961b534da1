using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: asks the processor for memory that is needed soon, while it computes. Its own prefetchers don't follow a product from one panel to the
/// next, nor from tile to tile. Does nothing where .NET has no instruction for it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Ahead
{
    /// <summary>Asks for the beginnings of rows; the memory need not be there.</summary>
    /// <param name="matrix">A place from which rows are counted.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="first">The first row asked for.</param>
    /// <param name="rows">The number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows<T>(ref T matrix, nint stride, nint first, nint rows) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        // Addresses, for references must not point outside of what they refer to.
        byte* address = (byte*)Unsafe.AsPointer(ref matrix) + first * stride * sizeof(T);
        for (; rows > 0; rows--)
        {
            Sse.Prefetch0(address);
            address += stride * sizeof(T);
        }
    }

    /// <summary>Asks for a block of a matrix; the memory need not be there.</summary>
    /// <param name="first">The first element.</param>
    /// <param name="stride">Elements from row to row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">Elements of a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Block<T>(ref T first, nint stride, nint rows, nint columns) where T : unmanaged
    {
        for (nint j = 0; j < columns; j += 64 / sizeof(T)) Rows(ref Unsafe.Add(ref first, j), stride, 0, rows);
    }
}
