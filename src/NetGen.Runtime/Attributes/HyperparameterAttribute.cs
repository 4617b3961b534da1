namespace NetGen;

/// <summary>Marks a tensor parameter of <c>Forward</c>, of an entry or of a loss that is one number, set between calls by a generated property: a temperature, an annealed weight, a rate.</summary>
/// <param name="value">What the property begins with.</param>
[AttributeUsage(AttributeTargets.Parameter, Inherited = false)]
public sealed class HyperparameterAttribute(double value) : Attribute
{
    /// <summary>What the property begins with.</summary>
    public double Value { get; } = value;
}
