namespace NetGen;

/// <summary>The type of a network's numbers.</summary>
public enum Precision
{
    /// <summary><see cref="float"/>: 32 bits, 24 of them significant.</summary>
    Single,

    /// <summary><see cref="double"/>: 64 bits, 53 of them significant.</summary>
    Double,
}
