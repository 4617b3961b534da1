namespace NetGen;

/// <summary>A rectifier that lets some of the negative through: <c>x</c> where <c>x &gt; 0</c>, else <c>slope * x</c>.</summary>
/// <param name="slope">The slope for negative <c>x</c>, at least 0.</param>
public sealed class LeakyReluAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>The slope for negative <c>x</c>. 0.01 by default.</summary>
    public double Slope { get; } = slope;
}
