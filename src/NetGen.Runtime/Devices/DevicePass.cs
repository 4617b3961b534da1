using System.ComponentModel;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: what a pass has on a device. The same arena as on the processor, and memory for the columns and results of a call.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DevicePass : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly List<(DeviceBuffer? Buffer, int SampleLength)> _buffers = [];
    private readonly int _scoreLength;
    private DeviceBuffer? _scores;

    /// <summary>Allocates the arena.</summary>
    /// <param name="owner">The network's parameters on the device.</param>
    /// <param name="capacity">The largest number of samples.</param>
    /// <param name="bytesPerSample">Bytes of the arena for each sample.</param>
    /// <param name="bytesFixed">Bytes of the arena beside.</param>
    /// <param name="scoreLength">Elements of the scores of one sample.</param>
    public DevicePass(DeviceParameters owner, int capacity, long bytesPerSample, long bytesFixed, int scoreLength)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Owner = owner;
        Capacity = capacity;
        _memory = owner.Memory;
        _scoreLength = scoreLength;
        Arena = _memory.Allocate((checked(bytesPerSample * capacity) + bytesFixed) / sizeof(float), clear: false);
    }

    /// <summary>The network that it is for.</summary>
    public DeviceParameters Owner { get; }

    /// <summary>The largest number of samples.</summary>
    public int Capacity { get; }

    /// <summary>The activations.</summary>
    public DeviceBuffer Arena { get; }

    /// <summary>Memory beside the arena, made at first use.</summary>
    /// <param name="slot">Which.</param>
    /// <param name="sampleLength">Elements of one sample: the same at every call for a slot.</param>
    public DeviceBuffer Buffer(int slot, int sampleLength)
    {
        while (_buffers.Count <= slot) _buffers.Add(default);
        if (_buffers[slot].Buffer is not { } buffer)
            _buffers[slot] = (buffer = _memory.Allocate((long)sampleLength * Capacity, clear: false), sampleLength);
        return buffer;
    }

    /// <summary>Copies a column to the device.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="int"/>.</typeparam>
    /// <param name="slot">Its memory.</param>
    /// <param name="values">The column.</param>
    /// <param name="sampleLength">Elements of one sample.</param>
    public DeviceBuffer Upload<T>(int slot, ReadOnlySpan<T> values, int sampleLength) where T : unmanaged
    {
        var buffer = Buffer(slot, sampleLength);
        if (!values.IsEmpty) buffer.Upload(values);
        return buffer;
    }

    /// <summary>Says that a program has written scores, which are copied when somebody asks for them.</summary>
    /// <param name="scores">Where.</param>
    public void SetScores(DeviceBuffer scores) => _scores = scores;

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        Arena.Dispose();
        foreach (var (buffer, _) in _buffers) buffer?.Dispose();
        _buffers.Clear();
        _scores = null;
    }

    internal void ReadScores(Span<byte> scores, int count)
    {
        if (_scores is not { } from) return;
        from.Download(MemoryMarshal.Cast<byte, float>(scores)[..(count * _scoreLength)]);
        _scores = null;
    }
}
