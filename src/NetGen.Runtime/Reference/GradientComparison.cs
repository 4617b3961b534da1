namespace NetGen.Reference;

/// <summary>
/// A gradient against central finite differences in double. Where the differences to the left and to the right disagree however small the
/// step, the function has a kink (the corner of a ReLU, a threshold): no derivative is right there, so the element is counted as a kink
/// and not compared.
/// </summary>
/// <param name="WorstError">The largest relative error, 0 where nothing was compared.</param>
/// <param name="WorstElement">Where it is, -1 where nothing was compared.</param>
/// <param name="Gradient">The given gradient there.</param>
/// <param name="Difference">The finite difference there.</param>
/// <param name="Compared">The number of elements compared.</param>
/// <param name="Kinks">The elements at kinks.</param>
internal sealed record GradientComparison(
    double WorstError, int WorstElement, double Gradient, double Difference, int Compared, IReadOnlyList<int> Kinks)
{
    private static readonly double[] Steps = [1e-5, 1e-6, 1e-7];

    /// <summary>Compares the gradient of a scalar with respect to <paramref name="variable"/>.</summary>
    /// <param name="value">The scalar, as a function of the present content of <paramref name="variable"/>.</param>
    /// <param name="variable">Changed during the comparison and put back.</param>
    /// <param name="gradient">The gradient to check, of the same length.</param>
    /// <param name="elements">Which elements to check; all when null.</param>
    public static GradientComparison Of(Func<double> value, double[] variable, ReadOnlySpan<double> gradient, IReadOnlyList<int>? elements = null)
    {
        if (gradient.Length != variable.Length)
            throw new ArgumentException($"The variable has {variable.Length} elements, its gradient {gradient.Length}.", nameof(gradient));
        elements ??= [.. Enumerable.Range(0, variable.Length)];
        double middle = value();
        var differences = new (double Value, double Rounding)?[elements.Count];
        for (int i = 0; i < differences.Length; i++) differences[i] = DifferenceAt(value, middle, variable, elements[i]);

        // Small elements are measured against the large ones, and what the difference's own rounding explains is no error.
        double scale = Math.Max(1e-6 * Math.Abs(middle), 1e-12);
        foreach (var d in differences) scale = Math.Max(scale, 1e-3 * Math.Abs(d?.Value ?? 0));
        var (worst, at, kinks) = (0.0, -1, new List<int>());
        for (int i = 0; i < differences.Length; i++)
        {
            if (differences[i] is not var (d, rounding))
            {
                kinks.Add(elements[i]);
                continue;
            }
            double g = gradient[elements[i]];
            double error = Math.Max(0, Math.Abs(g - d) - rounding) / Math.Max(scale, Math.Max(Math.Abs(g), Math.Abs(d)));
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            if (at < 0 || error > worst) (worst, at) = (error, i);
        }
        return at < 0
            ? new GradientComparison(0, -1, 0, 0, 0, kinks)
            : new GradientComparison(worst, elements[at], gradient[elements[at]], differences[at]!.Value.Value, differences.Length - kinks.Count, kinks);
    }

    /// <summary>
    /// The central difference and about how much of it is rounding, or null at a kink. Where the function is smooth, the difference between the one-sided quotients shrinks with
    /// the step; at a corner it stays, at a jump it grows.
    /// </summary>
    private static (double Value, double Rounding)? DifferenceAt(Func<double> value, double middle, double[] variable, int element)
    {
        double x = variable[element];
        try
        {
            var (central, gap, noise) = At(Steps[0]);
            for (int i = 1; i < Steps.Length; i++)
            {
                var (nextCentral, nextGap, nextNoise) = At(Steps[i]);
                if (nextGap <= 0.3 * gap + nextNoise)
                {
                    // A corner between the two steps spoils the larger one only: the gap falls to nothing rather than in proportion.
                    return gap <= noise || gap <= 30 * nextGap + nextNoise ? (central, noise / 10) : (nextCentral, nextNoise / 10);
                }
                (central, gap, noise) = (nextCentral, nextGap, nextNoise);
            }
            return null;
        }
        finally
        {
            variable[element] = x;
        }

        (double Central, double Gap, double Noise) At(double step)
        {
            // The step that x really takes, after rounding.
            double h = x + step * Math.Max(1, Math.Abs(x)) - x;
            variable[element] = x + h;
            double right = (value() - middle) / h;
            variable[element] = x - h;
            double left = (middle - value()) / h;
            return ((right + left) / 2, Math.Abs(right - left), 2e-14 * Math.Max(Math.Abs(middle), 0.1) / h);
        }
    }
}
