namespace NetGen;

/// <summary>
/// The binary files of CIFAR-10 and CIFAR-100 (https://www.cs.toronto.edu/~kriz/cifar.html), plain or compressed with gzip. The files hold each
/// image as a plane of red, one of green, one of blue; the datasets have them as everywhere here, channels last: 32 x 32 x 3. All is
/// read and checked before anything is returned.
/// </summary>
/// <example><code>
/// var (train, test) = CifarFile.LoadFolder("cifar-10-batches-bin");
/// var standard = Standardization.OfChannels(train, Dataset.Input);
/// (train, test) = (standard.Apply(train), standard.Apply(test));
/// </code></example>
public static class CifarFile
{
    /// <summary>Height and width of the images.</summary>
    public const int Size = 32;

    /// <summary>Red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>The name of the column of CIFAR-100's 20 superclasses; its 100 classes are <see cref="Dataset.Target"/>.</summary>
    public const string Superclass = "superclass";

    private const int Plane = Size * Size, Pixels = Plane * Channels;

    /// <summary>What CIFAR-10's labels mean.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Reads a file of CIFAR-10.</summary>
    /// <param name="path">The file: records of a label and 3,072 pixels.</param>
    /// <param name="factor">What pixels are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <returns>A dataset with the columns <see cref="Dataset.Input"/>, 32 x 32 x 3, and <see cref="Dataset.Target"/>, from 0 to 9.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is empty, ends within a record, or has a label out of range; the message says where.</exception>
    public static Dataset Load(string path, double factor = 1 / 255.0) => Load([path], factor);

    /// <summary>Reads files of CIFAR-10, one after another, such as the five of its training data.</summary>
    /// <param name="paths">The files: records of a label and 3,072 pixels.</param>
    /// <param name="factor">What pixels are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <returns>A dataset with the columns <see cref="Dataset.Input"/>, 32 x 32 x 3, and <see cref="Dataset.Target"/>, from 0 to 9.</returns>
    /// <exception cref="ArgumentException">There are no paths.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is empty, ends within a record, or has a label out of range; the message says where.</exception>
    public static Dataset Load(IReadOnlyList<string> paths, double factor = 1 / 255.0) => Read(paths, [10], factor);

    /// <summary>Reads CIFAR-10 as its archive has it: <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, or each with <c>.gz</c>.</summary>
    /// <param name="folder">Where the six files are.</param>
    /// <param name="factor">What pixels are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is empty, ends within a record, or has a label out of range; the message says where.</exception>
    public static (Dataset Train, Dataset Test) LoadFolder(string folder, double factor = 1 / 255.0)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] train = [.. Enumerable.Range(1, 5).Select(i => Existing(folder, $"data_batch_{i}.bin"))];
        string test = Existing(folder, "test_batch.bin");
        return (Load(train, factor), Load(test, factor));
    }

    /// <summary>Reads a file of CIFAR-100.</summary>
    /// <param name="path">The file: records of a superclass, a class and 3,072 pixels.</param>
    /// <param name="factor">What pixels are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <returns>
    /// A dataset with the columns <see cref="Dataset.Input"/>, 32 x 32 x 3, <see cref="Dataset.Target"/>, from 0 to 99, and <see cref="Superclass"/>, from 0 to 19.
    /// </returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is empty, ends within a record, or has a label out of range; the message says where.</exception>
    public static Dataset Load100(string path, double factor = 1 / 255.0) => Read([path], [20, 100], factor);

    private static string Existing(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (File.Exists(path)) return path;
        if (File.Exists(path + ".gz")) return path + ".gz";
        throw new FileNotFoundException($"CIFAR-10 is expected in '{folder}', and it has neither '{name}' nor '{name}.gz'.", path);
    }

    /// <param name="paths">The files.</param>
    /// <param name="classes">The classes of each label byte of a record; the last is the target.</param>
    /// <param name="factor">What pixels are multiplied by.</param>
    private static Dataset Read(IReadOnlyList<string> paths, int[] classes, double factor)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0) throw new ArgumentException("At least one file is expected.", nameof(paths));
        int record = classes.Length + Pixels;
        var files = new List<byte[]>();
        long total = 0;
        foreach (string path in paths)
        {
            var bytes = PlainOrGzip.Open(path, stream => ReadRecords(stream, classes));
            files.Add(bytes);
            total += bytes.Length / record;
        }
        if (total > Array.MaxLength / Pixels) throw new InvalidDataException($"The files have {total} images, more than memory can hold in one array.");

        var values = new float[256];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(i * factor);
        var images = new float[total * Pixels];
        int[][] labels = [.. classes.Select(_ => new int[total])];
        int sample = 0;
        foreach (var bytes in files)
            for (int start = 0; start < bytes.Length; start += record, sample++)
            {
                for (int l = 0; l < labels.Length; l++) labels[l][sample] = bytes[start + l];
                Interleave(bytes.AsSpan(start + labels.Length, Pixels), images.AsSpan(sample * Pixels, Pixels), values);
            }
        var data = Dataset.Create(Dataset.Input, images, Size, Size, Channels).With(Dataset.Target, labels[^1]);
        return labels.Length == 1 ? data : data.With(Superclass, labels[0]);
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<float> pixels, float[] values)
    {
        for (int i = 0; i < Plane; i++)
            for (int c = 0; c < Channels; c++)
                pixels[i * Channels + c] = values[planes[c * Plane + i]];
    }

    private static byte[] ReadRecords(Stream stream, int[] classes)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        int record = classes.Length + Pixels, count = bytes.Length / record, rest = bytes.Length % record;
        if (bytes.Length == 0) throw new InvalidDataException($"The CIFAR file is empty; records of {record} bytes are expected.");
        if (rest != 0)
            throw new InvalidDataException(
                $"The CIFAR file ends at byte {bytes.Length}, {rest} bytes within record {count}; whole records of {record} bytes ({classes.Length} for labels, {Pixels} for pixels) are expected.");
        for (int r = 0; r < count; r++)
            for (int l = 0; l < classes.Length; l++)
                if (bytes[r * record + l] >= classes[l])
                    throw new InvalidDataException(
                        $"The CIFAR file has the label {bytes[r * record + l]} in record {r} (byte {(long)r * record + l}); 0 to {classes[l] - 1} is expected.");
        return bytes;
    }
}
