namespace NetGen.Compiler.Graph;

/// <summary>What the elements of a value are. <see cref="Real"/> is float or double, by the network's precision.</summary>
internal enum ElementType : byte
{
    Real,
    Integer,
}

/// <summary>The type of a value: its shape per sample, its elements, and whether there is one for each sample of a batch or one in all.</summary>
internal readonly record struct TensorType(Shape Shape, ElementType Element = ElementType.Real, bool Batched = true)
{
    public static TensorType Unbatched(Shape shape) => new(shape, Batched: false);

    public override string ToString() => (Element == ElementType.Integer ? "int" : "real") + (Batched ? "[batch" + (Shape.Rank == 0 ? "" : " x " + Shape) + "]" : "[" + (Shape.Rank == 0 ? "" : Shape.ToString()) + "]");
}
