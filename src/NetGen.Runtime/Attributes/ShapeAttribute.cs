namespace NetGen;

/// <summary>The shape of one sample of a parameter of <c>Forward</c>, of an entry or of a loss, channels last; none for one number.</summary>
/// <param name="shape">The sizes of the axes, each at least 1. The batch is not among them.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class ShapeAttribute(params int[] shape) : Attribute
{
    /// <summary>The sizes of the axes of one sample.</summary>
    public int[] Shape { get; } = shape;
}
