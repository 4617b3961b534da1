namespace NetGen;

/// <summary>
/// Images of classes, one folder a class: <c>flowers/rose/1.png</c> is of the class <c>rose</c>. Reads PNG, PGM and PPM, or what a decoder of one's own
/// reads. All is read and checked before anything is returned.
/// </summary>
/// <example><code>
/// var (train, classes) = ImageFolder.Load("flowers/train", new ImageFolderOptions { Size = (64, 64) });
/// var (test, _) = ImageFolder.Load("flowers/test", new ImageFolderOptions { Size = (64, 64), Classes = classes });
/// </code></example>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".png", ".pgm", ".ppm", ".pnm"];
    private static readonly string[] Others = [".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff", ".heic", ".avif", ".pbm", ".pam", ".jp2", ".jxl", ".tga"];

    /// <summary>
    /// Reads all images into memory, in one size. Folders and files come in the ordinal order of their names, so that samples have the same order on every machine;
    /// files deeper down count too. Names that begin with a dot, and files that are no images, are passed over.
    /// </summary>
    /// <param name="folder">The folder of the classes' folders.</param>
    /// <param name="options">Size, channels, classes.</param>
    /// <returns>
    /// A dataset with the columns <see cref="Dataset.Input"/>, of shape <c>[height, width, channels]</c>, and <see cref="Dataset.Target"/>; and the classes' names.
    /// </returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// An image is malformed, of a format that isn't read, or of another size than the first; a folder is of no class, or there are no images. The message says which.
    /// </exception>
    public static (Dataset Data, string[] Classes) Load(string folder, ImageFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        if (options.Channels is not (1 or 3)) throw new ArgumentException($"ImageFolderOptions.Channels is {options.Channels}; 1 or 3 is expected.", nameof(options));
        if (options.Size is { Height: < 1 } or { Width: < 1 }) throw new ArgumentException($"ImageFolderOptions.Size is {options.Size}; at least 1 each is expected.", nameof(options));
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        string[] folders = [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)).Where(n => !n.StartsWith('.')).Order(StringComparer.Ordinal)];
        string[] classes = options.Classes is { } given ? [.. given] : folders;
        if (classes.Distinct().Count() != classes.Length) throw new ArgumentException("ImageFolderOptions.Classes has a name twice.", nameof(options));
        if (folders.Except(classes).FirstOrDefault() is { } unknown)
            throw new InvalidDataException($"'{Path.Combine(folder, unknown)}': the folder '{unknown}' is none of the classes; {NearNames.Hint(unknown, classes)}.");

        var images = new List<(PixelImage Image, int Label, string File)>();
        for (int label = 0; label < classes.Length; label++)
        {
            if (!folders.Contains(classes[label])) continue;
            foreach (string file in FilesOf(Path.Combine(folder, classes[label])))
                if (Read(file, options) is { } image) images.Add((image, label, file));
        }
        if (images.Count == 0)
            throw new InvalidDataException($"'{folder}' has no images: a folder for each class with files of {string.Join(", ", Extensions)} is expected.");
        return (Join(images, options), classes);
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        foreach (string path in Directory.GetFiles(folder).Where(IsVisible).Order(StringComparer.Ordinal)) yield return path;
        foreach (string path in Directory.GetDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal))
            foreach (string file in FilesOf(path)) yield return file;
    }

    private static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.');

    private static PixelImage? Read(string file, ImageFolderOptions options)
    {
        string extension = Path.GetExtension(file);
        bool isKnown = Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
        if (!isKnown && options.Decode is null && Others.Contains(extension, StringComparer.OrdinalIgnoreCase))
            throw new InvalidDataException($"{file}: '{extension}' is not read: PNG, PGM or PPM is expected. Convert it, or set ImageFolderOptions.Decode.");
        var image = (isKnown ? PixelImage.Load(file) : options.Decode?.Invoke(file))?.ToChannels(options.Channels);
        return options.Size is var (height, width) ? image?.Resize(height, width) : image;
    }

    private static Dataset Join(List<(PixelImage Image, int Label, string File)> images, ImageFolderOptions options)
    {
        var (first, _, firstFile) = images[0];
        int length = first.Pixels.Length;
        var values = new float[checked(images.Count * length)];
        for (int i = 0; i < images.Count; i++)
        {
            var (image, _, file) = images[i];
            if ((image.Height, image.Width) != (first.Height, first.Width))
                throw new InvalidDataException($"{file} is {image.Height} x {image.Width} pixels, and {firstFile} is {first.Height} x {first.Width}: " +
                    "images of one size are expected, or ImageFolderOptions.Size.");
            for (int p = 0; p < length; p++) values[i * length + p] = (float)(image.Pixels[p] * options.Factor);
        }
        return Dataset.Create(Dataset.Input, values, first.Height, first.Width, options.Channels).With(Dataset.Target, images.ConvertAll(i => i.Label).ToArray());
    }
}
