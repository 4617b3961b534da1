using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace NetGen.Storage;

/// <summary>The bytes behind a safetensors header.</summary>
internal static class SafetensorsData
{
    private const int BufferLength = 1 << 16;

    /// <summary>Reads a tensor and converts it.</summary>
    /// <exception cref="InvalidDataException">The stream ends too early, or the type is none of floating point.</exception>
    public static T[] Read<T>(Stream stream, TensorEntry tensor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int size = TensorEntry.SizeOf(tensor.Type);
        var values = new T[tensor.Length / size];
        if (TypeName<T>() == tensor.Type)
        {
            var bytes = MemoryMarshal.AsBytes(values.AsSpan());
            Fill(stream, tensor, bytes);
            ToNative(bytes, size);
            return values;
        }
        Span<byte> buffer = new byte[BufferLength];
        for (int done = 0; done < values.Length;)
        {
            int count = Math.Min(values.Length - done, BufferLength / size);
            var bytes = buffer[..(count * size)];
            Fill(stream, tensor, bytes);
            for (int i = 0; i < count; i++)
            {
                var element = bytes.Slice(i * size, size);
                values[done + i] = tensor.Type switch
                {
                    "F64" => T.CreateTruncating(BinaryPrimitives.ReadDoubleLittleEndian(element)),
                    "F32" => T.CreateTruncating(BinaryPrimitives.ReadSingleLittleEndian(element)),
                    "F16" => T.CreateTruncating(BinaryPrimitives.ReadHalfLittleEndian(element)),
                    // The upper half of a float.
                    "BF16" => T.CreateTruncating(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16)),
                    _ => throw new InvalidDataException($"'{tensor.Name}' is of {tensor.Type}; F64, F32, F16 or BF16 is expected."),
                };
            }
            done += count;
        }
        return values;
    }

    public static bool CanRead(string type) => type is "F64" or "F32" or "F16" or "BF16";

    /// <summary>Passes over a tensor's bytes.</summary>
    public static void Skip(Stream stream, TensorEntry tensor)
    {
        if (stream.CanSeek)
        {
            stream.Seek(tensor.Length, SeekOrigin.Current);
            return;
        }
        var buffer = new byte[BufferLength];
        for (long left = tensor.Length; left > 0;)
        {
            int count = (int)Math.Min(left, BufferLength);
            Fill(stream, tensor, buffer.AsSpan(0, count));
            left -= count;
        }
    }

    /// <summary>Writes values as they are in memory, with the lowest byte first.</summary>
    public static void Write<T>(Stream stream, T[] values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values.AsSpan());
        ToNative(bytes, bytes.Length / Math.Max(1, values.Length));
        stream.Write(bytes);
    }

    /// <summary>The name of the network's type of numbers in the format.</summary>
    public static string TypeName<T>() where T : unmanaged => typeof(T) == typeof(float) ? "F32" : "F64";

    private static void Fill(Stream stream, TensorEntry tensor, Span<byte> bytes)
    {
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length) throw new InvalidDataException($"The file is truncated: it ends within '{tensor.Name}'.");
    }

    private static void ToNative(Span<byte> bytes, int size)
    {
        if (BitConverter.IsLittleEndian) return;
        for (int i = 0; i < bytes.Length; i += size) bytes.Slice(i, size).Reverse();
    }
}
