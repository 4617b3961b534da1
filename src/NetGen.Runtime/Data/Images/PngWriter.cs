using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NetGen;

/// <summary>Writes PNG with 8 bits a channel, each row as its difference from the one above, which suits smooth images and flat areas.</summary>
internal static class PngWriter
{
    private const byte Up = 2;

    public static void Write(PixelImage image, Stream stream)
    {
        stream.Write(PngFormat.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = image.Channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        Chunk(stream, "IHDR", header);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
        {
            int length = image.Width * image.Channels;
            var line = new byte[1 + length];
            line[0] = Up;
            for (int row = 0; row < image.Height; row++)
            {
                for (int i = 0; i < length; i++) line[1 + i] = (byte)(image.Pixels[row * length + i] - (row == 0 ? 0 : image.Pixels[(row - 1) * length + i]));
                zlib.Write(line);
            }
        }
        Chunk(stream, "IDAT", data.ToArray());
        Chunk(stream, "IEND", []);
    }

    private static void Chunk(Stream stream, string type, byte[] data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        data.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), PngFormat.Crc(chunk.AsSpan(4, 4 + data.Length)));
        stream.Write(chunk);
    }
}
