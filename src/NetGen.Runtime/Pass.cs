using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <summary>
/// The activations of one batch: made by a network's <c>CreatePass</c>, filled by <c>Forward</c>, read by <c>Backward</c>. Several may live
/// at once; one is used by one thread at a time. Holds plain memory: nothing to dispose.
/// </summary>
public sealed class Pass
{
    private readonly byte[] _arena;
    private readonly int _arenaStart;
    private readonly byte[] _scores;

    /// <summary>For generated code: memory of <paramref name="bytesPerSample"/> times the capacity plus <paramref name="bytesFixed"/>.</summary>
    /// <param name="network">The network's class.</param>
    /// <param name="capacity">The largest number of samples in a batch, at least 1.</param>
    /// <param name="bytesPerSample">Bytes of the arena for each sample.</param>
    /// <param name="bytesFixed">Bytes of the arena beside.</param>
    /// <param name="scoreBytesPerSample">Bytes of the scores of one sample.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    /// <exception cref="OutOfMemoryException">The arena would exceed what one array can hold.</exception>
    public Pass(Type network, int capacity, long bytesPerSample, long bytesFixed, int scoreBytesPerSample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        long bytes = checked(bytesPerSample * capacity + bytesFixed);
        if (bytes > Array.MaxLength - AlignedBuffer.Alignment)
            throw new OutOfMemoryException($"A pass of {capacity} samples of {network.Name} takes {bytes:N0} bytes, and one array holds {Array.MaxLength:N0}: use a smaller capacity.");
        Network = network;
        Capacity = capacity;
        ArenaBytes = bytes;
        (_arena, _arenaStart) = AlignedBuffer.Allocate((int)bytes);
        _scores = new byte[scoreBytesPerSample * capacity];
    }

    /// <summary>The class of the network that made it.</summary>
    public Type Network { get; }

    /// <summary>The largest number of samples in a batch.</summary>
    public int Capacity { get; }

    /// <summary>The number of samples of the last <c>Forward</c> or <c>ForwardBackward</c>, 0 before.</summary>
    public int Count { get; set; }

    /// <summary>For generated code: which function filled the arena last, so that <c>Backward</c> can refuse what it can't read.</summary>
    public int Content { get; set; }

    /// <summary>The size of the arena.</summary>
    public long ArenaBytes { get; }

    /// <summary>What the loss read in the last <c>ForwardBackward</c>, sample after sample: logits or outputs, as <see cref="NetworkSignature.Scores"/> says.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    public Span<T> Scores<T>() where T : unmanaged => MemoryMarshal.Cast<byte, T>(_scores.AsSpan(0, _scores.Length / Capacity * Count));

    /// <summary>For generated code: the beginning of the arena, aligned to 64 bytes and never moved.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    public ref T Arena<T>() where T : unmanaged => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_arena), _arenaStart));
}
