namespace NetGen;

/// <summary>
/// Layer normalisation (Ba et al., 2016): the values of the last axis less their mean, divided by their (biased) standard deviation, times
/// <c>weight</c>, plus <c>bias</c>.
/// </summary>
/// <remarks>Parameters: <c>weight</c> (ones) and <c>bias</c> (zeros), of shape <c>[features]</c>. In an image each place is normalised by itself, over its channels; over the whole image it is <c>GroupNorm(1)</c>.</remarks>
public sealed class LayerNormAttribute : LayerAttribute
{
    /// <summary>What is added to the variance, above 0. 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether there are a learned scale and shift. True by default.</summary>
    public bool Affine { get; set; } = true;
}
