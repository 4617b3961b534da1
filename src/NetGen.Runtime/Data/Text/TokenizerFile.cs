using System.Text.Encodings.Web;
using System.Text.Json;
using NetGen.Storage;

namespace NetGen;

/// <summary>The JSON files of tokenizers: <c>{"type": "words", "lowerCase": true, "unknown": "&lt;unk&gt;", "special": [...], "tokens": [...]}</c>.</summary>
internal static class TokenizerFile
{
    /// <summary>Readable text: nothing here goes into HTML.</summary>
    public static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Save(string path, string kind, Vocabulary vocabulary, bool lowerCase) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, Format);
        writer.WriteStartObject();
        writer.WriteString("type", kind);
        writer.WriteBoolean("lowerCase", lowerCase);
        if (vocabulary.UnknownToken is { } unknown) writer.WriteString("unknown", unknown);
        writer.WriteStartArray("special");
        foreach (string token in vocabulary.SpecialTokens) writer.WriteStringValue(token);
        writer.WriteEndArray();
        writer.WriteStartArray("tokens");
        foreach (string token in vocabulary.Tokens) writer.WriteStringValue(token);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static TTokenizer Load<TTokenizer>(string path, string kind, Func<Vocabulary, bool, TTokenizer> create) => Read(path, root =>
    {
        string? type = root.GetProperty("type").GetString();
        if (type != kind) throw new InvalidDataException($"The file holds a tokenizer of type '{type}', and '{kind}' is expected.");
        var vocabulary = new Vocabulary(
            Strings(root.GetProperty("tokens")), Strings(root.GetProperty("special")), root.TryGetProperty("unknown", out var unknown) ? unknown.GetString() : null);
        return create(vocabulary, root.GetProperty("lowerCase").GetBoolean());
    });

    /// <summary>Reads a JSON file; whatever is wrong in it becomes an <see cref="InvalidDataException"/> with the path.</summary>
    public static TResult Read<TResult>(string path, Func<JsonElement, TResult> read)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException or InvalidDataException or FormatException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    private static string[] Strings(JsonElement array) => [.. array.EnumerateArray().Select(t => t.GetString()!)];
}
