namespace NetGen;

/// <summary>The Gaussian error linear unit, <c>x * Phi(x)</c> with the normal distribution's <c>Phi</c> (Hendrycks and Gimpel, 2016).</summary>
public sealed class GeluAttribute : LayerAttribute
{
    /// <summary>
    /// Whether the tanh form is used, <c>0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))</c>, as in GPT-2. False by default: exact, by the
    /// error function.
    /// </summary>
    public bool Approximate { get; set; }
}
