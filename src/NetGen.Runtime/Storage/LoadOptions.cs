namespace NetGen;

/// <summary>How a file's tensors are matched with a network's parameters and states: by name and shape, all of both by default.</summary>
/// <example><code>
/// // Everything but the last layers from a network that was trained on other classes.
/// model.Parameters.Load("pretrained.safetensors", new LoadOptions { Exclude = ["head.*"] });
/// // A whole file as a part of a larger network.
/// model.Parameters.Load("encoder.safetensors", new LoadOptions { Include = ["encoder.*"], Rename = name => "encoder." + name });
/// </code></example>
public sealed record LoadOptions
{
    /// <summary>The network's name for a name of the file; null leaves the tensor out. None by default: the names are the same.</summary>
    /// <example><code>Rename = name => name.Replace("fc", "dense")</code></example>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>
    /// Whether a parameter that the file lacks, or a tensor that the network lacks, is an error; true by default. Otherwise both are only
    /// reported. Another shape is an error always, and so is a file of which nothing fits: <see cref="Include"/> and <see cref="Exclude"/> say what is meant.
    /// </summary>
    public bool Strict { get; init; } = true;

    /// <summary>Which of the network's names are loaded, with <c>*</c> and <c>?</c> as wildcards; the others stay as they are, whether the file has them or not. All by default.</summary>
    public IReadOnlyList<string> Include { get; init; } = ["*"];

    /// <summary>Which of these are left out, with <c>*</c> and <c>?</c> as wildcards. None by default.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    internal bool Takes(string name) => Include.Any(pattern => NearNames.Matches(pattern, name)) && !Exclude.Any(pattern => NearNames.Matches(pattern, name));

    /// <summary>A pattern that matches nothing is a typing error.</summary>
    internal void Check(string network, IReadOnlyCollection<string> names, IReadOnlyCollection<string> namesOfFile)
    {
        ArgumentNullException.ThrowIfNull(Include);
        ArgumentNullException.ThrowIfNull(Exclude);
        foreach (string pattern in Include)
            if (pattern != "*" && !names.Any(name => NearNames.Matches(pattern, name)))
                throw new ArgumentException($"LoadOptions.Include: no name of {network} matches '{pattern}'; {NearNames.Hint(pattern, names)}.", nameof(Include));
        foreach (string pattern in Exclude)
            if (!names.Concat(namesOfFile).Any(name => NearNames.Matches(pattern, name)))
                throw new ArgumentException($"LoadOptions.Exclude: no name of {network} or of the file matches '{pattern}'; {NearNames.Hint(pattern, names)}.", nameof(Exclude));
    }
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
