namespace NetGen;

/// <summary>A function of each value by itself, written as C#: <c>[Apply(nameof(Swish))]</c>.</summary>
/// <param name="method">A static method of the class with <see cref="ElementwiseAttribute"/>, from a number to a number.</param>
public sealed class ApplyAttribute(string method) : LayerAttribute
{
    /// <summary>The method's name.</summary>
    public string Method { get; } = method;
}
