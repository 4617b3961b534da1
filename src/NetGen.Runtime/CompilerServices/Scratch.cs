using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: memory for the length of one kernel, each thread's own, which grows to what the largest kernel asked for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Scratch
{
    [ThreadStatic]
    private static (byte[] Memory, int Start)[]? t_buffers;

    /// <summary>A buffer of the calling thread, aligned to 64 bytes; its content is anything.</summary>
    /// <param name="slot">0 to 2: buffers that are used together have different ones.</param>
    /// <param name="length">Elements.</param>
    public static ref T Of<T>(int slot, nint length) where T : unmanaged
    {
        var buffers = t_buffers ??= new (byte[], int)[3];
        ref var buffer = ref buffers[slot];
        int bytes = checked((int)(length * Unsafe.SizeOf<T>()));
        if (buffer.Memory is null || buffer.Memory.Length - buffer.Start < bytes) buffer = AlignedBuffer.Allocate(bytes);
        return ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer.Memory), buffer.Start));
    }
}
