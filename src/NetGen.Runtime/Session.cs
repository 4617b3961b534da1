using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <summary>
/// One client's way through a network over sequences: its state, stepped by one element of the sequence at a time, and what is known before the first step where the network has further inputs. All sessions of a network share its parameters and may be stepped at once,
/// each by one thread at a time; parameters must not change meanwhile. After as many steps as the network's sequences have, the output is what <c>Predict</c> gives for the whole
/// sequence, up to rounding: its last step, where it gives one for each.
/// </summary>
/// <typeparam name="T">The network's type of numbers.</typeparam>
public abstract class Session<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Marks saved states and their version.</summary>
    private const uint Magic = 0x3153474E; // NGS1

    private const int HeaderBytes = 16;

    private readonly SessionLayout _layout;
    private readonly byte[] _memory;
    private readonly int _start, _states, _caches, _rows, _contexts;

    // The values are in one of two places, and a step puts the next into the other.
    private bool _odd;

    /// <summary>For generated code: makes a session before its first step.</summary>
    /// <param name="layout">What it keeps.</param>
    protected Session(SessionLayout layout)
    {
        _layout = layout;
        _states = checked((int)((layout.ArenaBytes + AlignedBuffer.Alignment - 1) / AlignedBuffer.Alignment * AlignedBuffer.Alignment));
        _caches = checked(_states + 2 * layout.StateLength * Unsafe.SizeOf<T>());
        _rows = checked(_caches + layout.Caches.Sum(c => Aligned(c.Rows * c.RowLength)) * Unsafe.SizeOf<T>());
        _contexts = checked(_rows + layout.Caches.Sum(c => Aligned(c.RowLength)) * Unsafe.SizeOf<T>());
        (_memory, _start) = AlignedBuffer.Allocate(checked(_contexts + layout.ContextBytes));
        Reset();
    }

    private static int Aligned(int length) => (length + 15) / 16 * 16;

    /// <summary>The number of steps since the session was made or reset.</summary>
    public int Position { get; private set; }

    /// <summary>The most steps that a session can take: the length of the declared sequence for networks that know positions, else <see cref="int.MaxValue"/>.</summary>
    public int Limit => _layout.Limit;

    /// <summary>Elements of one step's input.</summary>
    public int InputLength => _layout.InputLength;

    /// <summary>Elements of one step's output.</summary>
    public int OutputLength => _layout.OutputLength;

    /// <summary>Takes a step. Allocates nothing.</summary>
    /// <param name="input">One element of the sequence, <see cref="InputLength"/> numbers.</param>
    /// <param name="output">Receives <see cref="OutputLength"/> numbers.</param>
    /// <exception cref="ArgumentException">A span has another length.</exception>
    /// <exception cref="InvalidOperationException">The network takes integers, or the session has taken all steps that there are.</exception>
    public void Step(ReadOnlySpan<T> input, Span<T> output)
    {
        if (_layout.TakesIntegers) throw new InvalidOperationException($"Steps of {_layout.Network.Name} take {_layout.What}: Step(int, Span).");
        if (input.Length != InputLength) throw new ArgumentException($"A step of {_layout.Network.Name} takes {InputLength} numbers, but {input.Length} came.", nameof(input));
        Step(ref MemoryMarshal.GetReference(input), 0, output);
    }

    /// <summary>Takes a step. Allocates nothing.</summary>
    /// <param name="token">One element of the sequence.</param>
    /// <param name="output">Receives <see cref="OutputLength"/> numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The integer is none that the network knows.</exception>
    /// <exception cref="ArgumentException">The output has another length.</exception>
    /// <exception cref="InvalidOperationException">The network takes real numbers, or the session has taken all steps that there are.</exception>
    public void Step(int token, Span<T> output)
    {
        if (!_layout.TakesIntegers) throw new InvalidOperationException($"Steps of {_layout.Network.Name} take {InputLength} real numbers: Step(ReadOnlySpan, Span).");
        if (token < _layout.Minimum || token > _layout.Maximum)
            throw new ArgumentOutOfRangeException(nameof(token), token, $"{_layout.Network.Name} takes {_layout.What}, from {_layout.Minimum} to {_layout.Maximum}, but {token} came.");
        Step(ref Unsafe.NullRef<T>(), token, output);
    }

    private void Step(ref T input, int token, Span<T> output)
    {
        if (output.Length != OutputLength) throw new ArgumentException($"A step of {_layout.Network.Name} gives {OutputLength} numbers, but there is room for {output.Length}.", nameof(output));
        if (Position == Limit) throw new InvalidOperationException($"{_layout.Network.Name} knows {Limit} positions, and the session has taken as many steps: Reset begins again.");
        Run(ref At(0), ref States(_odd), ref States(!_odd), ref At(_caches), ref At(_rows), ref input, token, Position, ref MemoryMarshal.GetReference(output));
        foreach (var cache in _layout.Caches)
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref At(_rows), cache.RowOffset), cache.RowLength).CopyTo(Rows(cache).Slice(Position * cache.RowLength, cache.RowLength));
        _odd = !_odd;
        Position++;
    }

    /// <summary>For generated code: computes a step.</summary>
    /// <param name="arena">The memory to work in.</param>
    /// <param name="before">The values of the step before.</param>
    /// <param name="behind">Receives the values.</param>
    /// <param name="caches">The rows of the steps before.</param>
    /// <param name="rows">Receives those of this step.</param>
    /// <param name="input">The input where it is real numbers.</param>
    /// <param name="token">The input where it is an integer.</param>
    /// <param name="position">The number of the step.</param>
    /// <param name="output">Receives the output.</param>
    protected abstract void Run(ref T arena, ref T before, ref T behind, ref T caches, ref T rows, ref T input, int token, int position, ref T output);

    /// <summary>For generated code: what is known before the first step.</summary>
    /// <typeparam name="TElement">Real numbers or integers.</typeparam>
    /// <param name="offset">Where it lies, in bytes.</param>
    protected ref TElement Context<TElement>(int offset) where TElement : unmanaged => ref Unsafe.As<T, TElement>(ref At(_contexts + offset));

    /// <summary>Goes back to before the first step. What the session was given before it stays.</summary>
    public void Reset()
    {
        ref T states = ref States(_odd);
        foreach (var value in _layout.Values)
        {
            var state = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref states, value.Offset), value.Length);
            if (value.Context < 0) state.Fill(T.CreateChecked(value.Initial));
            else MemoryMarshal.CreateSpan(ref Context<T>(value.Context), value.Length).CopyTo(state);
        }
        foreach (var cache in _layout.Caches) Rows(cache).Clear();
        Position = 0;
    }

    /// <summary>The state as bytes, with what was known before the first step, for <see cref="Restore"/> of any session of a network of the same shape and precision.</summary>
    public byte[] Save()
    {
        var bytes = new byte[SavedBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Unsafe.SizeOf<T>());
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Parts);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Position);
        int at = HeaderBytes;
        for (int i = 0; i < Parts; i++)
        {
            var part = Part(i);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), part.Length);
            part.CopyTo(bytes.AsSpan(at + sizeof(int)));
            at += sizeof(int) + part.Length;
        }
        return bytes;
    }

    /// <summary>Goes on from a saved state. What is refused changes nothing.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="InvalidDataException">The bytes are no state, or that of another network.</exception>
    public void Restore(ReadOnlySpan<byte> state)
    {
        if (state.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(state) != Magic)
            throw new InvalidDataException($"These {state.Length} bytes are no saved state of a session.");
        int position = BinaryPrimitives.ReadInt32LittleEndian(state[12..]);
        bool fits = BinaryPrimitives.ReadInt32LittleEndian(state[4..]) == Unsafe.SizeOf<T>() && BinaryPrimitives.ReadInt32LittleEndian(state[8..]) == Parts
            && position >= 0 && position <= Limit && state.Length == SavedBytes;
        int at = HeaderBytes;
        for (int i = 0; fits && i < Parts; i++)
        {
            fits = BinaryPrimitives.ReadInt32LittleEndian(state[at..]) == Part(i).Length;
            at += sizeof(int) + Part(i).Length;
        }
        if (!fits) throw new InvalidDataException($"The {state.Length} bytes are the state of another network, or damaged: a session of {_layout.Network.Name} saves {SavedBytes} bytes.");
        at = HeaderBytes;
        for (int i = 0; i < Parts; i++)
        {
            var bytes = Part(i);
            state.Slice(at + sizeof(int), bytes.Length).CopyTo(bytes);
            at += sizeof(int) + bytes.Length;
        }
        Position = position;
    }

    private int SavedBytes =>
        HeaderBytes + Parts * sizeof(int) + _layout.ContextBytes + (_layout.Values.Sum(v => v.Length) + _layout.Caches.Sum(c => c.Rows * c.RowLength)) * Unsafe.SizeOf<T>();

    /// <summary>What is saved: values, then caches, then the context where there is one.</summary>
    private int Parts => _layout.Values.Length + _layout.Caches.Length + (_layout.ContextBytes > 0 ? 1 : 0);

    private Span<byte> Part(int index)
    {
        if (index == _layout.Values.Length + _layout.Caches.Length) return MemoryMarshal.CreateSpan(ref Context<byte>(0), _layout.ContextBytes);
        if (index >= _layout.Values.Length) return MemoryMarshal.AsBytes(Rows(_layout.Caches[index - _layout.Values.Length]));
        var value = _layout.Values[index];
        return MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref States(_odd), value.Offset), value.Length));
    }

    private Span<T> Rows(SessionCache cache) => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref At(_caches), cache.Offset), cache.Rows * cache.RowLength);

    private ref T States(bool odd) => ref Unsafe.Add(ref At(_states), odd ? _layout.StateLength : 0);

    private ref T At(int bytes) => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start + bytes));
}
