using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>For generated code: the memory of a device, as far as training needs it. The generated class knows the device's own types.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class DeviceMemory : IDisposable
{
    private readonly List<WeakReference<DeviceBuffer>> _buffers = [];

    /// <summary>Allocates a buffer.</summary>
    /// <param name="elements">Numbers of four bytes.</param>
    /// <param name="clear">Whether they shall be zero; else they are what was there before.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than one index can reach.</exception>
    public DeviceBuffer Allocate(long elements, bool clear = true)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elements, int.MaxValue);
        var buffer = Create(Math.Max(1, elements), clear);
        _buffers.RemoveAll(b => !b.TryGetTarget(out _));
        _buffers.Add(new(buffer));
        return buffer;
    }

    /// <summary>Releases all buffers.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds the numbers of a buffer to those of another.</summary>
    /// <param name="target">What is added to.</param>
    /// <param name="summand">As many numbers.</param>
    public abstract void Add(DeviceBuffer target, DeviceBuffer summand);

    /// <summary>Copies a buffer.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="target">As long.</param>
    public abstract void Copy(DeviceBuffer source, DeviceBuffer target);

    /// <summary>Limits each gradient to a size.</summary>
    /// <param name="gradients">What is changed.</param>
    /// <param name="settings">As of <see cref="DeviceParameters.Settings"/>: those of frozen parameters stay.</param>
    /// <param name="greatest">The size, above 0.</param>
    public abstract void ClipValue(DeviceBuffer gradients, DeviceBuffer settings, float greatest);

    /// <summary>Scales the gradients down to a Euclidean norm of all together, where theirs is above.</summary>
    /// <param name="gradients">What is changed.</param>
    /// <param name="settings">As of <see cref="DeviceParameters.Settings"/>: those of frozen parameters don't count, and stay.</param>
    /// <param name="greatest">The norm, above 0.</param>
    public abstract void ClipNorm(DeviceBuffer gradients, DeviceBuffer settings, float greatest);

    /// <summary>Allocates a buffer.</summary>
    /// <param name="elements">Numbers of four bytes, at least 1.</param>
    /// <param name="clear">Whether they shall be zero.</param>
    protected abstract DeviceBuffer Create(long elements, bool clear);

    /// <summary>Releases all buffers.</summary>
    /// <param name="disposing">Whether it is called, and not finalized.</param>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var reference in _buffers)
            if (reference.TryGetTarget(out var buffer)) buffer.Dispose();
        _buffers.Clear();
    }
}

/// <summary>For generated code: numbers of four bytes in a device's memory. A device's own finalizers release what nobody disposed.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class DeviceBuffer : IDisposable
{
    /// <summary>Copies numbers to the device.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="int"/>.</typeparam>
    /// <param name="values">No more than the buffer has.</param>
    public abstract void Upload<T>(ReadOnlySpan<T> values) where T : unmanaged;

    /// <summary>Copies numbers from the device, after all that was begun there is done.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="int"/>.</typeparam>
    /// <param name="values">No more than the buffer has.</param>
    /// <param name="first">The first number that is copied.</param>
    public abstract void Download<T>(Span<T> values, long first = 0) where T : unmanaged;

    /// <summary>Releases the memory.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the memory.</summary>
    /// <param name="disposing">Whether it is called, and not finalized.</param>
    protected abstract void Dispose(bool disposing);
}
