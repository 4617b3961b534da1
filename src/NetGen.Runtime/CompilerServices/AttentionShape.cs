using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>For generated code: the sizes of an attention. The heads lie side by side in each row.</summary>
/// <param name="Heads">Heads, which don't know of each other.</param>
/// <param name="Queries">Queries of a sample.</param>
/// <param name="Keys">Keys and values of a sample.</param>
/// <param name="Size">Elements of a query and of a key of one head.</param>
/// <param name="Width">Elements of a value of one head.</param>
/// <param name="Scale">What the products of queries and keys are multiplied by.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct AttentionShape(int Heads, int Queries, int Keys, int Size, int Width, double Scale)
{
    /// <summary>Whether query i sees the keys up to i only.</summary>
    public bool Causal { get; init; }

    /// <summary>Whether the lengths are those of the queries too: the rows behind are zero.</summary>
    public bool MasksQueries { get; init; }

    /// <summary>The share of the weights that is dropped.</summary>
    public double Dropout { get; init; }

    /// <summary>The stream of the random numbers by which weights of the sample at hand are dropped.</summary>
    internal ulong Stream { get; init; }
}

/// <summary>For generated code: distances in elements.</summary>
/// <param name="Sample">From a sample to the next.</param>
/// <param name="Row">From a row to the next.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct RowLayout(int Sample, int Row);
