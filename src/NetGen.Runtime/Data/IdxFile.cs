using System.Buffers.Binary;

namespace NetGen;

/// <summary>
/// IDX files, the format of MNIST and its kin, plain or compressed with gzip: http://yann.lecun.com/exdb/mnist/. All is read and checked
/// before anything is returned.
/// </summary>
public static class IdxFile
{
    /// <summary>Reads samples as real numbers, times a factor.</summary>
    /// <param name="path">The file; the first dimension counts samples.</param>
    /// <param name="factor">What values are multiplied by: 1 / 255 for pixels.</param>
    /// <returns>The values and the dimensions.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is malformed; the message says at which byte.</exception>
    public static (float[] Values, int[] Shape) ReadSingle(string path, double factor = 1) =>
        PlainOrGzip.Open(path, stream => Single(Idx.Read(stream), factor));

    /// <inheritdoc cref="ReadSingle(string, double)"/>
    /// <param name="stream">Plain or gzip.</param>
    /// <param name="factor">What values are multiplied by: 1 / 255 for pixels.</param>
    public static (float[] Values, int[] Shape) ReadSingle(Stream stream, double factor = 1) => Single(PlainOrGzip.Read(stream, Idx.Read), factor);

    /// <summary>Reads integers, such as labels.</summary>
    /// <param name="path">The file; the first dimension counts samples.</param>
    /// <returns>The values and the dimensions.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is malformed, or holds real numbers; the message says at which byte.</exception>
    public static (int[] Values, int[] Shape) ReadInt32(string path) => PlainOrGzip.Open(path, stream => Int32(Idx.Read(stream)));

    /// <inheritdoc cref="ReadInt32(string)"/>
    /// <param name="stream">Plain or gzip.</param>
    public static (int[] Values, int[] Shape) ReadInt32(Stream stream) => Int32(PlainOrGzip.Read(stream, Idx.Read));

    /// <summary>Reads a file of images and a file of labels.</summary>
    /// <param name="imagesPath">The images: samples, rows, columns.</param>
    /// <param name="labelsPath">The labels: samples.</param>
    /// <param name="factor">What pixels are multiplied by; 1 / 255 by default, for numbers from 0 to 1.</param>
    /// <returns>A dataset with the columns <see cref="Dataset.Input"/> and <see cref="Dataset.Target"/>.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is malformed, or the numbers of images and labels differ.</exception>
    public static Dataset Load(string imagesPath, string labelsPath, double factor = 1 / 255.0)
    {
        var (images, shape) = ReadSingle(imagesPath, factor);
        var (labels, labelShape) = ReadInt32(labelsPath);
        if (labelShape.Length != 1) throw new InvalidDataException($"{labelsPath}: labels have one dimension, and this file has {labelShape.Length}.");
        if (shape[0] != labels.Length) throw new InvalidDataException($"{imagesPath} has {shape[0]} images, and {labelsPath} has {labels.Length} labels.");
        return Dataset.Create(Dataset.Input, images, shape[1..]).With(Dataset.Target, labels);
    }

    private static (float[] Values, int[] Shape) Single(Idx idx, double factor)
    {
        var values = new float[idx.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(idx.Number(i) * factor);
        return (values, idx.Shape);
    }

    private static (int[] Values, int[] Shape) Int32(Idx idx)
    {
        if (idx.IsReal) throw new InvalidDataException("The IDX file holds real numbers (byte 2), where integers are expected.");
        var values = new int[idx.Count];
        for (int i = 0; i < values.Length; i++) values[i] = (int)idx.Number(i);
        return (values, idx.Shape);
    }

    /// <summary>A file's header and bytes.</summary>
    private sealed class Idx
    {
        private const int FirstRead = 1 << 20;

        private readonly byte[] _data;
        private readonly byte _type;

        private Idx(byte type, int[] shape, int count, byte[] data)
        {
            _type = type;
            Shape = shape;
            Count = count;
            _data = data;
        }

        public int[] Shape { get; }

        public int Count { get; }

        public bool IsReal => _type is 0x0D or 0x0E;

        private static int Size(byte type) => type switch { 0x08 or 0x09 => 1, 0x0B => 2, 0x0C or 0x0D => 4, 0x0E => 8, _ => 0 };

        public double Number(int index)
        {
            var bytes = _data.AsSpan(index * Size(_type));
            return _type switch
            {
                0x08 => bytes[0],
                0x09 => (sbyte)bytes[0],
                0x0B => BinaryPrimitives.ReadInt16BigEndian(bytes),
                0x0C => BinaryPrimitives.ReadInt32BigEndian(bytes),
                0x0D => BinaryPrimitives.ReadSingleBigEndian(bytes),
                _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
            };
        }

        public static Idx Read(Stream stream)
        {
            Span<byte> start = stackalloc byte[4];
            start = start[..stream.ReadAtLeast(start, 4, throwOnEndOfStream: false)];
            if (start.Length < 4) throw new InvalidDataException($"The IDX file ends at byte {start.Length}, within the 4 bytes it begins with.");
            if (start[0] != 0 || start[1] != 0) throw new InvalidDataException($"An IDX file begins with two zero bytes, and this one with {start[0]:X2} {start[1]:X2}.");
            byte type = start[2], rank = start[3];
            int size = Size(type);
            if (size == 0) throw new InvalidDataException($"The IDX file's type is {type:X2} (byte 2); 08, 09, 0B, 0C, 0D or 0E is expected.");
            if (rank == 0) throw new InvalidDataException("The IDX file has no dimensions (byte 3); at least one is expected.");
            var header = new byte[4 * rank];
            int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (read < header.Length) throw new InvalidDataException($"The IDX file ends at byte {4 + read}, within its {rank} dimensions.");
            var shape = new int[rank];
            long count = 1;
            for (int d = 0; d < rank; d++)
            {
                shape[d] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 * d));
                if (shape[d] < 1) throw new InvalidDataException($"The IDX file's dimension {d} is {(uint)shape[d]} (byte {4 + 4 * d}); 1 to {int.MaxValue} is expected.");
                count *= shape[d];
                if (count > Array.MaxLength / size) throw new InvalidDataException($"The IDX file's dimensions, up to dimension {d} (byte {4 + 4 * d}), make more values than memory can hold.");
            }
            return new Idx(type, shape, (int)count, ReadData(stream, (int)count * size, 4 + header.Length));
        }

        /// <summary>Memory grows with what is really there, not with what a header promises.</summary>
        private static byte[] ReadData(Stream stream, int length, int offset)
        {
            var data = new byte[Math.Min(length, FirstRead)];
            for (int filled = 0; ;)
            {
                filled += stream.ReadAtLeast(data.AsSpan(filled), data.Length - filled, throwOnEndOfStream: false);
                if (filled < data.Length) throw new InvalidDataException($"The IDX file ends at byte {(long)offset + filled}; its dimensions make {(long)offset + length}.");
                if (filled == length) break;
                Array.Resize(ref data, (int)Math.Min(length, 2L * data.Length));
            }
            if (stream.ReadByte() >= 0) throw new InvalidDataException($"The IDX file goes on at byte {(long)offset + length}, where its dimensions end.");
            return data;
        }
    }
}
