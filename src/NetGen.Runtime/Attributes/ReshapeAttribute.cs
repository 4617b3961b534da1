namespace NetGen;

/// <summary>Gives the values of a sample another shape of the same length, in row-major order. Without arguments: a scalar.</summary>
/// <param name="shape">The sizes of the axes, each at least 1, without the batch.</param>
public sealed class ReshapeAttribute(params int[] shape) : LayerAttribute
{
    /// <summary>The sizes of the axes.</summary>
    public int[] Shape { get; } = shape;
}
