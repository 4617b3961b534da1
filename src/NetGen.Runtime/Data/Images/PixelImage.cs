using System.Buffers;

namespace NetGen;

/// <summary>
/// An image of bytes, rows of pixels whose channels follow each other: gray, gray and alpha, red-green-blue, or with alpha. Reads PNG, PGM
/// and PPM files, writes PNG; other formats go through a library of one's own and the constructor.
/// </summary>
public sealed class PixelImage
{
    /// <summary>Takes pixels.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1 gray, 2 gray and alpha, 3 red, green and blue, 4 with alpha.</param>
    /// <param name="pixels">Height times width times channels bytes; not copied.</param>
    /// <exception cref="ArgumentException">A size is out of range, or the number of bytes doesn't fit.</exception>
    public PixelImage(int height, int width, int channels, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (channels is < 1 or > 4) throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 to 4 channels are expected.");
        if ((long)height * width * channels != pixels.Length)
            throw new ArgumentException($"{height} x {width} x {channels} are {(long)height * width * channels} bytes, and {pixels.Length} came.", nameof(pixels));
        (Height, Width, Channels, Pixels) = (height, width, channels, pixels);
    }

    /// <summary>A black image.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="channels">1 to 4.</param>
    public PixelImage(int height, int width, int channels)
        : this(height, width, channels, new byte[checked(height * width * channels)])
    {
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>1 gray, 2 gray and alpha, 3 red, green and blue, 4 with alpha.</summary>
    public int Channels { get; }

    /// <summary>The bytes: row by row, there pixel by pixel, there channel by channel.</summary>
    public byte[] Pixels { get; }

    /// <summary>One value.</summary>
    /// <param name="row">From 0, at the top.</param>
    /// <param name="column">From 0, at the left.</param>
    /// <param name="channel">From 0.</param>
    public ref byte this[int row, int column, int channel] => ref Pixels[(row * Width + column) * Channels + channel];

    /// <summary>Reads a file: PNG, PGM or PPM, by its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is malformed or of another format; the message says where.</exception>
    public static PixelImage Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] data = File.ReadAllBytes(path);
        try
        {
            return Decode(data);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a PNG, PGM or PPM image from memory.</summary>
    /// <param name="data">The bytes of the file.</param>
    /// <exception cref="InvalidDataException">They are malformed or of another format; the message says where.</exception>
    public static PixelImage Decode(ReadOnlySpan<byte> data)
    {
        if (PngReader.IsPng(data)) return PngReader.Read(data);
        if (NetpbmReader.IsNetpbm(data)) return NetpbmReader.Read(data);
        throw new InvalidDataException($"The image is neither PNG nor PGM or PPM: it begins with {(data.Length == 0 ? "nothing" : Convert.ToHexString(data[..Math.Min(4, data.Length)]))}.");
    }

    /// <summary>Writes a PNG file.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void SavePng(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
        PngWriter.Write(this, stream);
    }

    /// <summary>Writes a PNG file to a stream.</summary>
    /// <param name="stream">Where to.</param>
    public void SavePng(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PngWriter.Write(this, stream);
    }

    /// <summary>The image with 1 channel (gray, by ITU-R BT.601's weights) or 3 (color); alpha is left out.</summary>
    /// <param name="channels">1 or 3.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public PixelImage ToChannels(int channels)
    {
        if (channels is not (1 or 3)) throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 or 3 channels are expected.");
        if (channels == Channels) return this;
        var result = new PixelImage(Height, Width, channels);
        for (int i = 0; i < Height * Width; i++)
        {
            var from = Pixels.AsSpan(i * Channels, Channels);
            var to = result.Pixels.AsSpan(i * channels, channels);
            if (channels == 1) to[0] = Channels < 3 ? from[0] : (byte)((299 * from[0] + 587 * from[1] + 114 * from[2] + 500) / 1000);
            else if (Channels < 3) to.Fill(from[0]);
            else from[..3].CopyTo(to);
        }
        return result;
    }

    /// <summary>The image in another size: each pixel is the mean of the area that it covers, and interpolated linearly where it covers less than a pixel.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    public PixelImage Resize(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (height == Height && width == Width) return this;
        var (rows, columns) = (Taps(Height, height), Taps(Width, width));
        var result = new PixelImage(height, width, Channels);
        float[] between = ArrayPool<float>.Shared.Rent(Height * width * Channels);
        for (int h = 0; h < Height; h++)
            for (int w = 0; w < width; w++)
                for (int c = 0; c < Channels; c++)
                {
                    float sum = 0;
                    var (first, weights) = columns[w];
                    for (int i = 0; i < weights.Length; i++) sum += weights[i] * Pixels[(h * Width + first + i) * Channels + c];
                    between[(h * width + w) * Channels + c] = sum;
                }
        int line = width * Channels;
        for (int h = 0; h < height; h++)
            for (int i = 0; i < line; i++)
            {
                float sum = 0;
                var (first, weights) = rows[h];
                for (int k = 0; k < weights.Length; k++) sum += weights[k] * between[(first + k) * line + i];
                result.Pixels[h * line + i] = (byte)Math.Clamp(MathF.Round(sum), 0, 255);
            }
        ArrayPool<float>.Shared.Return(between);
        return result;
    }

    /// <summary>A triangle around the centre of each new pixel, as wide as the larger of the old and the new pixel; weights sum to 1.</summary>
    private static (int First, float[] Weights)[] Taps(int from, int to)
    {
        double scale = (double)from / to, radius = Math.Max(scale, 1);
        var taps = new (int, float[])[to];
        for (int i = 0; i < to; i++)
        {
            double centre = (i + 0.5) * scale - 0.5;
            int first = Math.Max((int)Math.Ceiling(centre - radius + 1e-9), 0), last = Math.Min((int)Math.Floor(centre + radius - 1e-9), from - 1);
            first = Math.Min(first, last);
            var weights = new float[last - first + 1];
            for (int k = 0; k < weights.Length; k++) weights[k] = (float)Math.Max(1 - Math.Abs(first + k - centre) / radius, 0);
            float sum = weights.Sum();
            if (sum == 0) weights[0] = sum = 1;
            for (int k = 0; k < weights.Length; k++) weights[k] /= sum;
            taps[i] = (first, weights);
        }
        return taps;
    }
}
