namespace NetGen;

/// <summary>
/// In training, sets each value to zero with a probability of <c>rate</c> and divides the others by <c>1 - rate</c>; otherwise the identity
/// (Srivastava et al., 2014). The masks depend on the network's seed, the step, the sample and the element, and on nothing else.
/// </summary>
/// <param name="rate">The probability of zero, at least 0 and below 1.</param>
public sealed class DropoutAttribute(double rate) : LayerAttribute
{
    /// <summary>The probability of zero.</summary>
    public double Rate { get; } = rate;
}
