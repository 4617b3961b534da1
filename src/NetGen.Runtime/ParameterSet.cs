using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.CompilerServices;

namespace NetGen;

/// <summary>The parameters and states of a network whose numbers are <see cref="float"/>.</summary>
/// <remarks>See <see cref="ParameterSet{T}"/> for what it offers.</remarks>
public sealed class ParameterSet : ParameterSet<float>
{
    /// <summary>For generated code: allocates and initialises the buffers.</summary>
    /// <inheritdoc cref="ParameterSet{T}(string, ParameterSegment[], int, ParameterSegment[], int, ulong)"/>
    public ParameterSet(string network, ParameterSegment[] parameters, int length, ParameterSegment[] states, int stateLength, ulong seed)
        : base(network, parameters, length, states, stateLength, seed)
    {
    }
}

/// <summary>
/// The parameters of a network, their gradients, and the states it keeps: flat, aligned buffers that optimizers walk, and named views of them
/// in the layout of the files.
/// </summary>
/// <typeparam name="T">The network's type of numbers.</typeparam>
public partial class ParameterSet<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly byte[] _values;
    private readonly int _valuesStart;
    private byte[]? _gradients;
    private int _gradientsStart;
    private readonly byte[] _states;
    private readonly int _statesStart;
    private long _version;

    /// <summary>For generated code: allocates and initialises the buffers.</summary>
    /// <param name="network">The network's name, for messages.</param>
    /// <param name="parameters">The parameters in the order of the flat buffer.</param>
    /// <param name="length">Elements of the flat buffer.</param>
    /// <param name="states">The states in the order of theirs.</param>
    /// <param name="stateLength">Elements of the states' buffer.</param>
    /// <param name="seed">What initial values are drawn from.</param>
    public ParameterSet(string network, ParameterSegment[] parameters, int length, ParameterSegment[] states, int stateLength, ulong seed)
    {
        NetworkName = network;
        Segments = parameters;
        StateSegments = states;
        FlatLength = length;
        StateLength = stateLength;
        Seed = seed;
        (_values, _valuesStart) = AlignedBuffer.Allocate(length * Unsafe.SizeOf<T>());
        (_states, _statesStart) = AlignedBuffer.Allocate(stateLength * Unsafe.SizeOf<T>());
        _derived = new Derived?[Derived.Kinds * parameters.Length];
        _rows = new RowSet?[parameters.Length];
        _views = [.. parameters.Select((s, i) => new NetworkParameter<T>(this, s, i, isState: false)), .. states.Select((s, i) => new NetworkParameter<T>(this, s, i, isState: true))];
        _byName = _views.ToDictionary(v => v.Name);
        Initialize(seed);
    }

    /// <summary>The network's name, for messages.</summary>
    public string NetworkName { get; }

    /// <summary>What initial values and random numbers are drawn from.</summary>
    public ulong Seed { get; }

    /// <summary>The number of training passes so far: random numbers of a pass are drawn from it and the seed.</summary>
    public long Step { get; set; }

    /// <summary>Counts the changes of parameters and states: derived buffers are rebuilt where theirs is older.</summary>
    public long Version => Volatile.Read(ref _version);

    internal ParameterSegment[] Segments { get; }

    internal ParameterSegment[] StateSegments { get; }

    internal int FlatLength { get; }

    internal int StateLength { get; }

    internal static Compiler.Graph.Precision Precision => typeof(T) == typeof(float) ? Compiler.Graph.Precision.Single : Compiler.Graph.Precision.Double;

    /// <summary>For generated code: the first parameter, aligned to 64 bytes and never moved.</summary>
    public ref T Values => ref At(_values, _valuesStart);

    /// <summary>For generated code: the first gradient, allocated at first use, in the layout of the values.</summary>
    public ref T Gradients
    {
        get
        {
            if (_gradients is null) (_gradients, _gradientsStart) = AlignedBuffer.Allocate(FlatLength * Unsafe.SizeOf<T>());
            return ref At(_gradients, _gradientsStart);
        }
    }

    /// <summary>For generated code: the first state.</summary>
    public ref T States => ref At(_states, _statesStart);

    internal Span<T> ValueSpan => MemoryMarshal.CreateSpan(ref Values, FlatLength);

    internal Span<T> GradientSpan => MemoryMarshal.CreateSpan(ref Gradients, FlatLength);

    internal Span<T> StateSpan => MemoryMarshal.CreateSpan(ref States, StateLength);

    /// <summary>Says that parameters or states have changed. Every way of writing them does.</summary>
    public void MarkChanged() => Interlocked.Increment(ref _version);

    /// <summary>Draws initial values anew, for parameters and states, frozen ones too.</summary>
    /// <param name="seed">What they are drawn from; the seed of the constructor gives the values that the network began with.</param>
    /// <exception cref="ArgumentException">A parameter's initializer is unknown.</exception>
    public void Initialize(ulong seed)
    {
        foreach (var view in _views)
        {
            var values = Rounded(Initializers.Draw(view.Segment, NetworkName, seed));
            SegmentLayout.Write(view.IsState ? StateSpan : ValueSpan, view.Segment, values);
        }
        MarkChanged();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T[] Rounded(double[] values)
    {
        var rounded = new T[values.Length];
        for (int i = 0; i < rounded.Length; i++) rounded[i] = T.CreateTruncating(values[i]);
        return rounded;
    }

    private static ref T At(byte[] array, int start) => ref Unsafe.As<byte, T>(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), start));
}
