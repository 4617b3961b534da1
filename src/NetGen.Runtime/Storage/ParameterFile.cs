using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using NetGen.Storage;

namespace NetGen;

/// <summary>
/// Parameters and states as safetensors files, with PyTorch's names, shapes and orders. The generated <c>Save</c> and <c>Load</c> call this.
/// </summary>
public static class ParameterFile
{
    /// <summary>Writes a file: beside it first, then flushed and renamed, so that it is whole whatever happens.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">What is written.</param>
    /// <param name="path">The file; it is replaced if it is there.</param>
    /// <param name="metadata">What the file says beside; <c>format</c> is <c>pt</c> unless it is set here.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save<T>(ParameterSet<T> parameters, string path, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => Save(parameters, stream, metadata));
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="parameters">What is written.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="metadata">What the file says beside; <c>format</c> is <c>pt</c> unless it is set here.</param>
    public static void Save<T>(ParameterSet<T> parameters, Stream stream, IReadOnlyDictionary<string, string>? metadata = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stream);
        WriteHeader<T>(stream, parameters.Select(p => (p.Name, p.Shape)), metadata);
        foreach (var parameter in parameters) SafetensorsData.Write(stream, parameter.ToArray());
    }

    /// <summary>Loads a file into a network. Either all that fits is loaded, or nothing is changed.</summary>
    /// <typeparam name="T">The network's type of numbers; values of F64, F32, F16 and BF16 are converted to it.</typeparam>
    /// <param name="parameters">What is replaced.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">How names are matched.</param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="ArgumentException">A pattern of the options matches nothing.</exception>
    /// <exception cref="InvalidDataException">It is malformed, or its names, shapes or types don't fit the network.</exception>
    public static LoadReport Load<T>(ParameterSet<T> parameters, string path, LoadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        try
        {
            return Load(parameters, stream, options, wholeStream: true);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Loads from a stream and leaves it behind the last tensor.</summary>
    /// <typeparam name="T">The network's type of numbers; values of F64, F32, F16 and BF16 are converted to it.</typeparam>
    /// <param name="parameters">What is replaced.</param>
    /// <param name="stream">Where from; it need not seek.</param>
    /// <param name="options">How names are matched.</param>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="InvalidDataException">The data are malformed, or the names, shapes or types don't fit the network.</exception>
    public static LoadReport Load<T>(ParameterSet<T> parameters, Stream stream, LoadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Load(parameters, stream, options, wholeStream: false);

    private static LoadReport Load<T>(ParameterSet<T> parameters, Stream stream, LoadOptions? options, bool wholeStream)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(stream);
        var header = SafetensorsHeader.Read(stream);
        if (wholeStream && stream.Length - stream.Position > header.DataLength)
            throw new InvalidDataException($"The tensors take {header.DataLength:N0} bytes, and {stream.Length - stream.Position:N0} follow the header.");
        var matches = Match(parameters, header, options ?? new LoadOptions(), out var report);

        // Everything is read before anything is written: a stream may end too early.
        var values = new List<(NetworkParameter<T> Target, T[] Values)>(matches.Count);
        foreach (var tensor in header.Tensors)
        {
            if (matches.TryGetValue(tensor, out var target)) values.Add((target, SafetensorsData.Read<T>(stream, tensor)));
            else SafetensorsData.Skip(stream, tensor);
        }
        foreach (var (target, numbers) in values) target.CopyFrom(numbers);
        return report;
    }

    private static Dictionary<TensorEntry, NetworkParameter<T>> Match<T>(ParameterSet<T> parameters, SafetensorsHeader header, LoadOptions options, out LoadReport report)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string? NameOf(TensorEntry tensor) => options.Rename is null ? tensor.Name : options.Rename(tensor.Name);
        string[] names = [.. parameters.Select(p => p.Name)];
        options.Check(parameters.NetworkName, names, [.. header.Tensors.Select(NameOf).OfType<string>()]);
        var matches = new Dictionary<TensorEntry, NetworkParameter<T>>(ReferenceEqualityComparer.Instance);
        var origins = new Dictionary<string, string>();
        var unexpected = new List<string>();
        var problems = new List<string>();
        foreach (var tensor in header.Tensors)
        {
            // PyTorch's batch normalisation counts its batches; nothing here reads the count.
            if (tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)) continue;
            string? name = NameOf(tensor);
            if (name is null || !options.Takes(name)) continue;
            if (!parameters.TryGet(name, out var target))
            {
                unexpected.Add(tensor.Name);
                continue;
            }
            if (!origins.TryAdd(name, tensor.Name)) problems.Add($"both '{origins[name]}' and '{tensor.Name}' are renamed to '{name}'");
            else if (!tensor.Shape.SequenceEqual(target.Shape.Select(d => (long)d)))
                problems.Add($"'{name}' is {NetworkParameter<T>.ShapeText(target.Shape)} in the network and [{string.Join(", ", tensor.Shape)}] in the file");
            else if (!SafetensorsData.CanRead(tensor.Type))
                problems.Add($"'{tensor.Name}' is of {tensor.Type}, where F64, F32, F16 or BF16 is expected");
            else matches.Add(tensor, target);
        }
        var missing = names.Where(n => options.Takes(n) && !origins.ContainsKey(n)).ToList();
        if (options.Strict)
        {
            if (missing.Count > 0) problems.Add("the file lacks " + Quote(missing));
            if (unexpected.Count > 0) problems.Add("the network lacks " + Quote(unexpected));
        }
        else if (matches.Count == 0 && problems.Count == 0 && missing.Count > 0)
        {
            problems.Add($"none of its {header.Tensors.Count} tensors has a name of the network; it lacks {Quote(missing)}, and the network lacks {Quote(unexpected)}");
        }
        if (problems.Count > 0)
            throw new InvalidDataException($"The file doesn't fit {parameters.NetworkName}: {string.Join("; ", problems)}. "
                + "Nothing was changed. LoadOptions.Rename maps names, Include and Exclude choose what is loaded, and Strict = false lets names differ.");
        report = new LoadReport([.. matches.Values.Select(p => p.Name)], missing, unexpected, header.Metadata);
        return matches;
    }

    private static string Quote(List<string> names) => string.Join(", ", names.Take(10).Select(n => $"'{n}'")) + (names.Count > 10 ? $" and {names.Count - 10} more" : "");

    /// <summary>Writes what comes before the numbers, which follow in the order of the tensors.</summary>
    internal static void WriteHeader<T>(Stream stream, IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        byte[] header = Header<T>(tensors, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
    }

    private static byte[] Header<T>(IEnumerable<(string Name, IReadOnlyList<int> Shape)> tensors, IReadOnlyDictionary<string, string>? metadata)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("__metadata__");
            if (metadata is null || !metadata.ContainsKey("format")) writer.WriteString("format", "pt");
            foreach (var (key, value) in metadata ?? new Dictionary<string, string>()) writer.WriteString(key, value);
            writer.WriteEndObject();
            long position = 0;
            foreach (var (name, shape) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", SafetensorsData.TypeName<T>());
                writer.WriteStartArray("shape");
                foreach (int d in shape) writer.WriteNumberValue(d);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(position);
                position += shape.Aggregate(1L, (a, b) => a * b) * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
                writer.WriteNumberValue(position);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        // Spaces up to a multiple of eight, so that a mapped file's numbers are aligned.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }
}
