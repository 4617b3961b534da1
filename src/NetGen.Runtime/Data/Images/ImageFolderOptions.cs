namespace NetGen;

/// <summary>How <see cref="ImageFolder"/> reads a folder.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>The size that all images are brought to, by <see cref="PixelImage.Resize"/>; null, by default, where all have one size already.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>1 for gray, 3 for red, green and blue, by default; alpha is left out.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>What bytes are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</summary>
    public double Factor { get; init; } = 1 / 255.0;

    /// <summary>
    /// The classes in order, where they are known, as those of the training images are for the test images; null, by default, for the folders that are
    /// there, in ordinal order.
    /// </summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Reads a file, of any name, that is not PNG, PGM or PPM, from its path; gives null for a file that is not an image.</summary>
    public Func<string, PixelImage?>? Decode { get; init; }
}
