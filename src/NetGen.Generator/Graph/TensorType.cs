namespace NetGen.Compiler.Graph;

/// <summary>What the elements of a value are. <see cref="Real"/> is float or double, by the network's precision.</summary>
internal enum ElementType : byte
{
    Real,
    Integer,

    /// <summary>No elements: the results of an operation that has several, which <c>ItemOperation</c> reads one by one.</summary>
    Tuple,
}

/// <summary>The type of a value: its shape per sample, its elements, and whether there is one for each sample of a batch or one in all.</summary>
internal readonly record struct TensorType(Shape Shape, ElementType Element = ElementType.Real, bool Batched = true)
{
    public static TensorType Unbatched(Shape shape) => new(shape, Batched: false);

    public static readonly TensorType Tuple = new(Shape.Scalar, ElementType.Tuple, Batched: false);

    /// <summary>As in the graph's text: <c>real[batch x 28 x 28]</c>, <c>int[batch]</c>, <c>real[10]</c>, <c>real[]</c>, <c>tuple</c>.</summary>
    public override string ToString()
    {
        if (Element == ElementType.Tuple) return "tuple";
        string[] sizes = [.. Batched ? ["batch"] : Array.Empty<string>(), .. Shape.Rank == 0 ? [] : new[] { Shape.ToString() }];
        return (Element == ElementType.Integer ? "int[" : "real[") + string.Join(" x ", sizes) + "]";
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static TensorType Parse(string text)
    {
        if (text == "tuple") return Tuple;
        int open = text.IndexOf('[');
        string element = open < 0 ? text : text.Substring(0, open);
        if (element is not ("int" or "real") || !text.EndsWith("]", StringComparison.Ordinal)) throw new GraphException($"'{text}' is not a type.");
        var sizes = text.Substring(open + 1, text.Length - open - 2).Split([' ', 'x'], StringSplitOptions.RemoveEmptyEntries);
        bool batched = sizes.Length > 0 && sizes[0] == "batch";
        var shape = new Shape(sizes.Skip(batched ? 1 : 0).Select(Operations.OperationText.ToInteger).ToArray());
        return new TensorType(shape, element == "int" ? ElementType.Integer : ElementType.Real, batched);
    }
}
