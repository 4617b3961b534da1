namespace NetGen;

/// <summary>Moves the values of an image away from, or towards, the mean of their channel: <c>mean + (value - mean) * factor</c>, with one random factor.</summary>
/// <param name="amount">The factor lies between 1 - amount and 1 + amount; from 0 to 1.</param>
/// <param name="minimum">What values are raised to where they are below it; none by default.</param>
/// <param name="maximum">What values are lowered to where they are above it; none by default.</param>
/// <exception cref="ArgumentOutOfRangeException">The amount is outside [0, 1], or the bounds are no range.</exception>
public sealed class RandomContrast(double amount, float minimum = float.NegativeInfinity, float maximum = float.PositiveInfinity) : AugmentationStep
{
    private readonly double _amount = amount is >= 0 and <= 1 ? amount : throw new ArgumentOutOfRangeException(nameof(amount), amount, "A number from 0 to 1 is expected.");
    private readonly float _maximum = maximum >= minimum ? maximum : throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"At least the minimum, {minimum}, is expected.");

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        double factor = random.Uniform(1 - _amount, 1 + _amount);
        int channels = shape.Channels;
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            for (int i = c; i < source.Length; i += channels) sum += source[i];
            // value * factor + offset, so that a factor of 1 leaves every bit.
            float scale = (float)factor, offset = (float)(sum / (source.Length / channels) * (1 - factor));
            for (int i = c; i < source.Length; i += channels) target[i] = Math.Min(Math.Max(source[i] * scale + offset, minimum), _maximum);
        }
    }
}
