namespace NetGen;

/// <summary>Turns images about their middle by a random angle, interpolated bilinearly. Multiples of 90 degrees of a square image are exact.</summary>
public sealed class RandomRotation : AugmentationStep
{
    private readonly double _minimum, _maximum;
    private readonly float _fill;

    /// <summary>Turns either way.</summary>
    /// <param name="degrees">The greatest angle, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is negative or not finite.</exception>
    public RandomRotation(double degrees)
        : this(-Amount(degrees, nameof(degrees)), degrees)
    {
    }

    /// <summary>Turns by an angle from a range.</summary>
    /// <param name="minimum">The least angle in degrees; positive ones turn counterclockwise.</param>
    /// <param name="maximum">The greatest angle in degrees.</param>
    /// <exception cref="ArgumentOutOfRangeException">An angle is not finite, or the greatest is below the least.</exception>
    public RandomRotation(double minimum, double maximum)
    {
        if (!double.IsFinite(minimum)) throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "A finite angle is expected.");
        if (!double.IsFinite(maximum) || maximum < minimum)
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"A finite angle of at least the minimum, {minimum}, is expected.");
        _minimum = minimum;
        _maximum = maximum;
    }

    /// <summary>What comes in at the corners; 0 by default: black, or the mean of standardized images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public float Fill
    {
        get => _fill;
        init => _fill = Value(value, nameof(Fill));
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        double angle = random.Uniform(_minimum, _maximum);
        // In half turns, so that multiples of 90 degrees have sines and cosines of exactly 0 and 1.
        var (sin, cos) = double.SinCosPi(angle / 180);
        var (height, width, channels) = shape;
        double middleX = (width - 1) / 2.0, middleY = (height - 1) / 2.0;
        for (int y = 0, at = 0; y < height; y++)
            for (int x = 0; x < width; x++, at += channels)
            {
                double dx = x - middleX, dy = y - middleY;
                double fromX = dx * cos - dy * sin + middleX, fromY = dx * sin + dy * cos + middleY;
                double left = Math.Floor(fromX), top = Math.Floor(fromY);
                float rightShare = (float)(fromX - left), bottomShare = (float)(fromY - top);
                int column = (int)left, line = (int)top;
                var pixel = target.Slice(at, channels);
                bool hasTop = (uint)line < (uint)height, hasBottom = (uint)(line + 1) < (uint)height;
                bool hasLeft = (uint)column < (uint)width, hasRight = (uint)(column + 1) < (uint)width;
                int corner = (line * width + column) * channels;
                for (int c = 0; c < channels; c++)
                {
                    float topLeft = hasTop && hasLeft ? source[corner + c] : _fill;
                    float topRight = hasTop && hasRight ? source[corner + channels + c] : _fill;
                    float bottomLeft = hasBottom && hasLeft ? source[corner + width * channels + c] : _fill;
                    float bottomRight = hasBottom && hasRight ? source[corner + (width + 1) * channels + c] : _fill;
                    float above = topLeft + (topRight - topLeft) * rightShare, below = bottomLeft + (bottomRight - bottomLeft) * rightShare;
                    pixel[c] = above + (below - above) * bottomShare;
                }
            }
    }
}
