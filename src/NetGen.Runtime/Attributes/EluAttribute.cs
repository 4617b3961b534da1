namespace NetGen;

/// <summary>The exponential linear unit: <c>x</c> where <c>x &gt; 0</c>, else <c>alpha * (exp(x) - 1)</c> (Clevert et al., 2016).</summary>
/// <param name="alpha">Minus the limit for very negative <c>x</c>, above 0.</param>
public sealed class EluAttribute(double alpha = 1) : LayerAttribute
{
    /// <summary>Minus the limit for very negative <c>x</c>. 1 by default.</summary>
    public double Alpha { get; } = alpha;
}
