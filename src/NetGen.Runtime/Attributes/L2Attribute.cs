namespace NetGen;

/// <summary>Adds <c>factor</c> times the sum of the squares of all weights to the loss, once a batch. Biases, scales and shifts are left out.</summary>
/// <remarks>A layer's own <c>L2</c> takes its place for that layer: <c>[Dense(10, L2 = 1e-4)]</c>, and <c>L2 = 0</c> exempts it.</remarks>
/// <param name="factor">The factor, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class L2Attribute(double factor) : Attribute
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = factor;
}
