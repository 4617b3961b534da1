using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen;

/// <summary>Reads PNG of every color type and depth, not interlaced. 16 bits are cut to 8; a palette becomes red, green and blue; transparency by color is ignored.</summary>
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
            if (type == "IHDR") header = Header.Read(body, at);
            else if (type == "PLTE") palette = body.ToArray();
            else if (type == "IDAT") compressed.Write(body);
            else if (type == "IEND") break;
            // A chunk whose name begins with a capital must be understood.
            else if (char.IsAsciiLetterUpper(type[0])) throw Malformed(at, $"has the unknown critical chunk {type}");
            at += 12 + length;
        }
        if (header!.ColorType == 3 && (palette is null || palette.Length % 3 != 0)) throw new InvalidDataException("The PNG image has colors by index, but no palette.");
        compressed.Position = 0;
        return Expand(header, Lines(header, compressed), palette);
    }

    private static InvalidDataException Malformed(int at, string what) => new($"The PNG image {what} (byte {at}).");

    /// <summary>The bytes of all rows, without filters.</summary>
    private static byte[] Lines(Header header, Stream compressed)
    {
        int line = (header.Width * header.Samples * header.Depth + 7) / 8, pixel = Math.Max(1, header.Samples * header.Depth / 8);
        var lines = new byte[line * header.Height];
        using var zlib = new ZLibStream(compressed, CompressionMode.Decompress);
        var previous = new byte[line];
        for (int row = 0; row < header.Height; row++)
        {
            var current = lines.AsSpan(row * line, line);
            int filter, read;
            try
            {
                filter = zlib.ReadByte();
                read = filter < 0 ? 0 : zlib.ReadAtLeast(current, line, throwOnEndOfStream: false);
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"The PNG image's compressed data is damaged in row {row}.", error);
            }
            if (read < line) throw new InvalidDataException($"The PNG image's data ends in row {row} of {header.Height}.");
            for (int i = 0; i < line; i++)
            {
                int left = i < pixel ? 0 : current[i - pixel], up = previous[i], corner = i < pixel ? 0 : previous[i - pixel];
                current[i] += (byte)(filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw new InvalidDataException($"The PNG image's row {row} has the filter {filter}; 0 to 4 is expected."),
                });
            }
            current.CopyTo(previous);
        }
        return lines;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner, a = Math.Abs(estimate - left), b = Math.Abs(estimate - up), c = Math.Abs(estimate - corner);
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static PixelImage Expand(Header header, byte[] lines, byte[]? palette)
    {
        var image = new PixelImage(header.Height, header.Width, palette is not null && header.ColorType == 3 ? 3 : header.Samples);
        int line = lines.Length / header.Height, perLine = header.Width * header.Samples;
        for (int row = 0; row < header.Height; row++)
            for (int i = 0; i < perLine; i++)
            {
                int value = header.Depth switch
                {
                    8 => lines[row * line + i],
                    16 => lines[row * line + 2 * i],
                    _ => lines[row * line + i * header.Depth / 8] >> (8 - header.Depth - i * header.Depth % 8) & ((1 << header.Depth) - 1),
                };
                if (header.ColorType == 3)
                {
                    if (3 * value + 2 >= palette!.Length)
                        throw new InvalidDataException($"The PNG image's pixel {i} of row {row} has the color {value} of a palette of {palette.Length / 3}.");
                    palette.AsSpan(3 * value, 3).CopyTo(image.Pixels.AsSpan((row * header.Width + i) * 3));
                }
                else
                {
                    image.Pixels[row * perLine + i] = (byte)(header.Depth < 8 ? value * 255 / ((1 << header.Depth) - 1) : value);
                }
            }
        return image;
    }

    private sealed record Header(int Width, int Height, int Depth, int ColorType)
    {
        /// <summary>Values of a pixel.</summary>
        public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

        public static Header Read(ReadOnlySpan<byte> body, int at)
        {
            if (body.Length != 13) throw Malformed(at, $"has a header of {body.Length} bytes instead of 13");
            int width = BinaryPrimitives.ReadInt32BigEndian(body), height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
            int depth = body[8], color = body[9];
            if (width < 1 || height < 1 || (long)width * height > MaximumPixels) throw Malformed(at, $"is {(uint)width} x {(uint)height} pixels; 1 to {MaximumPixels} in all are expected");
            bool known = color switch { 0 => depth is 1 or 2 or 4 or 8 or 16, 3 => depth is 1 or 2 or 4 or 8, 2 or 4 or 6 => depth is 8 or 16, _ => false };
            if (!known || body[10] != 0 || body[11] != 0) throw Malformed(at, $"has the color type {color} with {depth} bits, which PNG doesn't know");
            if (body[12] != 0) throw Malformed(at, "is interlaced, which isn't read: save it without interlacing");
            return new Header(width, height, depth, color);
        }
    }
}
