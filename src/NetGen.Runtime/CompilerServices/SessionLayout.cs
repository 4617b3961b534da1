using System.ComponentModel;

namespace NetGen.CompilerServices;

/// <summary>For generated code: what a session of a network keeps, and what its steps take and give.</summary>
/// <param name="Network">The network's class, for messages.</param>
/// <param name="InputLength">Elements of one step's input.</param>
/// <param name="TakesIntegers">Whether the input is an integer, such as a token.</param>
/// <param name="OutputLength">Elements of one step's output.</param>
/// <param name="Limit">The most steps.</param>
/// <param name="ArenaBytes">The memory that a step works in.</param>
/// <param name="StateLength">Elements of all values together, with what lies between them.</param>
/// <param name="Values">What is kept from step to step.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record SessionLayout(Type Network, int InputLength, bool TakesIntegers, int OutputLength, int Limit, long ArenaBytes, int StateLength, SessionValue[] Values)
{
    /// <summary>The rows that are kept of all steps, one cache behind the other.</summary>
    public SessionCache[] Caches { get; init; } = [];

    /// <summary>The memory of what is known before the first step.</summary>
    public int ContextBytes { get; init; }

    /// <summary>The least integer that a step takes.</summary>
    public int Minimum { get; init; } = int.MinValue;

    /// <summary>The largest integer that a step takes.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>What the integers are, for messages.</summary>
    public string What { get; init; } = "integers";
}

/// <summary>For generated code: a value that a session keeps.</summary>
/// <param name="Offset">Where it begins among all values.</param>
/// <param name="Length">Its elements.</param>
/// <param name="Initial">What each of them is before the first step.</param>
/// <param name="Context">Where what they are before the first step lies in the memory of the context, in bytes; -1 where it is <paramref name="Initial"/>.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct SessionValue(int Offset, int Length, double Initial, int Context = -1);

/// <summary>For generated code: rows that a session keeps, one for each step.</summary>
/// <param name="Offset">Where it begins among all caches.</param>
/// <param name="RowOffset">Where the row of the present step begins among those of all caches.</param>
/// <param name="Rows">The most steps.</param>
/// <param name="RowLength">Elements of a row.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct SessionCache(int Offset, int RowOffset, int Rows, int RowLength);
