using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>
/// A token for each word, and for each other sign that is no white space: words are runs of letters, marks and digits, with apostrophes and hyphens inside (<c>don't</c>,
/// <c>well-known</c>). White space is not kept, so decoding gives the words with usual spaces.
/// </summary>
public sealed class WordTokenizer : Tokenizer
{
    private const string Kind = "words";

    private readonly bool _lowerCase;

    /// <summary>Makes a tokenizer of a vocabulary.</summary>
    /// <param name="vocabulary">Words and signs.</param>
    /// <param name="lowerCase">Whether text is read in lower case.</param>
    public WordTokenizer(Vocabulary vocabulary, bool lowerCase = true)
        : base(vocabulary ?? throw new ArgumentNullException(nameof(vocabulary))) => _lowerCase = lowerCase;

    /// <summary>Makes a tokenizer of the words of a text, the most frequent first behind the special tokens.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Special tokens and limits; by default all words, and <c>&lt;unk&gt;</c> for others.</param>
    /// <param name="lowerCase">Whether text is read in lower case.</param>
    /// <exception cref="ArgumentException">An option is wrong, or the text has no tokens.</exception>
    public static WordTokenizer Train(string text, VocabularyOptions? options = null, bool lowerCase = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new WordTokenizer(Vocabulary.Build(Split(text, lowerCase), options ?? new VocabularyOptions { UnknownToken = "<unk>" }), lowerCase);
    }

    /// <summary>The words and signs of a text in order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lowerCase">Whether they are given in lower case.</param>
    public static IEnumerable<string> Split(string text, bool lowerCase = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int i = 0; Next(text, ref i, out int end); i = end) yield return Word(text.AsSpan(i..end), lowerCase);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is another.</exception>
    public static WordTokenizer Load(string path) => TokenizerFile.Load(path, Kind, (vocabulary, lowerCase) => new WordTokenizer(vocabulary, lowerCase));

    /// <inheritdoc/>
    public override void Save(string path) => TokenizerFile.Save(path, Kind, Vocabulary, _lowerCase);

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = false)
    {
        var text = new StringBuilder();
        bool open = true;
        foreach (int token in tokens)
        {
            if (skipSpecialTokens && IsSpecial(token)) continue;
            string word = Vocabulary[token];
            bool joins = word.Length == 1 && ".,;:!?)]}%…”’".Contains(word[0], StringComparison.Ordinal);
            if (!open && !joins) text.Append(' ');
            text.Append(word);
            open = word.Length == 1 && "([{“‘".Contains(word[0], StringComparison.Ordinal);
        }
        return text.ToString();
    }

    private protected override void EncodeText(ReadOnlySpan<char> text, int start, int end, List<int> tokens)
    {
        text = text[..end];
        for (int i = start, stop; Next(text, ref i, out stop); i = stop)
        {
            string word = Word(text[i..stop], _lowerCase);
            if (!Vocabulary.TryGetIndex(word, out int index) || IsSpecial(index))
            {
                index = Vocabulary.IndexOfUnknown;
                if (index < 0) throw Unknown(word, i, "word");
            }
            tokens.Add(index);
        }
    }

    private static string Word(ReadOnlySpan<char> word, bool lowerCase)
    {
        string valid = Valid(word);
        return lowerCase ? valid.ToLowerInvariant() : valid;
    }

    /// <summary>Moves to the next word from a place on; false at the end.</summary>
    private static bool Next(ReadOnlySpan<char> text, ref int start, out int end)
    {
        end = start;
        Rune rune = default;
        int length = 0;
        for (; start < text.Length; start += length)
        {
            Rune.DecodeFromUtf16(text[start..], out rune, out length);
            if (!Rune.IsWhiteSpace(rune)) break;
        }
        if (start >= text.Length) return false;
        end = start + length;
        if (!IsInWord(rune)) return true;
        while (end < text.Length)
        {
            Rune.DecodeFromUtf16(text[end..], out rune, out length);
            if (IsInWord(rune))
            {
                end += length;
                continue;
            }
            // An apostrophe or hyphen belongs to the word where a letter follows.
            if (text[end] is not ('\'' or '’' or '-') || end + 1 >= text.Length) return true;
            Rune.DecodeFromUtf16(text[(end + 1)..], out rune, out length);
            if (!IsInWord(rune)) return true;
            end += 1 + length;
        }
        return true;
    }

    private static bool IsInWord(Rune rune) => Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
