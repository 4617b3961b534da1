namespace NetGen.Storage;

/// <summary>One tensor of a safetensors header.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">The element type, as written: <c>F32</c>.</param>
/// <param name="Shape">The dimensions.</param>
/// <param name="Begin">The first byte behind the header.</param>
/// <param name="End">The byte behind the last.</param>
internal sealed record TensorEntry(string Name, string Type, long[] Shape, long Begin, long End)
{
    public long Length => End - Begin;

    /// <summary>Bytes of an element, 0 for a type unknown here: such a tensor can be skipped, not read.</summary>
    public static int SizeOf(string type) => type switch
    {
        "F64" or "I64" or "U64" or "C64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };
}
