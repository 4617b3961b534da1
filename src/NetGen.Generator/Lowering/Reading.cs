using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// A value as a loop reads it: axis i of the value is axis <c>Axes[i]</c> of the reader; along the reader's other axes the value repeats.
/// Permutations and slices of a value are readings, which cost nothing by themselves.
/// </summary>
internal readonly record struct Reading(LoweredNode Node, EquatableArray<int> Axes)
{
    /// <summary>In place of an axis of the reader: one element of the value's axis is read.</summary>
    public const int Fixed = -1;

    /// <summary>For each axis of the value the first element that is read, where only a part is; else empty.</summary>
    public EquatableArray<int> Starts { get; init; }

    /// <summary>For each axis of the value the distance of the elements that are read, where only a part is; else empty.</summary>
    public EquatableArray<int> Steps { get; init; }

    public bool IsPart => Starts.Count > 0;

    public static Reading Whole(LoweredNode node) => new(node, Enumerable.Range(0, node.Axes.Count).ToEquatableArray());

    /// <summary>Whether a reader of so many axes reads all elements in their order.</summary>
    public bool IsWhole(int rank)
    {
        if (IsPart || Axes.Count != rank) return false;
        for (int i = 0; i < rank; i++)
            if (Axes[i] != i) return false;
        return true;
    }

    /// <summary>The reading by one whose axes are others: each axis of the old reader is one of the new.</summary>
    public Reading Follow(IReadOnlyList<int> axes) => this with { Axes = Axes.Select(a => a == Fixed ? Fixed : axes[a]).ToEquatableArray() };

    /// <summary>The reading by one who sees, along an axis, only a part; <paramref name="to"/> is the axis of the new reader, or <see cref="Fixed"/>.</summary>
    public Reading Part(int axis, int start, int step, int to)
    {
        int[] axes = Axes.ToArray(), starts = IsPart ? Starts.ToArray() : new int[axes.Length], steps = IsPart ? Steps.ToArray() : Enumerable.Repeat(1, axes.Length).ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] != axis) continue;
            starts[i] += steps[i] * start;
            steps[i] *= step;
            axes[i] = to;
        }
        return this with { Axes = new(axes), Starts = new(starts), Steps = new(steps) };
    }

    /// <summary>The reading of this value by one who reads, in the way of <paramref name="outer"/>, what reads this value.</summary>
    public Reading Through(Reading outer)
    {
        int[] axes = Axes.ToArray(), starts = IsPart ? Starts.ToArray() : new int[axes.Length], steps = IsPart ? Steps.ToArray() : Enumerable.Repeat(1, axes.Length).ToArray();
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] == Fixed) continue;
            if (outer.IsPart) (starts[i], steps[i]) = (starts[i] + steps[i] * outer.Starts[axes[i]], steps[i] * outer.Steps[axes[i]]);
            axes[i] = outer.Axes[axes[i]];
        }
        var read = this with { Axes = new(axes) };
        return IsPart || outer.IsPart ? read with { Starts = new(starts), Steps = new(steps) } : read;
    }

    /// <summary>How far the elements lie apart along the reader's axes, and how far the first is from the value's.</summary>
    public (int[] Strides, int Offset) Place(int rank, Precision precision)
    {
        int[] own = Layout.Strides(Node, precision), strides = new int[rank];
        int offset = 0;
        for (int i = 0; i < own.Length; i++)
        {
            if (Axes[i] != Fixed) strides[Axes[i]] = own[i] * (IsPart ? Steps[i] : 1);
            if (IsPart) offset += own[i] * Starts[i];
        }
        return (strides, offset);
    }
}
