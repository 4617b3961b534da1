namespace NetGen;

/// <summary>Mirrors images top to bottom, at random.</summary>
/// <param name="probability">How many of them, from 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is outside [0, 1].</exception>
public sealed class RandomVerticalFlip(double probability = 0.5) : AugmentationStep
{
    private readonly double _probability = Probability(probability, nameof(probability));

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        if (!random.NextBoolean(_probability))
        {
            source.CopyTo(target);
            return;
        }
        int row = shape.Width * shape.Channels;
        for (int y = 0; y < shape.Height; y++) source.Slice(y * row, row).CopyTo(target[((shape.Height - 1 - y) * row)..]);
    }
}
