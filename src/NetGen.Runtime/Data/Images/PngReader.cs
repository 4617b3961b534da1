using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen;

/// <summary>Reads PNG of every color type and depth, interlaced too. 16 bits are cut to 8; a palette becomes red, green and blue; transparency by color is ignored.</summary>
internal static class PngReader
{
    /// <summary>More than any training image, and little enough that a malformed header allocates no gigabytes.</summary>
    private const int MaximumPixels = 1 << 28;

    public static bool IsPng(ReadOnlySpan<byte> data) => data.StartsWith(PngFormat.Signature);

    public static PixelImage Read(ReadOnlySpan<byte> data)
    {
        Header? header = null;
        byte[]? palette = null;
        using var compressed = new MemoryStream();
        int at = PngFormat.Signature.Length;
        while (true)
        {
            if (data.Length - at < 12) throw Malformed(at, "ends within a chunk");
            int length = BinaryPrimitives.ReadInt32BigEndian(data[at..]);
            string type = Encoding.Latin1.GetString(data.Slice(at + 4, 4));
            if (length < 0 || length > data.Length - at - 12) throw Malformed(at, $"ends within its chunk {type} of {(uint)length} bytes");
            var body = data.Slice(at + 8, length);
            if (PngFormat.Crc(data.Slice(at + 4, 4 + length)) != BinaryPrimitives.ReadUInt32BigEndian(data[(at + 8 + length)..]))
                throw Malformed(at, $"has a chunk {type} with a wrong checksum");
            if (header is null && type != "IHDR") throw Malformed(at, $"begins with the chunk {type}, not with IHDR");
            if (type == "IHDR") header = header is null ? Header.Read(body, at) : throw Malformed(at, "has a second header");
            else if (type == "PLTE") palette = body.ToArray();
            else if (type == "IDAT") compressed.Write(body);
            else if (type == "IEND") break;
            // A chunk whose name begins with a capital must be understood.
            else if (char.IsAsciiLetterUpper(type[0])) throw Malformed(at, $"has the unknown critical chunk {type}");
            at += 12 + length;
        }
        if (header!.ColorType == 3 && (palette is null || palette.Length % 3 != 0)) throw new InvalidDataException("The PNG image has colors by index, but no palette.");
        // Deflate makes at most 1,032 bytes of one: a header that promises more is refused before memory is taken.
        if ((long)header.LineLength(header.Width) * header.Height / 1100 > compressed.Length)
            throw new InvalidDataException($"The PNG image's {compressed.Length} bytes of data cannot make {header.Width} x {header.Height} pixels.");
        compressed.Position = 0;
        return Pixels(header, compressed, palette);
    }

    private static InvalidDataException Malformed(int at, string what) => new($"The PNG image {what} (byte {at}).");

    private static PixelImage Pixels(Header header, Stream compressed, byte[]? palette)
    {
        var image = new PixelImage(header.Height, header.Width, header.ColorType == 3 ? 3 : header.Samples);
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        if (!header.IsInterlaced)
        {
            ReadPass(header, zlib, palette, image, 0, 0, 1, 1);
            return image;
        }
        // Adam7: seven images, each of the pixels of a grid.
        ReadOnlySpan<(int X, int Y, int Dx, int Dy)> passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        foreach (var (x, y, dx, dy) in passes) ReadPass(header, zlib, palette, image, x, y, dx, dy);
        return image;
    }

    /// <summary>Reads the pixels in the columns x, x + dx, ... of the rows y, y + dy, ...; none where the image ends before.</summary>
    private static void ReadPass(Header header, ZLibStream zlib, byte[]? palette, PixelImage image, int x, int y, int dx, int dy)
    {
        int columns = (header.Width - x + dx - 1) / dx, step = Math.Max(1, header.Samples * header.Depth / 8);
        if (x >= header.Width || y >= header.Height) return;
        byte[] current = new byte[header.LineLength(columns)], previous = new byte[current.Length];
        for (int row = y; row < header.Height; row += dy, (current, previous) = (previous, current))
        {
            int filter = ReadLine(header, zlib, current, row);
            for (int i = 0; i < current.Length && filter != 0; i++)
            {
                int left = i < step ? 0 : current[i - step], up = previous[i], corner = i < step ? 0 : previous[i - step];
                current[i] += (byte)(filter switch { 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
            }
            for (int i = 0; i < columns; i++) SetPixel(header, current, i, palette, image, row, x + i * dx);
        }
    }

    /// <summary>Reads a line as it is stored; returns its filter.</summary>
    private static int ReadLine(Header header, ZLibStream zlib, byte[] line, int row)
    {
        int filter, read;
        try
        {
            filter = zlib.ReadByte();
            read = filter < 0 ? 0 : zlib.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"The PNG image's compressed data is damaged in row {row}.", error);
        }
        if (read < line.Length) throw new InvalidDataException($"The PNG image's data ends in row {row} of {header.Height}.");
        return filter <= 4 ? filter : throw new InvalidDataException($"The PNG image's row {row} has the filter {filter}; 0 to 4 is expected.");
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner, a = Math.Abs(estimate - left), b = Math.Abs(estimate - up), c = Math.Abs(estimate - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static void SetPixel(Header header, byte[] line, int index, byte[]? palette, PixelImage image, int row, int column)
    {
        var pixel = image.Pixels.AsSpan((row * image.Width + column) * image.Channels, image.Channels);
        if (header.ColorType != 3)
        {
            for (int c = 0; c < pixel.Length; c++)
            {
                int value = Value(header, line, index * pixel.Length + c);
                pixel[c] = (byte)(header.Depth < 8 ? value * 255 / ((1 << header.Depth) - 1) : value);
            }
            return;
        }
        int color = Value(header, line, index);
        if (3 * color + 2 >= palette!.Length)
            throw new InvalidDataException($"The PNG image's pixel {column} of row {row} has the color {color} of a palette of {palette.Length / 3}.");
        palette.AsSpan(3 * color, 3).CopyTo(pixel);
    }

    /// <summary>A number of a line; of 16 bits the upper 8.</summary>
    private static int Value(Header header, byte[] line, int index) => header.Depth switch
    {
        8 => line[index],
        16 => line[2 * index],
        _ => line[index * header.Depth / 8] >> (8 - header.Depth - index * header.Depth % 8) & ((1 << header.Depth) - 1),
    };

    private sealed record Header(int Width, int Height, int Depth, int ColorType, bool IsInterlaced)
    {
        /// <summary>Values of a pixel.</summary>
        public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        /// <summary>Bytes of a line of some pixels, beside its filter.</summary>
        public int LineLength(int pixels) => (int)(((long)pixels * Samples * Depth + 7) / 8);

        public static Header Read(ReadOnlySpan<byte> body, int at)
        {
            if (body.Length != 13) throw Malformed(at, $"has a header of {body.Length} bytes instead of 13");
            int width = BinaryPrimitives.ReadInt32BigEndian(body), height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
            int depth = body[8], color = body[9];
            if (width < 1 || height < 1 || (long)width * height > MaximumPixels) throw Malformed(at, $"is {(uint)width} x {(uint)height} pixels; 1 to {MaximumPixels} in all are expected");
            bool known = color switch { 0 => depth is 1 or 2 or 4 or 8 or 16, 3 => depth is 1 or 2 or 4 or 8, 2 or 4 or 6 => depth is 8 or 16, _ => false };
            if (!known || body[10] != 0 || body[11] != 0) throw Malformed(at, $"has the color type {color} with {depth} bits, which PNG doesn't know");
            if (body[12] > 1) throw Malformed(at, $"has the interlacing {body[12]}, which PNG doesn't know");
            return new Header(width, height, depth, color, IsInterlaced: body[12] == 1);
        }
    }
}
