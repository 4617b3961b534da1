namespace NetGen;

/// <summary>
/// Group normalisation (Wu and He, 2018): the values of each sample's groups of channels less their mean, divided by their (biased) standard deviation, times
/// <c>weight</c>, plus <c>bias</c>. One group normalises a whole sample; as many groups as channels are an instance normalisation.
/// </summary>
/// <remarks>Parameters: <c>weight</c> (ones) and <c>bias</c> (zeros), of shape <c>[channels]</c>, as in PyTorch's <c>GroupNorm</c>.</remarks>
/// <param name="groups">Into how many groups the channels of the last axis are divided; a divisor of their number.</param>
public sealed class GroupNormAttribute(int groups) : LayerAttribute
{
    /// <summary>The number of groups.</summary>
    public int Groups { get; } = groups;

    /// <summary>What is added to the variance, above 0. 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether there are a learned scale and shift. True by default.</summary>
    public bool Affine { get; set; } = true;
}
