namespace NetGen;

/// <summary>
/// Adds the positions of a sequence's steps as waves (Vaswani et al., "Attention is all you need", 2017): to feature 2 i of step t <c>sin(t wavelength^(-2 i / features))</c>, to the next one
/// the cosine. The shape <c>[time, features]</c> stays, and there are no parameters.
/// </summary>
public sealed class SinusoidalPositionsAttribute : LayerAttribute
{
    /// <summary>The factor from the shortest to the longest wave, above 0. 10,000 by default.</summary>
    public double Wavelength { get; set; } = 10_000;
}
