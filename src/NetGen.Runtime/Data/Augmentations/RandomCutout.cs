namespace NetGen;

/// <summary>
/// Covers a square at a random place of each image (DeVries and Taylor 2017, "Improved regularization of convolutional neural networks with cutout").
/// Its middle lies anywhere in the image, so part of it may lie outside.
/// </summary>
/// <param name="size">The square's side in pixels, at least 0.</param>
/// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
public sealed class RandomCutout(int size) : AugmentationStep
{
    private readonly int _size = size >= 0 ? size : throw new ArgumentOutOfRangeException(nameof(size), size, "At least 0 is expected.");
    private readonly float _fill;

    /// <summary>What the square is filled with; 0 by default: black, or the mean of standardized images.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public float Fill
    {
        get => _fill;
        init => _fill = Value(value, nameof(Fill));
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        source.CopyTo(target);
        int top = random.Next(0, shape.Height - 1) - _size / 2, left = random.Next(0, shape.Width - 1) - _size / 2;
        int bottom = (int)Math.Min(shape.Height, (long)top + _size), right = (int)Math.Min(shape.Width, (long)left + _size);
        (top, left) = (Math.Max(0, top), Math.Max(0, left));
        if (right <= left) return;
        for (int y = top; y < bottom; y++) target.Slice((y * shape.Width + left) * shape.Channels, (right - left) * shape.Channels).Fill(_fill);
    }
}
