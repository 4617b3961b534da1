using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: the memory that calls of <c>Predict</c> work in. Each call rents one arena, so any number of threads may predict at
/// once; one that is returned is used again, and nothing is allocated once there are as many as calls at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ArenaPool
{
    /// <summary>Activations of a chunk should stay within a core's second-level cache.</summary>
    private const long PreferredBytes = 256 * 1024;

    /// <summary>Chunks are multiples of the tallest tile of the kernels.</summary>
    private const int RowTile = 12;
    private const int LargestCapacity = 20 * RowTile;

    private readonly int _bytes;
    private readonly Arena?[] _returned = new Arena?[2 * Environment.ProcessorCount];

    /// <summary>Plans the size of the arenas; none is made yet.</summary>
    /// <param name="bytesPerSample">Bytes for each sample.</param>
    /// <param name="bytesFixed">Bytes beside.</param>
    public ArenaPool(long bytesPerSample, long bytesFixed)
    {
        long samples = (PreferredBytes - bytesFixed) / Math.Max(bytesPerSample, 1);
        Capacity = (int)Math.Clamp(samples / RowTile * RowTile, RowTile, LargestCapacity);
        if (bytesPerSample * Capacity + bytesFixed > Array.MaxLength - AlignedBuffer.Alignment) Capacity = 1;
        _bytes = checked((int)(bytesPerSample * Capacity + bytesFixed));
    }

    /// <summary>The number of samples that are predicted together.</summary>
    public int Capacity { get; }

    /// <summary>The samples to predict next: never one to three behind others, which would be summed in another order than in larger chunks.</summary>
    /// <param name="rest">The samples that are left.</param>
    public int Chunk(int rest) => rest <= Capacity ? rest : rest < Capacity + 4 && Capacity > 8 ? rest - 4 : Capacity;

    /// <summary>Takes an arena for one call.</summary>
    public Arena Rent()
    {
        var returned = _returned;
        for (int i = 0; i < returned.Length; i++)
            if (Volatile.Read(ref returned[i]) is not null && Interlocked.Exchange(ref returned[i], null) is { } arena) return arena;
        return new Arena(_bytes);
    }

    /// <summary>Gives an arena back. One too many is left to the garbage collector.</summary>
    /// <param name="arena">What <see cref="Rent"/> gave.</param>
    public void Return(Arena arena)
    {
        var returned = _returned;
        for (int i = 0; i < returned.Length; i++)
            if (Volatile.Read(ref returned[i]) is null && Interlocked.CompareExchange(ref returned[i], arena, null) is null) return;
    }

    /// <summary>For generated code: memory for the activations of one chunk.</summary>
    public sealed class Arena
    {
        private readonly byte[] _memory;
        private readonly int _start;

        internal Arena(int bytes) => (_memory, _start) = AlignedBuffer.Allocate(bytes);

        /// <summary>The beginning, aligned to 64 bytes and never moved.</summary>
        /// <typeparam name="T">The network's type of numbers.</typeparam>
        public ref T First<T>() where T : unmanaged => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start));
    }
}
