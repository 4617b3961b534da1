using System.Text;

namespace NetGen;

/// <summary>Makes tokens of text and text of tokens: characters, words or pairs of bytes. Immutable, and so for any number of threads at once.</summary>
public abstract class Tokenizer
{
    private protected Tokenizer(Vocabulary vocabulary) => Vocabulary = vocabulary;

    /// <summary>The tokens and their indices.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The number of tokens: what <c>Embedding</c> and the last layer of a model of text need.</summary>
    public int Count => Vocabulary.Count;

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">The text; halves of surrogate pairs that stand alone are read as U+FFFD.</param>
    /// <param name="parseSpecialTokens">Whether the names of special tokens in the text are these tokens. They are text by default, so that nobody who writes text can
    /// write, say, the end of it.</param>
    /// <exception cref="ArgumentException">A token is not in the vocabulary, which has none for unknown ones.</exception>
    public int[] Encode(ReadOnlySpan<char> text, bool parseSpecialTokens = false)
    {
        var tokens = new List<int>(text.Length);
        int start = 0;
        while (parseSpecialTokens && FindSpecial(text[start..]) is { Length: > 0 } found)
        {
            EncodeText(text, start, start + found.Start, tokens);
            tokens.Add(found.Index);
            start += found.Start + found.Length;
        }
        EncodeText(text, start, text.Length, tokens);
        return [.. tokens];
    }

    /// <summary>The text of tokens.</summary>
    /// <param name="tokens">The tokens' indices.</param>
    /// <param name="skipSpecialTokens">Whether special tokens are left out; by default they appear by their names.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public abstract string Decode(ReadOnlySpan<int> tokens, bool skipSpecialTokens = false);

    /// <summary>Writes the tokenizer as a JSON file, which <c>Load</c> of its class reads.</summary>
    /// <param name="path">The file.</param>
    public abstract void Save(string path);

    /// <summary>Appends the tokens of a part of a text that has no special ones.</summary>
    private protected abstract void EncodeText(ReadOnlySpan<char> text, int start, int end, List<int> tokens);

    private protected bool IsSpecial(int token) => Specials.Contains(token);

    private protected static ArgumentException Unknown(ReadOnlySpan<char> token, int place, string what) => new(
        $"The text has '{token}' at {place}, and the vocabulary has neither this {what} nor a token for unknown ones: train it on more text, or with VocabularyOptions.UnknownToken.", "text");

    /// <summary>A span of a text as valid characters: halves of surrogate pairs that stand alone become U+FFFD.</summary>
    private protected static string Valid(ReadOnlySpan<char> text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) valid.Append(rune);
        return valid.ToString();
    }

    private HashSet<int> Specials => field ??= [.. Vocabulary.SpecialTokens.Select(t => Vocabulary[t])];

    /// <summary>The first special token, the longest where several begin there.</summary>
    private (int Start, int Length, int Index) FindSpecial(ReadOnlySpan<char> text)
    {
        (int Start, int Length, int Index) best = (int.MaxValue, 0, -1);
        foreach (string special in Vocabulary.SpecialTokens)
        {
            int at = text.IndexOf(special, StringComparison.Ordinal);
            if (at >= 0 && (at < best.Start || at == best.Start && special.Length > best.Length)) best = (at, special.Length, Vocabulary[special]);
        }
        return best.Length == 0 ? default : best;
    }
}
