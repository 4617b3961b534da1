namespace NetGen;

/// <summary>A named value on the way to a prediction.</summary>
/// <param name="Name">The layer's name, or the input column's.</param>
/// <param name="Samples">The number of samples.</param>
/// <param name="Shape">The shape of one sample, channels last.</param>
/// <param name="Values">Sample after sample, row-major, rounded to the network's precision.</param>
/// <param name="NaNOrigin">
/// Where this is the first named value with a NaN: what made it, such as <c>parameter 'dense1.weight'</c>; null everywhere else.
/// </param>
public sealed record Activation(string Name, int Samples, IReadOnlyList<int> Shape, ReadOnlyMemory<double> Values, string? NaNOrigin)
{
    /// <summary>The index in <see cref="Values"/> of the first NaN, or -1.</summary>
    public int FirstNaN
    {
        get
        {
            var values = Values.Span;
            for (int i = 0; i < values.Length; i++)
                if (double.IsNaN(values[i])) return i;
            return -1;
        }
    }

    /// <summary>The least value, NaN where there is one.</summary>
    public double Minimum => Fold(Math.Min);

    /// <summary>The greatest value, NaN where there is one.</summary>
    public double Maximum => Fold(Math.Max);

    /// <summary>The mean over samples and elements.</summary>
    public double Mean => Fold((a, b) => a + b) / Values.Length;

    /// <summary>Name, shape and range.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Name}: {Samples} x [{string.Join(", ", Shape)}], {Minimum:G4} to {Maximum:G4}, mean {Mean:G4}{(NaNOrigin is null ? "" : "; NaN arises here, from " + NaNOrigin)}");

    private double Fold(Func<double, double, double> fold)
    {
        var values = Values.Span;
        if (values.IsEmpty) return double.NaN;
        double result = values[0];
        foreach (double value in values[1..]) result = fold(result, value);
        return result;
    }
}
