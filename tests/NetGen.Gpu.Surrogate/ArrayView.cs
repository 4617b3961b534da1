using System.Runtime.CompilerServices;

namespace ILGPU;

/// <summary>Memory of the device, or of a group.</summary>
internal sealed class Block(long bytes)
{
    // What nobody has written reads as numbers that are none: a program that reads it has wrong results.
    private const byte Garbage = 0xFF;

    public byte[] Bytes { get; private set; } = Filled(bytes);

    public void Release() => Bytes = [];

    public void Spoil() => Bytes.AsSpan().Fill(Garbage);

    private static byte[] Filled(long bytes)
    {
        var array = GC.AllocateUninitializedArray<byte>(checked((int)bytes));
        array.AsSpan().Fill(Garbage);
        return array;
    }
}

/// <summary>A view of memory that checks every index, and the alignment of casts.</summary>
public readonly struct ArrayView<T> where T : unmanaged
{
    private readonly Block _block;
    private readonly long _start;

    internal ArrayView(Block block, long start, long length)
    {
        (_block, _start, Length) = (block, start, length);
    }

    public long Length { get; }

    public int IntLength => checked((int)Length);

    public ref T this[int index]
    {
        get
        {
            if ((ulong)index >= (ulong)Length) throw new IndexOutOfRangeException($"Index {index} of a view of {Length} elements, in thread {Group.IdxX} of group {Grid.IdxX}.");
            return ref Unsafe.As<byte, T>(ref _block.Bytes[_start + (long)index * Unsafe.SizeOf<T>()]);
        }
    }

    public ArrayView<T> SubView(long index) => SubView(index, Length - index);

    public ArrayView<T> SubView(long index, long length)
    {
        if (index < 0 || length < 0 || index + length > Length) throw new ArgumentOutOfRangeException(nameof(index), $"{length} elements from {index} on of a view of {Length}.");
        return new(_block, _start + index * Unsafe.SizeOf<T>(), length);
    }

    public ArrayView<TOther> Cast<TOther>() where TOther : unmanaged
    {
        if (_start % Unsafe.SizeOf<TOther>() != 0) throw new InvalidOperationException($"A view that begins at byte {_start} is not aligned for {typeof(TOther).Name}.");
        return new(_block, _start, Length * Unsafe.SizeOf<T>() / Unsafe.SizeOf<TOther>());
    }

    internal Runtime.Accelerator? Owner => Runtime.MemoryBuffer.Owners.TryGetValue(_block, out var owner) ? owner : null;

    internal Span<T> Span(long length) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_block.Bytes.AsSpan(checked((int)_start), checked((int)(length * Unsafe.SizeOf<T>()))));
}

/// <summary>An index along one axis.</summary>
public readonly struct Index1D(int x)
{
    public int X { get; } = x;

    public static implicit operator Index1D(int x) => new(x);

    public static implicit operator int(Index1D index) => index.X;
}

/// <summary>How many groups run, and how many threads each has.</summary>
public readonly struct KernelConfig(Index1D gridDim, Index1D groupDim)
{
    internal int Groups { get; } = gridDim;

    internal int Threads { get; } = groupDim;
}

/// <summary>There is no context to set up: the type is here because its presence says that the package is.</summary>
public sealed class Context;
