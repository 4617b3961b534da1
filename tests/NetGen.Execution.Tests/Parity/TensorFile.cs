using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace NetGen.Execution.Tests.Parity;

/// <summary>The tensors of a file that make_data.py wrote, read without the code under test.</summary>
internal sealed class TensorFile
{
    private readonly Dictionary<string, double[]> _tensors = [];

    public TensorFile(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            int start = offsets[0].GetInt32(), end = offsets[1].GetInt32();
            var data = bytes.AsSpan(8 + headerLength + start, end - start);
            _tensors.Add(entry.Name, entry.Value.GetProperty("dtype").GetString() == "I64"
                ? Array.ConvertAll(MemoryMarshal.Cast<byte, long>(data).ToArray(), v => (double)v)
                : MemoryMarshal.Cast<byte, double>(data).ToArray());
        }
    }

    public double[] this[string name] => _tensors[name];

    /// <summary>The names behind a prefix such as <c>gradient/</c>, without it.</summary>
    public IEnumerable<string> Under(string prefix) =>
        _tensors.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..]);
}
