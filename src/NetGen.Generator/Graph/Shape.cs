using System.Globalization;

namespace NetGen.Compiler.Graph;

/// <summary>The dimensions of one sample of a value, channels last. The empty shape is a scalar.</summary>
internal readonly struct Shape(params int[] dimensions) : IEquatable<Shape>
{
    public static readonly Shape Scalar = new();

    public EquatableArray<int> Dimensions { get; } = new(dimensions);

    public int Rank => Dimensions.Count;

    /// <summary>The size of an axis; negative indices count from the last.</summary>
    public int this[int axis] => Dimensions[axis < 0 ? Rank + axis : axis];

    /// <summary>The number of elements of one sample.</summary>
    public long Length
    {
        get
        {
            long length = 1;
            foreach (int d in Dimensions) length *= d;
            return length;
        }
    }

    /// <summary>The size of the last axis, 1 for a scalar.</summary>
    public int Last => Rank == 0 ? 1 : this[-1];

    public Shape WithLast(int size)
    {
        var d = Dimensions.Span.ToArray();
        d[d.Length - 1] = size;
        return new Shape(d);
    }

    /// <summary>The shape that both broadcast to, aligned at the last axis, or null where they don't fit.</summary>
    public static Shape? Broadcast(Shape a, Shape b)
    {
        var result = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= result.Length; i++)
        {
            int x = i <= a.Rank ? a[-i] : 1, y = i <= b.Rank ? b[-i] : 1;
            if (x != y && x != 1 && y != 1) return null;
            result[result.Length - i] = x == 1 ? y : x;
        }
        return new Shape(result);
    }

    public bool Equals(Shape other) => Dimensions == other.Dimensions;

    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    public override int GetHashCode() => Dimensions.GetHashCode();

    /// <summary>As in messages and documentation: <c>28 x 28 x 1</c>, <c>10</c>, <c>scalar</c>.</summary>
    public override string ToString() =>
        Rank == 0 ? "scalar" : string.Join(" x ", Dimensions.Select(d => d.ToString(CultureInfo.InvariantCulture)));

    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);
}
