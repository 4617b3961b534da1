namespace NetGen;

/// <summary>
/// Images of classes, one folder a class: <c>folder/cat/1.png</c>, <c>folder/dog/2.png</c>. Classes are numbered in the order of their names. Reads PNG
/// (not interlaced), PGM and PPM, or what a decoder of one's own reads.
/// </summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".pgm", ".ppm", ".pnm"];

    /// <summary>Reads all images into memory, in one size.</summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="height">Rows; images of another size are resized.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">3 for color, 1 for gray.</param>
    /// <param name="factor">What bytes are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <param name="decode">Reads a file, of any name, that is not PNG, PGM or PPM; null for a file that is not an image. Without it such files are left out.</param>
    /// <returns>A dataset with the columns <see cref="Dataset.Input"/>, of shape <c>[height, width, channels]</c>, and <see cref="Dataset.Target"/>; and the classes' names.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or there are no images.</exception>
    public static (Dataset Data, string[] Classes) Load(
        string folder, int height, int width, int channels = 3, double factor = 1 / 255.0, Func<string, PixelImage?>? decode = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        // Ordinal order, so that classes have the same numbers on every machine.
        string[] classes = [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        var images = new List<PixelImage>();
        var labels = new List<int>();
        for (int label = 0; label < classes.Length; label++)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(folder, classes[label])).Order(StringComparer.Ordinal))
            {
                bool known = Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
                var image = known ? PixelImage.Load(file) : decode?.Invoke(file);
                if (image is null) continue;
                images.Add(image.ToChannels(channels).Resize(height, width));
                labels.Add(label);
            }
        }
        if (images.Count == 0)
            throw new InvalidDataException($"'{folder}' has no images: a folder for each class with files of {string.Join(", ", Extensions)} is expected.");
        int length = height * width * channels;
        var values = new float[checked(images.Count * length)];
        for (int i = 0; i < images.Count; i++)
            for (int p = 0; p < length; p++) values[i * length + p] = (float)(images[i].Pixels[p] * factor);
        return (Dataset.Create(Dataset.Input, values, height, width, channels).With(Dataset.Target, labels.ToArray()), classes);
    }
}
