using System.Numerics;
using NetGen.CompilerServices;

namespace NetGen;

/// <summary>
/// A named parameter or state of a network, in the shape and order of the files (PyTorch's): a view of the network's own memory.
/// </summary>
/// <typeparam name="T">The network's type of numbers.</typeparam>
public sealed class NetworkParameter<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterSet<T> _set;
    private bool _frozen;

    internal NetworkParameter(ParameterSet<T> set, ParameterSegment segment, int index, bool isState)
    {
        _set = set;
        Index = index;
        Segment = segment;
        IsState = isState;
        _frozen = segment.Frozen;
    }

    internal ParameterSegment Segment { get; }

    /// <summary>Among the parameters, or among the states.</summary>
    internal int Index { get; }

    /// <summary>The name in files: <c>dense1.weight</c>.</summary>
    public string Name => Segment.Name;

    /// <summary>The shape in files: <c>[outputs, inputs]</c> for the weights of a dense layer.</summary>
    public IReadOnlyList<int> Shape => Segment.Shape;

    /// <summary>The number of elements.</summary>
    public int Count => Segment.Count;

    /// <summary>True for a value that the network updates itself, such as a running mean: saved, never optimized, without a gradient.</summary>
    public bool IsState { get; }

    /// <summary>True for weights proper; false for biases, scales, shifts and states, which weight decay leaves out by default.</summary>
    public bool IsWeight => Segment.IsWeight;

    /// <summary>Whether the declaration freezes it, by <c>[Frozen]</c>: then there is no code for its gradient, and it can't be thawed.</summary>
    public bool IsDeclaredFrozen => Segment.Frozen;

    /// <summary>
    /// Whether optimizers leave it as it is. Where the program froze it, its gradient is computed all the same; where the declaration did
    /// (<see cref="IsDeclaredFrozen"/>), there is none.
    /// </summary>
    /// <exception cref="InvalidOperationException">Set to false where the declaration freezes it.</exception>
    public bool Frozen
    {
        get => _frozen;
        set
        {
            if (!value && IsDeclaredFrozen)
                throw new InvalidOperationException(
                    $"'{Name}' of {_set.NetworkName} is frozen by its declaration: there is no code for its gradient. Remove [Frozen], and freeze it with Parameters.Freeze instead.");
            _frozen = value;
            _set.MarkChanged();
        }
    }

    /// <summary>An element, by its indices in <see cref="Shape"/>.</summary>
    /// <param name="index">One index for each dimension.</param>
    /// <exception cref="ArgumentException">The number of indices is not that of the dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its dimension.</exception>
    public T this[params ReadOnlySpan<int> index]
    {
        get => Buffer[Segment.Offset + SegmentLayout.Offset<T>(Segment, Element(index))];
        set
        {
            Buffer[Segment.Offset + SegmentLayout.Offset<T>(Segment, Element(index))] = value;
            _set.MarkChanged();
        }
    }

    internal Span<T> StoredValues => SegmentLayout.Stored(Buffer, Segment);

    private Span<T> Buffer => IsState ? _set.StateSpan : _set.ValueSpan;

    /// <summary>A copy of the elements in row-major order.</summary>
    public T[] ToArray()
    {
        var values = new T[Count];
        CopyTo(values);
        return values;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <param name="destination">Room for <see cref="Count"/> elements.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void CopyTo(Span<T> destination)
    {
        if (destination.Length < Count)
            throw new ArgumentException($"Parameter '{Name}' has {Count} elements, and the destination has room for {destination.Length}.", nameof(destination));
        SegmentLayout.Read(Buffer, Segment, destination);
    }

    /// <summary>Replaces the elements.</summary>
    /// <param name="values">As many as <see cref="Count"/>, in row-major order.</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    public void CopyFrom(ReadOnlySpan<T> values)
    {
        CheckLength(values.Length, nameof(values));
        SegmentLayout.Write(Buffer, Segment, values);
        _set.MarkChanged();
    }

    /// <summary>Sets all elements to one value.</summary>
    /// <param name="value">The value.</param>
    public void Fill(T value)
    {
        SegmentLayout.Stored(Buffer, Segment).Fill(value);
        SegmentLayout.ClearPadding(Buffer, Segment);
        _set.MarkChanged();
    }

    /// <summary>A copy of the gradient that the last backward pass left, in row-major order.</summary>
    /// <exception cref="InvalidOperationException">It is a state, which has no gradient.</exception>
    public T[] GradientToArray()
    {
        CheckGradient();
        var values = new T[Count];
        SegmentLayout.Read(_set.GradientSpan, Segment, values);
        return values;
    }

    /// <summary>Replaces the gradient, for a step of an optimizer along gradients of one's own.</summary>
    /// <param name="values">As many as <see cref="Count"/>, in row-major order.</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    /// <exception cref="InvalidOperationException">It is a state, which has no gradient.</exception>
    public void CopyGradientFrom(ReadOnlySpan<T> values)
    {
        CheckGradient();
        CheckLength(values.Length, nameof(values));
        SegmentLayout.Write(_set.GradientSpan, Segment, values);
        _set.FindRows();
    }

    /// <summary>Name, shape and whether it is frozen: <c>dense1.weight [128, 784]</c>.</summary>
    public override string ToString() => $"{Name} {ShapeText(Segment.Shape)}{(IsState ? " state" : "")}{(Frozen ? " frozen" : "")}";

    internal static string ShapeText(IEnumerable<int> shape) => "[" + string.Join(", ", shape) + "]";

    private void CheckLength(int length, string argument)
    {
        if (length != Count)
            throw new ArgumentException($"Parameter '{Name}' {ShapeText(Segment.Shape)} takes {Count} elements, but {length} came.", argument);
    }

    private void CheckGradient()
    {
        if (IsState) throw new InvalidOperationException($"'{Name}' is a state: it has no gradient.");
    }

    private int Element(ReadOnlySpan<int> index)
    {
        var shape = Segment.Shape;
        if (index.Length != shape.Length)
            throw new ArgumentException($"Parameter '{Name}' {ShapeText(shape)} takes {shape.Length} indices, but {index.Length} came.", nameof(index));
        int element = 0;
        for (int d = 0; d < shape.Length; d++)
        {
            if ((uint)index[d] >= (uint)shape[d])
                throw new ArgumentOutOfRangeException(nameof(index), index[d], $"Dimension {d} of parameter '{Name}' {ShapeText(shape)} takes 0 to {shape[d] - 1}.");
            element = element * shape[d] + index[d];
        }
        return element;
    }
}
