namespace NetGen;

/// <summary>Mirrors images left to right, at random.</summary>
/// <param name="probability">How many of them, from 0 to 1.</param>
/// <exception cref="ArgumentOutOfRangeException">The probability is outside [0, 1].</exception>
public sealed class RandomHorizontalFlip(double probability = 0.5) : AugmentationStep
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
        int channels = shape.Channels, row = shape.Width * channels;
        for (int y = 0; y < shape.Height; y++)
        {
            var from = source.Slice(y * row, row);
            var to = target.Slice(y * row, row);
            if (channels == 1)
            {
                from.CopyTo(to);
                to.Reverse();
                continue;
            }
            for (int x = 0, mirrored = row - channels; x < row; x += channels, mirrored -= channels)
                for (int c = 0; c < channels; c++)
                    to[x + c] = from[mirrored + c];
        }
    }
}
