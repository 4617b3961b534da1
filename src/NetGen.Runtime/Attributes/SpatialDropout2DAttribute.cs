namespace NetGen;

/// <summary>
/// In training, sets whole channels of an image to zero with a probability of <c>rate</c> and divides the others by <c>1 - rate</c>; otherwise the identity
/// (Tompson et al., 2015; PyTorch's <c>Dropout2d</c>). Neighbouring pixels are alike, so that dropping them one by one drops little.
/// </summary>
/// <param name="rate">The probability of zero, at least 0 and below 1.</param>
public sealed class SpatialDropout2DAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of zero.</summary>
    public double Rate { get; } = rate;
}
