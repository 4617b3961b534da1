using System.Text;

namespace NetGen;

/// <summary>
/// The pieces of a text within which bytes are paired, as GPT-2 cuts them: words with the space before them, numbers, runs of other signs, white space, and the
/// English endings <c>'s 't 're 've 'm 'll 'd</c>. Equal to <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c> over whole
/// characters, where a regular expression would see halves of surrogate pairs.
/// </summary>
internal static class TextPieces
{
    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The end of the piece that begins at a place.</summary>
    public static int End(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'' && Ending(text[(start + 1)..]) is > 0 and var ending) return start + 1 + ending;
        int first = text[start] == ' ' && start + 1 < text.Length ? start + 1 : start;
        var kind = KindAt(text, first, out int length);
        if (kind != Kind.Space) return RunEnd(text, first, kind);
        int end = RunEnd(text, start, Kind.Space);

        // The last of several spaces goes with the word behind them.
        if (end == text.Length) return end;
        int last = end - 1;
        return last > start ? last : end;
    }

    private static int Ending(ReadOnlySpan<char> text)
    {
        if (text.Length > 1 && text[..2] is "re" or "ve" or "ll") return 2;
        return text.Length > 0 && text[0] is 's' or 't' or 'm' or 'd' ? 1 : 0;
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, Kind kind)
    {
        int end = start;
        while (end < text.Length && KindAt(text, end, out int length) == kind) end += length;
        return end;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, int place, out int length)
    {
        Rune.DecodeFromUtf16(text[place..], out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? Kind.Space : Rune.IsLetter(rune) ? Kind.Letter : Rune.IsNumber(rune) ? Kind.Number : Kind.Other;
    }
}
