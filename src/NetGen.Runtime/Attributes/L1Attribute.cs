namespace NetGen;

/// <summary>Adds <c>factor</c> times the sum of the absolute values of all weights to the loss, once a batch. Biases, scales and shifts are left out.</summary>
/// <remarks>A layer's own <c>L1</c> takes its place for that layer: <c>[Dense(10, L1 = 1e-4)]</c>, and <c>L1 = 0</c> exempts it.</remarks>
/// <param name="factor">The factor, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class L1Attribute(double factor) : Attribute
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = factor;
}
