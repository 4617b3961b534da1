using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>Memory that begins at a cache line and never moves: pinned arrays, so that nothing needs disposal.</summary>
internal static class AlignedBuffer
{
    /// <summary>Bytes that every buffer's beginning is a multiple of: a cache line, and a 512-bit vector.</summary>
    public const int Alignment = 64;

    /// <summary>An array of zeros and the index of the first aligned byte, with at least <paramref name="bytes"/> behind it.</summary>
    public static unsafe (byte[] Array, int Start) Allocate(int bytes)
    {
        var array = GC.AllocateArray<byte>(bytes + Alignment, pinned: true);
        fixed (byte* first = &MemoryMarshal.GetArrayDataReference(array))
            return (array, (int)(-(nint)first & (Alignment - 1)));
    }
}
