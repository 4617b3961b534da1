using System.ComponentModel;
using System.Numerics;
using NetGen.Compiler.Graph;
using NetGen.Reference;

namespace NetGen.CompilerServices;

/// <summary>For generated code: compares compiled gradients with the reference interpreter's, and these with finite differences.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GradientCheck
{
    /// <summary>Gradients far below the network's largest are compared on the scale of this share of it: rounding errors are of the sums they came from.</summary>
    private const double Floor = 1e-2;
    private const double DifferenceTolerance = 1e-4;

    /// <summary>Elements of one parameter that are checked by finite differences: all of small ones, a sample of large ones.</summary>
    private const int Samples = 8;

    /// <summary>
    /// Compares the gradients that a compiled function has left in <paramref name="compiled"/>.
    /// </summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="before">Parameters and states that the function began with.</param>
    /// <param name="compiled">Where the gradients are, and the number of the training pass.</param>
    /// <param name="graph">The graph's text.</param>
    /// <param name="function">The function's name in the graph.</param>
    /// <param name="batch">The function's columns.</param>
    /// <param name="loss">The compiled loss.</param>
    /// <param name="inputGradients">The compiled gradients of the real inputs, in order; those beyond are not compared.</param>
    public static GradientReport Compare<T>(
        ParameterSet<T> before, ParameterSet<T> compiled, string graph, string function, Batch batch, T loss, T[][] inputGradients)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var module = ModuleParser.Parse(graph);
        var called = module.Find(function) ?? throw new ArgumentException($"The graph of {module.Name} has no function '{function}'.", nameof(function));
        var arguments = ReferenceArguments.Of(module, called, before, batch, compiled.Step);
        var values = arguments.Values(called);
        var scalar = ScalarLoss.Of(called);

        var gradients = new List<Gradient>();
        foreach (var output in called.OutputsOf(OutputRole.ParameterGradient))
            gradients.Add(new(output.Name, false, arguments.Context.Parameters[output.Index].Values, GraphOrder(module.Parameters[output.Index], Widen(compiled[output.Name].GradientToArray())), values[output.Node].Values));
        int input = 0;
        foreach (var output in called.OutputsOf(OutputRole.InputGradient).Take(inputGradients.Length))
            gradients.Add(new(output.Name, true, arguments.Context.Columns[output.Index].Values, Widen(inputGradients[input++]), values[output.Node].Values));

        double largest = gradients.Select(g => Largest(g.Reference)).Append(0).Max();
        string? replaced = StraightThrough.Find(called);
        var rows = new List<GradientRow>();
        foreach (var gradient in gradients)
        {
            double own = Largest(gradient.Reference), scale = Math.Max(Math.Max(own, Floor * largest), 1e-30);
            int worst = WorstElement(gradient);
            double error = gradient.Compiled.Length == 0 ? 0 : Math.Abs(gradient.Compiled[worst] - gradient.Reference[worst]) / scale;
            var differences = replaced is null
                ? GradientComparison.Of(() => scalar.Of(arguments), gradient.Variable, gradient.Reference, Sample(gradient.Variable.Length))
                : new GradientComparison(0, -1, 0, 0, 0, []);
            rows.Add(new GradientRow(
                gradient.Name, gradient.IsInput, own, error, worst, gradient.Compiled.ElementAtOrDefault(worst), gradient.Reference.ElementAtOrDefault(worst),
                differences.Compared, differences.WorstError, differences.Kinks.Count));
        }
        string? note = replaced is null ? null : $"finite differences are left out: {replaced} replaces its derivative (straight-through)";
        double reference = scalar.Of(arguments);
        return new GradientReport(
            module.Name, rows, double.CreateTruncating(loss), reference, typeof(T) == typeof(float) ? 1e-4 : 1e-9, DifferenceTolerance, note);
    }

    /// <summary>For a network without a loss: fixed numbers of either sign, which its outputs are multiplied by.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="count">How many.</param>
    public static T[] Weights<T>(int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = new T[count];
        for (int i = 0; i < count; i++) weights[i] = T.CreateTruncating(Math.Sin(1 + i * 2.399963));
        return weights;
    }

    /// <summary>For a network without a loss: the sum of products.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="a">Numbers.</param>
    /// <param name="b">As many.</param>
    public static T Dot<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += double.CreateTruncating(a[i]) * double.CreateTruncating(b[i]);
        return T.CreateTruncating(sum);
    }

    /// <summary>Spread over the whole; the first and the last are among them, where tiles and tails differ.</summary>
    private static int[] Sample(int length) =>
        [.. Enumerable.Range(0, Math.Min(Samples, length)).Select(i => (int)((long)i * (length - 1) / Math.Max(1, Math.Min(Samples, length) - 1)))];

    private static int WorstElement(Gradient gradient)
    {
        int worst = 0;
        double largest = -1;
        for (int i = 0; i < gradient.Reference.Length; i++)
        {
            double error = Math.Abs(gradient.Compiled[i] - gradient.Reference[i]);
            if (double.IsNaN(error)) return i;
            if (error > largest) (worst, largest) = (i, error);
        }
        return worst;
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values) largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static double[] GraphOrder(Parameter parameter, double[] values) => AxisOrder.ToGraph(values, parameter.Shape.Last, parameter.Positions);

    private static double[] Widen<T>(T[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Array.ConvertAll(values, v => double.CreateTruncating(v));

    /// <param name="Variable">What it is the gradient by: the interpreter's own copy, which finite differences vary.</param>
    private sealed record Gradient(string Name, bool IsInput, double[] Variable, double[] Compiled, double[] Reference);
}
