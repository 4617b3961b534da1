using System.ComponentModel;
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
    internal const int ResultSlot = 0, WeightSlot = 1, FirstColumnSlot = 2;

    private readonly byte[] _arena;
    private readonly int _arenaStart;
    private readonly byte[] _scores;
    private readonly List<(byte[] Array, int Start)> _buffers = [];

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
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PassContent Content { get; set; }

    /// <summary>The size of the arena.</summary>
    public long ArenaBytes { get; }

    /// <summary>What the loss read in the last <c>ForwardBackward</c>, sample after sample: logits or outputs, as <see cref="NetworkSignature.Scores"/> says.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <exception cref="InvalidOperationException">The pass was last filled by something else, which has no scores.</exception>
    public Span<T> Scores<T>() where T : unmanaged
    {
        Device?.ReadScores(_scores, Count);
        return Content is PassContent.Step or PassContent.Nothing
            ? MemoryMarshal.Cast<byte, T>(_scores.AsSpan(0, _scores.Length / Capacity * Count))
            : throw new InvalidOperationException("A pass has scores after ForwardBackward only; what Forward and Evaluate compute is their result.");
    }

    /// <summary>For generated code: what the pass has on a device; null for a pass of the processor.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public DevicePass? Device { get; init; }

    /// <summary>Gives back what the pass has on a device: it can't be used any more then. A pass of the processor has nothing to give back.</summary>
    internal void Release() => Device?.Dispose();

    /// <summary>For generated code: notes what is about to fill the pass.</summary>
    /// <param name="content">Which function.</param>
    /// <param name="count">The number of samples, no more than the capacity.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Begin(PassContent content, int count)
    {
        Content = content;
        Count = count;
    }

    /// <summary>For generated code: the beginning of the arena, aligned to 64 bytes and never moved.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Arena<T>() where T : unmanaged => ref At<T>(_arena, _arenaStart);

    /// <summary>For generated code: memory beside the arena, made at first use: the inputs that <c>Backward</c> reads again, results, weights.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="slot">Which; 0 and 1 are for results and sample weights, columns follow.</param>
    /// <param name="sampleLength">Elements of one sample: the same at every call for a slot.</param>
    /// <returns>The first element, aligned to 64 bytes and never moved, of <paramref name="sampleLength"/> times the capacity.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Buffer<T>(int slot, int sampleLength) where T : unmanaged
    {
        while (_buffers.Count <= slot) _buffers.Add(([], 0));
        if (_buffers[slot].Array.Length == 0) _buffers[slot] = AlignedBuffer.Allocate(checked(sampleLength * Unsafe.SizeOf<T>() * Capacity));
        return ref At<T>(_buffers[slot].Array, _buffers[slot].Start);
    }

    /// <summary>For generated code: copies a column into its buffer, because <c>Backward</c> reads it when the caller's span is gone.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="column">The index of the column.</param>
    /// <param name="values">Whole samples, no more than the capacity.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    /// <returns>The first element of the copy.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Keep<T>(int column, ReadOnlySpan<T> values, int sampleLength) where T : unmanaged
    {
        ref T first = ref Column<T>(column, sampleLength);
        values.CopyTo(MemoryMarshal.CreateSpan(ref first, values.Length));
        return ref first;
    }

    /// <summary>For generated code: the copy that <see cref="Keep"/> made.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="column">The index of the column.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ref T Column<T>(int column, int sampleLength) where T : unmanaged => ref Buffer<T>(FirstColumnSlot + column, sampleLength);

    /// <summary>For generated code: the results of <c>Forward</c>, sample after sample.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="count">Samples.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Span<T> Results<T>(int count, int sampleLength) where T : unmanaged =>
        MemoryMarshal.CreateSpan(ref Buffer<T>(ResultSlot, sampleLength), count * sampleLength);

    /// <summary>For generated code: a result of <c>Forward</c> beside the first, or zeros in the place of its gradient.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="slot">Which, from 0, behind the columns; each has its own.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="count">Samples.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public Span<T> Further<T>(int slot, int columns, int count, int sampleLength) where T : unmanaged =>
        MemoryMarshal.CreateSpan(ref Buffer<T>(FirstColumnSlot + columns + slot, sampleLength), count * sampleLength);

    private static ref T At<T>(byte[] array, int start) where T : unmanaged =>
        ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start));
}
