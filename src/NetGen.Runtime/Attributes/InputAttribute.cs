namespace NetGen;

/// <summary>The shape of one sample of the network's input, channels last: <c>Input(64)</c>, <c>Input(28, 28, 1)</c>.</summary>
/// <param name="shape">The sizes of the axes, each at least 1. The batch is not among them.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InputAttribute(params int[] shape) : Attribute
{
    /// <summary>The sizes of the axes of one sample.</summary>
    public int[] Shape { get; } = shape;
}
