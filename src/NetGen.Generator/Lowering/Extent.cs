using System.Globalization;

namespace NetGen.Compiler.Lowering;

/// <summary>A size that may grow with the batch: <c>Factor</c>, or <c>Factor * count</c>.</summary>
internal readonly record struct Extent(int Factor, bool Batched = false)
{
    /// <summary>The number of samples.</summary>
    public static readonly Extent Batch = new(1, true);

    public static readonly Extent One = new(1);

    public static Extent operator *(Extent a, Extent b) => new(checked(a.Factor * b.Factor), a.Batched || b.Batched);

    public static Extent operator *(Extent a, int b) => a with { Factor = checked(a.Factor * b) };

    /// <summary>As C#, with the number of samples in <paramref name="count"/>.</summary>
    public string ToCode(string count = "count")
    {
        string factor = Factor.ToString(CultureInfo.InvariantCulture);
        return !Batched ? factor : Factor == 1 ? count : factor + " * " + count;
    }

    public override string ToString() => ToCode("batch");
}
