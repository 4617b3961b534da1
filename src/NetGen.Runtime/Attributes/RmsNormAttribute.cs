namespace NetGen;

/// <summary>Root-mean-square normalisation (Zhang and Sennrich, 2019): the values of the last axis over the root of their mean square, times <c>weight</c>.</summary>
/// <remarks>Parameter: <c>weight</c> (ones) of shape <c>[features]</c>. Each step of a sequence is normalised by itself.</remarks>
public sealed class RmsNormAttribute : LayerAttribute
{
    /// <summary>What is added to the mean square, above 0. 1e-6 by default.</summary>
    public double Epsilon { get; set; } = 1e-6;

    /// <summary>Whether there is a learned scale. True by default.</summary>
    public bool Affine { get; set; } = true;
}
