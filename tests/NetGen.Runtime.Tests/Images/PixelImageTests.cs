using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen.Runtime.Tests.Images;

public class PixelImageTests
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 1)]
    [InlineData(3, 17, 2)]
    [InlineData(31, 3, 3)]
    [InlineData(9, 8, 4)]
    public void PngReadsBackWhatWasWritten(int height, int width, int channels)
    {
        var image = Noise(height, width, channels);
        using var stream = new MemoryStream();
        image.SavePng(stream);
        var back = PixelImage.Decode(stream.ToArray());
        Assert.Equal((height, width, channels), (back.Height, back.Width, back.Channels));
        Assert.Equal(image.Pixels, back.Pixels);
    }

    /// <summary>Every filter, written by the formulas of the standard.</summary>
    [Theory]
    [InlineData(2, 8)]
    [InlineData(6, 8)]
    [InlineData(0, 16)]
    public void EveryFilterIsUndone(byte color, byte depth)
    {
        int bytes = (color switch { 0 => 1, 2 => 3, _ => 4 }) * depth / 8, width = 6, height = 10, line = width * bytes;
        var random = new Random(3);
        var raw = new byte[height * line];
        random.NextBytes(raw);
        var filtered = new List<byte>();
        for (int row = 0; row < height; row++)
        {
            filtered.Add((byte)(row % 5));
            for (int i = 0; i < line; i++)
            {
                int a = i < bytes ? 0 : raw[row * line + i - bytes], b = row == 0 ? 0 : raw[(row - 1) * line + i], c = i < bytes || row == 0 ? 0 : raw[(row - 1) * line + i - bytes];
                int p = a + b - c, pa = Math.Abs(p - a), pb = Math.Abs(p - b), pc = Math.Abs(p - c);
                int predicted = (row % 5) switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) / 2, _ => pa <= pb && pa <= pc ? a : pb <= pc ? b : c };
                filtered.Add((byte)(raw[row * line + i] - predicted));
            }
        }
        var image = PixelImage.Decode(Png(width, height, depth, color, [.. filtered]));
        Assert.Equal(depth == 16 ? raw.Where((_, i) => i % 2 == 0) : raw, image.Pixels);
    }

    [Fact]
    public void PalettesAndFewBits()
    {
        // Two rows of five pixels with two bits each.
        byte[] rows = [0, 0b00_01_10_11, 0b01_000000, 0, 0b11_10_01_00, 0b10_000000];
        Assert.Equal([0, 85, 170, 255, 85, 255, 170, 85, 0, 170], PixelImage.Decode(Png(5, 2, 2, 0, rows)).Pixels);
        byte[] palette = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var colors = PixelImage.Decode(Png(5, 2, 2, 3, rows, palette));
        Assert.Equal(3, colors.Channels);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 4, 5, 6], colors.Pixels[..15]);
        Assert.Contains("palette of 2", Malformed(Png(5, 2, 2, 3, rows, palette[..6])));
    }

    [Fact]
    public void DamagedPngFilesSayWhere()
    {
        byte[] good = Png(2, 2, 8, 0, [0, 1, 2, 0, 3, 4]);
        Assert.Equal([1, 2, 3, 4], PixelImage.Decode(good).Pixels);
        Assert.Contains("ends within", Malformed(good[..20]));
        Assert.Contains("ends within", Malformed(good[..^3]));
        byte[] flipped = [.. good];
        flipped[^14] ^= 1;
        Assert.Contains("wrong checksum", Malformed(flipped));
        Assert.Contains("interlacing 2", Malformed(Png(2, 2, 8, 0, [0, 1, 2, 0, 3, 4], interlace: 2)));
        Assert.Contains("cannot make 10000 x 10000", Malformed(Png(10000, 10000, 8, 0, [0, 1, 2, 0, 3, 4])));
        Assert.Contains("color type 5", Malformed(Png(2, 2, 8, 5, [0, 1, 2, 0, 3, 4])));
        Assert.Contains("filter 7", Malformed(Png(2, 2, 8, 0, [0, 1, 2, 7, 3, 4])));
        Assert.Contains("ends in row 1", Malformed(Png(2, 2, 8, 0, [0, 1, 2, 0, 3])));
        Assert.Contains("no palette", Malformed(Png(2, 2, 8, 3, [0, 1, 2, 0, 3, 4])));
        Assert.Contains("0 x 2", Malformed(Png(0, 2, 8, 0, [0])));
        Assert.Contains("neither PNG nor", Malformed([1, 2, 3, 4, 5]));
        Assert.Contains("nothing", Malformed([]));
    }

    [Fact]
    public void NetpbmFiles()
    {
        Assert.Equal([0, 128, 255, 64], PixelImage.Decode("P2 # a comment\n2 2\n255\n0 128\n255 64\n"u8).Pixels);
        Assert.Equal([0, 255, 85, 170], PixelImage.Decode("P2 4 1 3 0 3 1 2"u8).Pixels);
        Assert.Equal([65, 66, 67], PixelImage.Decode("P6 1 1 255\nABC"u8).Pixels);
        Assert.Equal([0x41], PixelImage.Decode([.. "P5 1 1 65535\n"u8, 0x41, 0x41]).Pixels);
        Assert.Contains("bytes of data", Malformed("P6 2 2 255\nABC"u8.ToArray()));
        Assert.Contains("lacks its maximum", Malformed("P5 2 2\n"u8.ToArray()));
        Assert.Contains("value 3", Malformed("P2 2 2 9\n1 2 3 10"u8.ToArray()));
        Assert.Contains("width is 0", Malformed("P2 0 2 9\n1 2"u8.ToArray()));
    }

    [Fact]
    public void SizesAndChannels()
    {
        var image = new PixelImage(2, 2, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
        Assert.Equal([76, 150, 29, 255], image.ToChannels(1).Pixels);
        Assert.Equal([76, 76, 76, 150, 150, 150], image.ToChannels(1).ToChannels(3).Pixels[..6]);
        Assert.Same(image, image.Resize(2, 2));
        // Half the size is about the mean of what is below; twice the size interpolates between centres.
        Assert.Equal([50], new PixelImage(2, 2, 1, [20, 40, 60, 80]).Resize(1, 1).Pixels);
        Assert.Equal([0, 25, 75, 100], new PixelImage(1, 2, 1, [0, 100]).Resize(1, 4).Pixels);
        Assert.All(new PixelImage(9, 7, 1, [.. Enumerable.Repeat((byte)93, 63)]).Resize(4, 13).Pixels, p => Assert.Equal(93, p));
        Assert.Throws<ArgumentException>(() => new PixelImage(2, 2, 3, new byte[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PixelImage(2, 2, 5, new byte[20]));
    }

    internal static PixelImage Noise(int height, int width, int channels)
    {
        var image = new PixelImage(height, width, channels);
        new Random(height * width).NextBytes(image.Pixels);
        return image;
    }

    private static string Malformed(byte[] data) => Assert.Throws<InvalidDataException>(() => PixelImage.Decode(data)).Message;

    private static byte[] Png(int width, int height, byte depth, byte color, byte[] lines, byte[]? palette = null, byte interlace = 0)
    {
        var stream = new MemoryStream();
        stream.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, color, interlace);
        Chunk("IHDR", header);
        Chunk("tEXt", "a\0b"u8.ToArray());
        if (palette is not null) Chunk("PLTE", palette);
        var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(lines);
        byte[] all = data.ToArray();
        Chunk("IDAT", all[..1]);
        Chunk("IDAT", all[1..]);
        Chunk("IEND", []);
        return stream.ToArray();

        void Chunk(string type, byte[] body)
        {
            byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. body];
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, body.Length);
            stream.Write(number);
            stream.Write(typed);
            // CRC-32, bit by bit.
            uint crc = uint.MaxValue;
            foreach (byte b in typed)
            {
                crc ^= b;
                for (int k = 0; k < 8; k++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            }
            BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
            stream.Write(number);
        }
    }
}
