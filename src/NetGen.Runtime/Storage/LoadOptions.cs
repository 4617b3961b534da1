namespace NetGen;

/// <summary>How a file's tensors are matched with a network's parameters and states.</summary>
public sealed record LoadOptions
{
    /// <summary>The network's name for a name of the file; null leaves the tensor out. None by default: the names are the same.</summary>
    /// <example><code>Rename = name => name.Replace("fc", "dense")</code></example>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>
    /// Whether a parameter that the file lacks, or a tensor that the network lacks, is an error; true by default. Otherwise both are only
    /// reported. Another shape is an error always.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>Which of the network's names are loaded, with <c>*</c> and <c>?</c> as wildcards; the others stay as they are. All by default.</summary>
    public IReadOnlyList<string> Include { get; init; } = ["*"];
}

/// <summary>What loading a file did.</summary>
/// <param name="Loaded">The network's names that were loaded.</param>
/// <param name="Missing">The network's names that the file lacks: they stay as they were.</param>
/// <param name="Unexpected">The file's names that the network lacks.</param>
/// <param name="Metadata">What the file says beside its tensors.</param>
public sealed record LoadReport(
    IReadOnlyList<string> Loaded, IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>A line a list.</summary>
    public override string ToString() =>
        $"loaded {List(Loaded)}\nmissing {List(Missing)}\nunexpected {List(Unexpected)}";

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);
}
