namespace NetGen;

/// <summary>One argument of a tensor's indexer: an index or a range, from which it converts.</summary>
public readonly struct Slice
{
    /// <summary>The element at an index; the axis is removed.</summary>
    /// <param name="index">Counted from the first.</param>
    public static implicit operator Slice(int index) => CompileTime.Only<Slice>("Slicing");

    /// <summary>The element at an index; the axis is removed.</summary>
    /// <param name="index">Counted from the first, or with <c>^</c> from behind the last.</param>
    public static implicit operator Slice(Index index) => CompileTime.Only<Slice>("Slicing");

    /// <summary>The elements of a range.</summary>
    /// <param name="range">Such as <c>1..4</c>.</param>
    public static implicit operator Slice(Range range) => CompileTime.Only<Slice>("Slicing");
}
