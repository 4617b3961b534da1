namespace NetGen;

/// <summary>The shape of an image in memory: rows of pixels, the channels of a pixel side by side.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Pixels of a row, at least 1.</param>
/// <param name="Channels">Values of a pixel, at least 1.</param>
public readonly record struct ImageShape(int Height, int Width, int Channels)
{
    /// <summary>The values of an image.</summary>
    public int Length => checked(Height * Width * Channels);

    /// <summary>As in messages: height x width x channels.</summary>
    public override string ToString() => FormattableString.Invariant($"{Height} x {Width} x {Channels}");

    internal ImageShape Checked(string argument) =>
        Height >= 1 && Width >= 1 && Channels >= 1 && (long)Height * Width * Channels <= Array.MaxLength
            ? this
            : throw new ArgumentException($"{this} is no shape of an image: at least 1 each, and no more than memory can hold, is expected.", argument);
}
