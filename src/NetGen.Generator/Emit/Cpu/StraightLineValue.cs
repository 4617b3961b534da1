using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>When a value of a straight-line method is computed.</summary>
internal enum Stage : byte
{
    /// <summary>Before the loop over samples: from parameters and constants alone.</summary>
    Before,

    /// <summary>For each sample.</summary>
    Sample,

    /// <summary>Behind the loop: from sums over the batch.</summary>
    Behind,
}

/// <summary>
/// The variables that hold a value of at most <see cref="Longest"/> elements: one for a single element, else vectors that are as wide as the
/// length asks for. Lanes beyond the length hold anything.
/// </summary>
/// <param name="Chunks">C# of the vectors, or of the single element; empty where there are elements in memory only.</param>
/// <param name="Memory">C# of the reference to the first element, where the value lies in memory.</param>
/// <param name="Elements">The single elements, where they are variables too.</param>
internal sealed record StraightLineValue(Stage Stage, int Length, string[] Chunks, string? Memory = null, string[]? Elements = null)
{
    public const int Longest = 16;

    /// <summary>The vector that the value's chunks are, or Scalar.</summary>
    public static VectorForm FormOf(int length, Precision precision) =>
        length == 1 ? VectorForm.Scalar : length <= VectorForm.V128.Lanes(precision) ? VectorForm.V128 : VectorForm.V256;

    public static int ChunksOf(int length, Precision precision)
    {
        int lanes = FormOf(length, precision).Lanes(precision);
        return (length + lanes - 1) / lanes;
    }

    /// <summary>The lanes of a chunk that hold elements.</summary>
    public static int Used(int length, int chunk, Precision precision)
    {
        int lanes = FormOf(length, precision).Lanes(precision);
        return Math.Min(lanes, length - chunk * lanes);
    }

    /// <summary>C# of one element.</summary>
    public string Element(int index, Precision precision)
    {
        if (Elements is not null) return Elements[index];
        if (Memory is not null) return index == 0 ? Memory : $"Unsafe.Add(ref {Memory}, {Number(index)})";
        if (Length == 1) return Chunks[0];
        int lanes = FormOf(Length, precision).Lanes(precision);
        return $"{Chunks[index / lanes]}.GetElement({Number(index % lanes)})";
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
