using System.Buffers.Binary;
using System.Text.Json;

namespace NetGen.Storage;

/// <summary>
/// The header of a safetensors file (https://github.com/huggingface/safetensors): eight bytes of length, then JSON that names each tensor,
/// its type, its shape, and its bytes in the buffer behind. Everything is checked here, so that what reads on can rely on it.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit, against files that would make a reader allocate without bound.</summary>
    private const long MaximumLength = 100_000_000;

    private SafetensorsHeader(List<TensorEntry> tensors, Dictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors, in the order of their bytes, without holes or overlaps.</summary>
    public IReadOnlyList<TensorEntry> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Bytes of all tensors.</summary>
    public long DataLength => Tensors.Count == 0 ? 0 : Tensors[^1].End;

    /// <summary>Reads a header and leaves the stream at the first tensor's first byte.</summary>
    /// <exception cref="InvalidDataException">It is no safetensors header, or one that contradicts itself.</exception>
    public static SafetensorsHeader Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Bad("it ends within the 8 bytes of the header's length");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaximumLength) throw Bad($"the header's length reads {length:N0}, and {MaximumLength:N0} is the most");
        if (stream.CanSeek && (long)length > stream.Length - stream.Position)
            throw Bad($"the header takes {length:N0} bytes, and {stream.Length - stream.Position:N0} are left");
        var json = new byte[length];
        int read = stream.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
        if (read < json.Length) throw Bad($"the header takes {length:N0} bytes, and {read:N0} are left");
        SafetensorsHeader header;
        try
        {
            header = Parse(json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // Utf8JsonReader throws the latter two for values that are not of the asked type or not well-formed text.
            throw new InvalidDataException($"Not a safetensors file: the header is not the JSON that is expected. {error.Message}", error);
        }
        if (stream.CanSeek && header.DataLength > stream.Length - stream.Position)
            throw Bad($"it is truncated: the tensors take {header.DataLength:N0} bytes, and {stream.Length - stream.Position:N0} are left");
        return header;
    }

    private static InvalidDataException Bad(string what) => new($"Not a safetensors file: {what}.");

    private static SafetensorsHeader Parse(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        var tensors = new List<TensorEntry>();
        var names = new HashSet<string>();
        var metadata = new Dictionary<string, string>();
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name)) throw Bad($"'{name}' is there twice");
            if (name == "__metadata__") ReadMetadata(ref reader, metadata);
            else tensors.Add(ReadEntry(ref reader, name));
        }
        if (reader.Read()) throw Bad("there is more in the header than one object");

        tensors.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        long position = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Begin != position)
                throw Bad($"'{tensor.Name}' begins at byte {tensor.Begin}, where {position} is expected: tensors may neither overlap nor leave holes");
            position = tensor.End;
        }
        return new SafetensorsHeader(tensors, metadata);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String);
            if (!metadata.TryAdd(key, reader.GetString()!)) throw Bad($"'{key}' is there twice in the metadata");
        }
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            switch (reader.GetString())
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String);
                    type = reader.GetString();
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
        if (type is null || shape is null || offsets is not [var begin, var end])
            throw Bad($"'{name}' needs a dtype, a shape, and data_offsets of two numbers");
        if (end < begin) throw Bad($"'{name}' ends at byte {end}, before its beginning at {begin}");
        int size = TensorEntry.SizeOf(type);
        if (size > 0 && Product(shape) is var count && (count < 0 || count > long.MaxValue / size || count * size != end - begin))
            throw Bad($"'{name}' of {type} [{string.Join(", ", shape)}] cannot take {end - begin:N0} bytes");
        return new TensorEntry(name, type, shape, begin, end);
    }

    /// <summary>The number of elements, -1 where 64 bits don't hold it.</summary>
    private static long Product(long[] shape)
    {
        long product = 1;
        foreach (long d in shape)
        {
            if (d == 0) return 0;
            if (product >= 0) product = product > long.MaxValue / d ? -1 : product * d;
        }
        return product;
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string name)
    {
        var numbers = new List<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (Next(ref reader) == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long number) || number < 0) throw Bad($"'{name}' has a size or offset that is not a whole number of at least 0");
            numbers.Add(number);
        }
        if (reader.TokenType != JsonTokenType.EndArray) throw Bad($"'{name}' has a list with something else than numbers");
        return [.. numbers];
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw Bad("the header ends too early");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (Next(ref reader) != type) throw Bad($"the header has {reader.TokenType} at byte {reader.TokenStartIndex}, where {type} is expected");
    }
}
