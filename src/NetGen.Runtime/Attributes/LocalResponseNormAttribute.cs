namespace NetGen;

/// <summary>
/// Local response normalisation (Krizhevsky et al., 2012): each value divided by <c>(K + Alpha / size * s) ^ Beta</c>, where s is the sum of the squares of
/// the <c>size</c> channels around it at the same place. Alpha is divided by the size, as in PyTorch; in the paper it is not.
/// </summary>
/// <param name="size">The number of neighbouring channels, at least 1.</param>
public sealed class LocalResponseNormAttribute(int size) : LayerAttribute
{
    /// <summary>The number of neighbouring channels.</summary>
    public int Size { get; } = size;

    /// <summary>The factor of the squares, at least 0. 1e-4 by default.</summary>
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent, above 0. 0.75 by default.</summary>
    public double Beta { get; set; } = 0.75;

    /// <summary>What is added to the squares, above 0. 1 by default; 2 in the paper.</summary>
    public double K { get; set; } = 1;
}
