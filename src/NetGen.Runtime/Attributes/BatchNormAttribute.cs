namespace NetGen;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015): each feature of the last axis less its mean, divided by its standard deviation, times
/// <c>weight</c>, plus <c>bias</c>.
/// </summary>
/// <remarks>
/// In training mean and (biased) variance are those of the batch, over samples and over all axes but the last; otherwise they are the running
/// ones. A training step moves these towards the batch's by <see cref="Momentum"/>, with the unbiased variance, as PyTorch does. A batch with a single
/// value a feature counts as having variance 0 (PyTorch refuses it).
/// Parameters: <c>weight</c> (ones) and <c>bias</c> (zeros); states: <c>running_mean</c> (zeros) and <c>running_var</c> (ones), each of shape <c>[features]</c>.
/// </remarks>
public sealed class BatchNormAttribute : LayerAttribute
{
    /// <summary>The part of a new batch in the running statistics, in [0, 1]. 0.1 by default.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>What is added to the variance, above 0. 1e-5 by default.</summary>
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>Whether there are a learned scale and shift. True by default.</summary>
    public bool Affine { get; set; } = true;
}
