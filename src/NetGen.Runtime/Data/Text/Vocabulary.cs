using System.Diagnostics.CodeAnalysis;
using System.Text;
using NetGen.Storage;

namespace NetGen;

/// <summary>
/// Tokens and their indices from 0, as <c>Embedding</c> layers and cross-entropies count them. The first ones may be special: they stand for no text. Immutable.
/// </summary>
public sealed class Vocabulary
{
    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _indices;

    /// <summary>Makes a vocabulary of tokens in the order given.</summary>
    /// <param name="tokens">The tokens, special ones among them.</param>
    /// <param name="specialTokens">Those that stand for no text.</param>
    /// <param name="unknownToken">The special token that stands for all that is missing, or null.</param>
    /// <exception cref="ArgumentException">A token is empty or comes twice, or a special one is missing.</exception>
    public Vocabulary(IReadOnlyList<string> tokens, IReadOnlyList<string>? specialTokens = null, string? unknownToken = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        _tokens = [.. tokens];
        _indices = new Dictionary<string, int>(_tokens.Length, StringComparer.Ordinal);
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (string.IsNullOrEmpty(_tokens[i])) throw new ArgumentException($"Token {i} is empty.", nameof(tokens));
            if (!_indices.TryAdd(_tokens[i], i)) throw new ArgumentException($"The token '{_tokens[i]}' comes twice, at {_indices[_tokens[i]]} and {i}.", nameof(tokens));
        }
        SpecialTokens = [.. specialTokens ?? []];
        foreach (string special in SpecialTokens)
            if (!_indices.ContainsKey(special)) throw new ArgumentException($"The special token '{special}' is not among the tokens.", nameof(specialTokens));
        if (unknownToken is not null && !SpecialTokens.Contains(unknownToken))
            throw new ArgumentException($"The token for unknown ones, '{unknownToken}', is not among the special tokens.", nameof(unknownToken));
        UnknownToken = unknownToken;
    }

    /// <summary>The number of tokens.</summary>
    public int Count => _tokens.Length;

    /// <summary>The tokens by their indices.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>The tokens that stand for no text.</summary>
    public IReadOnlyList<string> SpecialTokens { get; }

    /// <summary>The token that stands for all that is missing, or null.</summary>
    public string? UnknownToken { get; }

    /// <summary>The token of an index.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public string this[int index] => (uint)index < (uint)_tokens.Length
        ? _tokens[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The vocabulary has {_tokens.Length} tokens.");

    /// <summary>The index of a token, or of the one for unknown tokens.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="KeyNotFoundException">It is missing, and none stands for unknown ones.</exception>
    public int this[string token] => TryGetIndex(token, out int index) ? index
        : UnknownToken is not null ? _indices[UnknownToken]
        : throw new KeyNotFoundException($"The vocabulary lacks '{token}', and has no token for unknown ones; {NearNames.Hint(token, [.. _tokens.Take(1000)])}.");

    /// <summary>Whether there is a token, and its index.</summary>
    /// <param name="token">The token.</param>
    /// <param name="index">Its index, -1 where it is missing.</param>
    public bool TryGetIndex(string token, out int index)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (_indices.TryGetValue(token, out index)) return true;
        index = -1;
        return false;
    }

    /// <summary>Makes a vocabulary of the tokens that occur, the most frequent first, equally frequent ones in the order of their characters' codes.</summary>
    /// <param name="tokens">The tokens of a text.</param>
    /// <param name="options">Special tokens and limits.</param>
    /// <exception cref="ArgumentException">An option is wrong, or no token is left.</exception>
    public static Vocabulary Build(IEnumerable<string> tokens, VocabularyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        options ??= new VocabularyOptions();
        options.Check();
        return new Vocabulary([.. options.AllSpecialTokens, .. MostFrequent(tokens, options)], options.AllSpecialTokens, options.UnknownToken);
    }

    /// <summary>The tokens that the options take, special ones left out, the most frequent first.</summary>
    internal static string[] MostFrequent(IEnumerable<string> tokens, VocabularyOptions options)
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (string token in tokens) counts[token] = counts.GetValueOrDefault(token) + 1;
        foreach (string special in options.AllSpecialTokens) counts.Remove(special);
        string[] frequent = [.. counts.Where(c => c.Value >= options.MinimumCount).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
            .Take(options.MaximumSize - options.AllSpecialTokens.Count).Select(c => c.Key)];
        if (frequent.Length > 0) return frequent;
        throw new ArgumentException(
            counts.Count == 0 ? "The text has no tokens to make a vocabulary of." : $"None of the text's {counts.Count} tokens occurs {options.MinimumCount} times.", nameof(tokens));
    }

    /// <summary>Writes the tokens as a text file, UTF-8, one a line by their indices; line feeds, carriage returns and backslashes in them as <c>\n</c>, <c>\r</c> and <c>\\</c>.</summary>
    /// <param name="path">The file.</param>
    public void SaveText(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = new StringBuilder();
        foreach (string token in _tokens)
            text.Append(token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)).Append('\n');
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Reads what <see cref="SaveText"/> wrote, or any list of tokens with one a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="specialTokens">Those that stand for no text.</param>
    /// <param name="unknownToken">The special token that stands for all that is missing, or null.</param>
    /// <exception cref="InvalidDataException">A line is empty, a token comes twice, or a special one is missing.</exception>
    public static Vocabulary LoadText(string path, IReadOnlyList<string>? specialTokens = null, string? unknownToken = null)
    {
        string[] lines = TextFile.LoadLines(path);
        for (int i = 0; i < lines.Length; i++) lines[i] = Unescape(lines[i]);
        try
        {
            return new Vocabulary(lines, specialTokens, unknownToken);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The number of tokens and the first of them.</summary>
    public override string ToString() => $"{Count} tokens: {string.Join(' ', _tokens.Take(8))}{(Count > 8 ? " ..." : "")}";

    internal bool TryGetIndex(ReadOnlySpan<char> token, out int index) => _indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out index);

    internal int IndexOfUnknown => UnknownToken is null ? -1 : _indices[UnknownToken];

    [SuppressMessage("Globalization", "CA1307", Justification = "Characters are compared as such.")]
    private static string Unescape(string line)
    {
        if (!line.Contains('\\')) return line;
        var text = new StringBuilder(line.Length);
        for (int i = 0; i < line.Length; i++)
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] is 'n' or 'r' or '\\') text.Append(line[++i] switch { 'n' => '\n', 'r' => '\r', _ => '\\' });
            else text.Append(line[i]);
        return text.ToString();
    }
}
