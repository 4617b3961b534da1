using System.Text.Encodings.Web;
using System.Text.Json;
using NetGen.Storage;

namespace NetGen;

/// <content>GPT-2's files, and tokenizer.json.</content>
public sealed partial class BytePairTokenizer
{
    /// <summary>Reads a <c>tokenizer.json</c>, as <see cref="Save(string)"/> and Hugging Face's libraries write it: its model, added tokens and pre-tokenizer, which must be those of
    /// byte-level byte-pair encoding with GPT-2's pieces.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is another, or asks for what is not done here: the message says what.</exception>
    public static BytePairTokenizer Load(string path) => TokenizerFile.Read(path, root =>
    {
        var model = root.GetProperty("model");
        string type = model.TryGetProperty("type", out var t) ? t.GetString()! : "BPE";
        if (type != "BPE") throw new InvalidDataException($"The model is a {type}: BPE is expected.");
        if (Flag(model, "byte_fallback")) throw new InvalidDataException("The model falls back to bytes (byte_fallback), as SentencePiece's do: one that begins with bytes is expected.");
        if (Text(model, "continuing_subword_prefix") is { Length: > 0 } || Text(model, "end_of_word_suffix") is { Length: > 0 })
            throw new InvalidDataException("The model marks parts of words by a prefix or suffix: one over bytes is expected.");
        if (root.TryGetProperty("normalizer", out var normalizer) && normalizer.ValueKind != JsonValueKind.Null)
            throw new InvalidDataException("The text is normalized first, which is not done here.");
        bool prefix = PrefixSpace(root);

        var special = new List<string>();
        var tokens = new Dictionary<int, string>();
        foreach (var token in model.GetProperty("vocab").EnumerateObject()) Put(tokens, token.Value.GetInt32(), token.Name);
        if (root.TryGetProperty("added_tokens", out var added) && added.ValueKind == JsonValueKind.Array)
            foreach (var token in added.EnumerateArray())
            {
                string content = token.GetProperty("content").GetString()!;
                Put(tokens, token.GetProperty("id").GetInt32(), content);
                special.Add(content);
            }
        var merges = model.GetProperty("merges").EnumerateArray().Select(m => m.ValueKind == JsonValueKind.String ? Pair(m.GetString()!) : (m[0].GetString()!, m[1].GetString()!)).ToArray();
        return new BytePairTokenizer(Ordered(tokens, special), merges, prefix);
    });

    /// <summary>Reads GPT-2's pair of files.</summary>
    /// <param name="vocabularyPath"><c>vocab.json</c>: an object from tokens to indices.</param>
    /// <param name="mergesPath"><c>merges.txt</c>: a pair a line, the first ones first, behind a line that begins with <c>#version</c>.</param>
    /// <param name="specialTokens">The tokens that stand for no text, such as <c>&lt;|endoftext|&gt;</c>: the files don't say.</param>
    /// <exception cref="InvalidDataException">A file is another, or they don't fit each other.</exception>
    public static BytePairTokenizer Load(string vocabularyPath, string mergesPath, IReadOnlyList<string>? specialTokens = null)
    {
        string[] lines = TextFile.LoadLines(mergesPath);
        return TokenizerFile.Read(vocabularyPath, root =>
        {
            var tokens = new Dictionary<int, string>();
            foreach (var token in root.EnumerateObject()) Put(tokens, token.Value.GetInt32(), token.Name);
            var merges = lines.Skip(lines is [['#', 'v', 'e', 'r', 's', 'i', 'o', 'n', ..], ..] ? 1 : 0).Where(l => l.Length > 0).Select(Pair).ToArray();
            return new BytePairTokenizer(Ordered(tokens, specialTokens ?? []), merges);
        });
    }

    /// <summary>Writes a <c>tokenizer.json</c>, which <see cref="Load(string)"/> and Hugging Face's libraries read.</summary>
    /// <param name="path">The file.</param>
    public override void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, TokenizerFile.Format);
        writer.WriteStartObject();
        writer.WriteString("version", "1.0");
        writer.WriteNull("truncation");
        writer.WriteNull("padding");
        writer.WriteStartArray("added_tokens");
        foreach (string token in Vocabulary.SpecialTokens)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", Vocabulary[token]);
            writer.WriteString("content", token);
            foreach (string flag in (ReadOnlySpan<string>)["single_word", "lstrip", "rstrip", "normalized"]) writer.WriteBoolean(flag, false);
            writer.WriteBoolean("special", true);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteNull("normalizer");
        ByteLevel("pre_tokenizer", AddsPrefixSpace);
        writer.WriteNull("post_processor");
        ByteLevel("decoder", true);
        writer.WriteStartObject("model");
        writer.WriteString("type", "BPE");
        foreach (string none in (ReadOnlySpan<string>)["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"]) writer.WriteNull(none);
        writer.WriteBoolean("fuse_unk", false);
        writer.WriteBoolean("byte_fallback", false);
        writer.WriteStartObject("vocab");
        for (int i = 0; i < Count; i++)
            if (!Vocabulary.SpecialTokens.Contains(Vocabulary[i])) writer.WriteNumber(Vocabulary[i], i);
        writer.WriteEndObject();
        writer.WriteStartArray("merges");
        foreach (var (left, right) in _mergeList) writer.WriteStringValue($"{left} {right}");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();

        void ByteLevel(string name, bool prefix)
        {
            writer.WriteStartObject(name);
            writer.WriteString("type", "ByteLevel");
            writer.WriteBoolean("add_prefix_space", prefix);
            writer.WriteBoolean("trim_offsets", true);
            writer.WriteBoolean("use_regex", true);
            writer.WriteEndObject();
        }
    });

    /// <summary>Writes GPT-2's pair of files. They don't say which tokens are special, nor <see cref="AddsPrefixSpace"/>.</summary>
    /// <param name="vocabularyPath"><c>vocab.json</c>.</param>
    /// <param name="mergesPath"><c>merges.txt</c>.</param>
    public void Save(string vocabularyPath, string mergesPath)
    {
        AtomicFile.Write(vocabularyPath, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
            writer.WriteStartObject();
            for (int i = 0; i < Count; i++) writer.WriteNumber(Vocabulary[i], i);
            writer.WriteEndObject();
        });
        AtomicFile.Write(mergesPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine("#version: 0.2");
            foreach (var (left, right) in _mergeList) writer.WriteLine($"{left} {right}");
        });
    }

    private static bool PrefixSpace(JsonElement root)
    {
        if (!root.TryGetProperty("pre_tokenizer", out var cutter) || cutter.ValueKind != JsonValueKind.Object || Text(cutter, "type") != "ByteLevel")
            throw new InvalidDataException("The pre_tokenizer is no ByteLevel: text would be cut into other pieces than those the model was trained on.");
        if (cutter.TryGetProperty("use_regex", out var regex) && regex.ValueKind == JsonValueKind.False)
            throw new InvalidDataException("The pre_tokenizer does not cut text into pieces (use_regex is false), which is not done here.");
        return Flag(cutter, "add_prefix_space");
    }

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Put(Dictionary<int, string> tokens, int index, string token)
    {
        if (!tokens.TryAdd(index, token) && tokens[index] != token) throw new InvalidDataException($"'{tokens[index]}' and '{token}' have one index, {index}.");
    }

    private static Vocabulary Ordered(Dictionary<int, string> tokens, IReadOnlyList<string> special)
    {
        var ordered = new string[tokens.Count];
        for (int i = 0; i < ordered.Length; i++)
            ordered[i] = tokens.TryGetValue(i, out string? token) ? token : throw new InvalidDataException($"The indices of {tokens.Count} tokens are to be from 0 to {tokens.Count - 1}, and {i} is missing.");
        return new Vocabulary(ordered, special);
    }

    private static (string, string) Pair(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0 || space != line.LastIndexOf(' ') || space == line.Length - 1) throw new InvalidDataException($"The merge '{line}' is not two tokens with a space between.");
        return (line[..space], line[(space + 1)..]);
    }
}
