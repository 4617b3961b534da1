using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>How the gradient of one parameter or input compares.</summary>
/// <param name="Name">The parameter's name, or the input column's.</param>
/// <param name="IsInput">True for an input.</param>
/// <param name="Largest">The largest element of the reference gradient, in absolute value.</param>
/// <param name="Error">
/// The largest difference between the compiled and the reference gradient, divided by <paramref name="Largest"/> (by a hundredth of the network's
/// largest gradient, where that is more).
/// </param>
/// <param name="Element">The element of the largest difference, in row-major order.</param>
/// <param name="Compiled">Its compiled gradient.</param>
/// <param name="Reference">Its reference gradient.</param>
/// <param name="Differenced">How many elements were checked by finite differences.</param>
/// <param name="DifferenceError">The largest error of the reference gradient against them, divided as <paramref name="Error"/>; those at kinks left out.</param>
/// <param name="Kinks">How many of them lie at a kink of the loss, such as that of ReLU at zero, where the two sides differ.</param>
public sealed record GradientRow(
    string Name, bool IsInput, double Largest, double Error, int Element, double Compiled, double Reference, int Differenced, double DifferenceError, int Kinks);

/// <summary>
/// The outcome of a gradient check: compiled gradients against a reference interpreter in double that runs the same graph, and the reference
/// gradients against central finite differences in double. <see cref="ToString"/> gives a table.
/// </summary>
public sealed class GradientReport
{
    internal GradientReport(string network, IReadOnlyList<GradientRow> comparisons, double loss, double referenceLoss, double tolerance, double differenceTolerance, string? note)
    {
        Network = network;
        Comparisons = comparisons;
        Loss = loss;
        ReferenceLoss = referenceLoss;
        Tolerance = tolerance;
        DifferenceTolerance = differenceTolerance;
        Note = note;
        Worst = comparisons.OrderByDescending(Excess).FirstOrDefault();
    }

    /// <summary>The network's class.</summary>
    public string Network { get; }

    /// <summary>A row for each parameter and input.</summary>
    public IReadOnlyList<GradientRow> Comparisons { get; }

    /// <summary>The row furthest from (or least within) its tolerances; null where there is nothing to differentiate by.</summary>
    public GradientRow? Worst { get; }

    /// <summary>The compiled loss.</summary>
    public double Loss { get; }

    /// <summary>The loss of the reference interpreter.</summary>
    public double ReferenceLoss { get; }

    /// <summary>How far compiled and reference values may differ, relatively: 1e-4 in single precision, 1e-9 in double.</summary>
    public double Tolerance { get; }

    /// <summary>How far the reference and finite differences may differ, relatively.</summary>
    public double DifferenceTolerance { get; }

    /// <summary>The number of kinks met, summed over the rows. They are no failure.</summary>
    public int Kinks => Comparisons.Sum(c => c.Kinks);

    /// <summary>What the check left out, and why; null for nothing.</summary>
    public string? Note { get; }

    /// <summary>Whether everything is within tolerance.</summary>
    public bool Passed => LossError <= Tolerance && (Worst is null || Excess(Worst) <= 1);

    private double LossError => Orderly(Math.Abs(Loss - ReferenceLoss) / Math.Max(1e-3, Math.Abs(ReferenceLoss)));

    /// <summary>A line with the verdict, one that names the worst parameter and its error, and a row for each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Network}: gradient check {(Passed ? "passed" : "FAILED")}; loss {Loss:G9}, reference {ReferenceLoss:G9}").Append('\n');
        if (Worst is { } worst)
            text.Append(CultureInfo.InvariantCulture, $"worst: {worst.Name}, relative error {worst.Error:0.0e+00} at element {worst.Element} (compiled {worst.Compiled:G6}, reference {worst.Reference:G6}), ")
                .Append(CultureInfo.InvariantCulture, $"finite differences {worst.DifferenceError:0.0e+00}").Append('\n');
        if (Kinks > 0) text.Append(CultureInfo.InvariantCulture, $"{Kinks} elements lie at a kink of the loss, where the derivative from one side is taken").Append('\n');
        if (Note is not null) text.Append(Note).Append('\n');
        int width = Comparisons.Select(c => c.Name.Length).Append(9).Max();
        text.Append("parameter".PadRight(width)).Append("    largest      error  fin. diff.  checked  kinks\n");
        foreach (var c in Comparisons)
            text.Append(c.Name.PadRight(width)).Append(CultureInfo.InvariantCulture, $"  {c.Largest,9:0.0e+00}  {c.Error,9:0.0e+00}  {c.DifferenceError,10:0.0e+00}  {c.Differenced,7}  {c.Kinks,5}").Append('\n');
        return text.ToString();
    }

    /// <summary>Does nothing where the check passed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message is the table.</exception>
    public void ThrowIfFailed()
    {
        if (!Passed) throw new InvalidOperationException(ToString());
    }

    /// <summary>How often a row's errors exceed the tolerances, at least 0; a NaN is infinitely bad.</summary>
    private double Excess(GradientRow c) => Orderly(Math.Max(c.Error / Tolerance, c.DifferenceError / DifferenceTolerance));

    private static double Orderly(double error) => double.IsNaN(error) ? double.PositiveInfinity : error;
}
