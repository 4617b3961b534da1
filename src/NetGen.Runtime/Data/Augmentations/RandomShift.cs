namespace NetGen;

/// <summary>
/// Shifts images by whole pixels, at random: the same as a random crop, of the image's own size, from the image with a border of that many pixels.
/// </summary>
public sealed class RandomShift : AugmentationStep
{
    private readonly int _vertical, _horizontal;
    private readonly float _fill;

    /// <summary>Shifts up, down, left and right.</summary>
    /// <param name="pixels">The most pixels either way, at least 0; every shift up to it is as likely.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public RandomShift(int pixels)
        : this(pixels, pixels)
    {
    }

    /// <summary>Shifts up, down, left and right.</summary>
    /// <param name="vertical">The most pixels up or down, at least 0.</param>
    /// <param name="horizontal">The most pixels left or right, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public RandomShift(int vertical, int horizontal)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(vertical);
        ArgumentOutOfRangeException.ThrowIfNegative(horizontal);
        _vertical = vertical;
        _horizontal = horizontal;
    }

    /// <summary>What comes in at the border; 0 by default: black, or the mean of standardized images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public float Fill
    {
        get => _fill;
        init => _fill = Value(value, nameof(Fill));
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        int down = random.Next(-_vertical, _vertical), right = random.Next(-_horizontal, _horizontal);
        int channels = shape.Channels, row = shape.Width * channels;
        int kept = Math.Max(0, shape.Width - Math.Abs(right)) * channels;
        int from = Math.Max(0, -right) * channels, to = Math.Min(shape.Width, Math.Max(0, right)) * channels;
        for (int y = 0; y < shape.Height; y++)
        {
            var line = target.Slice(y * row, row);
            long above = (long)y - down;
            if (above < 0 || above >= shape.Height || kept == 0)
            {
                line.Fill(_fill);
                continue;
            }
            source.Slice((int)above * row + from, kept).CopyTo(line[to..]);
            line[..to].Fill(_fill);
            line[(to + kept)..].Fill(_fill);
        }
    }
}
