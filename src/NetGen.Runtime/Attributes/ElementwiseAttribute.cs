namespace NetGen;

/// <summary>Marks a static method from numbers to a number, whose expression becomes an operation: used as <c>Map(Swish, x)</c> in <c>Forward</c> and as <c>[Apply(nameof(Swish))]</c> in a stack.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ElementwiseAttribute : Attribute
{
    /// <summary>The name of a method of the same parameter that takes the place of the derivative, such as that of a straight-through estimator.</summary>
    public string? Gradient { get; set; }
}
