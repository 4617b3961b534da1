namespace NetGen;

/// <summary>Adds one random number to all values of an image.</summary>
/// <param name="amount">The most that is added or taken away, in the units of the data, at least 0: 0.2 for pixels from 0 to 1.</param>
/// <param name="minimum">What values are raised to where they are below it; none by default.</param>
/// <param name="maximum">What values are lowered to where they are above it; none by default.</param>
/// <exception cref="ArgumentOutOfRangeException">The amount is negative or not finite, or the bounds are no range.</exception>
public sealed class RandomBrightness(double amount, float minimum = float.NegativeInfinity, float maximum = float.PositiveInfinity) : AugmentationStep
{
    private readonly double _amount = Amount(amount, nameof(amount));
    private readonly float _maximum = maximum >= minimum ? maximum : throw new ArgumentOutOfRangeException(nameof(maximum), maximum, $"At least the minimum, {minimum}, is expected.");

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> source, Span<float> target, ImageShape shape, ref AugmentationRandom random)
    {
        float added = (float)random.Uniform(-_amount, _amount);
        for (int i = 0; i < source.Length; i++) target[i] = Math.Min(Math.Max(source[i] + added, minimum), _maximum);
    }
}
