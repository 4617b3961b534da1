using System.Text;

namespace NetGen;

/// <summary>A token for each character (Unicode scalar value: an emoji is one, though two <see cref="char"/>s). What it encodes without unknown tokens it decodes to the same text.</summary>
/// <example><code>
/// var characters = CharacterTokenizer.Train(text);
/// int[] tokens = characters.Encode(text);
/// Dataset windows = Sequences.Windows(tokens, length: 64);
/// </code></example>
public sealed class CharacterTokenizer : Tokenizer
{
    private const string Kind = "characters";

    /// <summary>Makes a tokenizer of a vocabulary.</summary>
    /// <param name="vocabulary">One character a token, but for special ones.</param>
    /// <exception cref="ArgumentException">A token is no character.</exception>
    public CharacterTokenizer(Vocabulary vocabulary)
        : base(vocabulary ?? throw new ArgumentNullException(nameof(vocabulary)))
    {
        foreach (string token in vocabulary.Tokens)
            if (!vocabulary.SpecialTokens.Contains(token) && !(Rune.DecodeFromUtf16(token, out _, out int length) == System.Buffers.OperationStatus.Done && length == token.Length))
                throw new ArgumentException($"The token '{token}' is no single character, and no special token.", nameof(vocabulary));
    }

    /// <summary>Makes a tokenizer of the characters of a text, in the order of their codes behind the special tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Special tokens and limits.</param>
    /// <exception cref="ArgumentException">An option is wrong, or the text has no tokens.</exception>
    public static CharacterTokenizer Train(string text, VocabularyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new VocabularyOptions();
        options.Check();
        string[] characters = Vocabulary.MostFrequent(Characters(text), options);
        Array.Sort(characters, (a, b) => Rune.GetRuneAt(a, 0).CompareTo(Rune.GetRuneAt(b, 0)));
        return new CharacterTokenizer(new Vocabulary([.. options.AllSpecialTokens, .. characters], options.AllSpecialTokens, options.UnknownToken));

        static IEnumerable<string> Characters(string text)
        {
            foreach (var rune in text.EnumerateRunes()) yield return rune.ToString();
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is another.</exception>
    public static CharacterTokenizer Load(string path) => TokenizerFile.Load(path, Kind, (vocabulary, _) => new CharacterTokenizer(vocabulary));

    /// <inheritdoc/>
    public override void Save(string path) => TokenizerFile.Save(path, Kind, Vocabulary, lowerCase: false);

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = false)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (int token in tokens)
            if (!skipSpecialTokens || !IsSpecial(token)) text.Append(Vocabulary[token]);
        return text.ToString();
    }

    private protected override void EncodeText(ReadOnlySpan<char> text, int start, int end, List<int> tokens)
    {
        Span<char> buffer = stackalloc char[2];
        int place = start;
        foreach (var rune in text[start..end].EnumerateRunes())
        {
            var character = buffer[..rune.EncodeToUtf16(buffer)];
            if (!Vocabulary.TryGetIndex(character, out int index) || IsSpecial(index))
            {
                index = Vocabulary.IndexOfUnknown;
                if (index < 0) throw Unknown(character, place, "character");
            }
            tokens.Add(index);
            place += rune.Utf16SequenceLength;
        }
    }
}
