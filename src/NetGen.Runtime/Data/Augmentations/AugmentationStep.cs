namespace NetGen;

/// <summary>
/// One change of an image in an <see cref="Augmentation"/>. Derive from it for one of your own: it should hold no state that changes, since it is
/// called on another thread than <c>Fit</c>'s, and should allocate nothing.
/// </summary>
public abstract class AugmentationStep
{
    /// <summary>Writes the changed image; an unchanged one has to be written too. The shape stays.</summary>
    /// <param name="source">The image, row after row, channels last.</param>
    /// <param name="target">Where the result goes; other memory than the source.</param>
    /// <param name="shape">Height, width, channels.</param>
    /// <param name="random">The random numbers of this step and sample.</param>
    public abstract void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random);

    private protected static double Probability(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "A probability from 0 to 1 is expected.");

    private protected static double Amount(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "A finite number of at least 0 is expected.");

    private protected static float Value(float value, string name) =>
        float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "A finite number is expected.");
}
