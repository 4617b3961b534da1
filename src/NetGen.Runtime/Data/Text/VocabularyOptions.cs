namespace NetGen;

/// <summary>Which tokens of a text become a vocabulary.</summary>
public sealed record VocabularyOptions
{
    /// <summary>Tokens that stand for no text and come first, in this order: <c>["&lt;pad&gt;", "&lt;s&gt;", "&lt;/s&gt;"]</c>. None by default.</summary>
    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    /// <summary>The token that stands for all that the vocabulary lacks; a special one, behind the others where it is not among them. None by default: an unknown token is an
    /// exception then.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>How often a token must occur to be taken; 1 by default.</summary>
    public int MinimumCount { get; init; } = 1;

    /// <summary>The most tokens, special ones counted, of which the most frequent are taken; all by default.</summary>
    public int MaximumSize { get; init; } = int.MaxValue;

    internal IReadOnlyList<string> AllSpecialTokens => UnknownToken is null || SpecialTokens.Contains(UnknownToken) ? SpecialTokens : [.. SpecialTokens, UnknownToken];

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(SpecialTokens);
        if (MinimumCount < 1) throw new ArgumentException($"VocabularyOptions.MinimumCount is {MinimumCount}; at least 1 is expected.");
        if (MaximumSize < AllSpecialTokens.Count + 1)
            throw new ArgumentException($"VocabularyOptions.MaximumSize is {MaximumSize}; with {AllSpecialTokens.Count} special tokens at least {AllSpecialTokens.Count + 1} is expected.");
    }
}
