using NetGen.Compiler.Graph;

namespace NetGen.Execution.Tests.Programs;

/// <summary>A compiled function against the operations' own meaning in double.</summary>
internal static class ProgramComparison
{
    /// <param name="range">The number of values of an integer column; by default the number of scores.</param>
    public static ProgramInputs Inputs(Module module, Function function, int count, int seed, Func<Column, int>? range = null)
    {
        var random = new Random(seed * 31 + count);
        double[] Numbers(long n) => Enumerable.Range(0, (int)n).Select(_ => (double)(float)(random.NextDouble() * 2 - 1)).ToArray();
        var inputs = new ProgramInputs
        {
            Count = count,
            Parameters = module.Parameters.Select(p => Numbers(p.Shape.Length).Select(v => (double)(float)(v / Math.Sqrt(p.Shape.Rank > 1 ? p.Shape[1] : 1))).ToArray()).ToArray(),
            States = module.States.Select(s => Numbers(s.Shape.Length).Select(v => v + 1.5).ToArray()).ToArray(),
        };
        int scores = (int)function.Nodes[function.Outputs.First(o => o.Role is OutputRole.Scores or OutputRole.Result).Node].Type.Shape.Length;
        foreach (var column in function.Columns)
            inputs.Columns[column.Name] = column.Role == ColumnRole.Weight ? Numbers(count).Select(v => Math.Abs(v) / count).Select(v => (double)(float)v).ToArray()
                : column.Type.Element == ElementType.Integer ? Enumerable.Range(0, count * (int)column.Type.Shape.Length).Select(_ => (double)random.Next(range?.Invoke(column) ?? Math.Max(2, scores))).ToArray()
                : column.Role == ColumnRole.Target ? Numbers(count * column.Type.Shape.Length).Select(v => v > 0 ? 1.0 : 0).ToArray()
                : Numbers(count * column.Type.Shape.Length);
        return inputs;
    }

    public static void Compare(Module module, CompiledPrograms compiled, Function function, ProgramInputs inputs, string what, bool wide)
    {
        var expected = new ReferenceRun(function, inputs).Run();
        var actual = compiled.Run(function.Name, inputs, inputs.Count + (inputs.Count == 7 ? 3 : 0));

        // Gradients that cancel to nothing are as exact as the numbers that they are made of.
        double scale = 1e-2 + function.Outputs.Max(o => expected[o.Node].Values.Max(Math.Abs));
        foreach (var output in function.Outputs)
        {
            double[] values = expected[output.Node].Values;
            switch (output.Role)
            {
                case OutputRole.Loss: Close(values, [actual.Loss], what, output, wide, scale); break;
                case OutputRole.ParameterGradient: Close(values, actual.Gradients[output.Index], what, output, wide, scale); break;
                case OutputRole.State: Close(values, actual.States[output.Index], what, output, wide, scale); break;
                default: Close(values, actual.Outputs[CompiledPrograms.Key(output)], what, output, wide, scale); break;
            }
        }
        if (!function.Outputs.Any(o => o.Role == OutputRole.ParameterGradient)) return;

        // Only what is wanted is written.
        var inputsOnly = compiled.Run(function.Name, inputs, inputs.Count, parameterGradients: false);
        Assert.All(inputsOnly.Gradients, g => Assert.All(g, v => Assert.Equal(0, v)));
        var parametersOnly = compiled.Run(function.Name, inputs, inputs.Count, inputGradients: false);
        foreach (var output in function.Outputs)
            if (output.Role == OutputRole.InputGradient) Close(actual.Outputs[CompiledPrograms.Key(output)], inputsOnly.Outputs[CompiledPrograms.Key(output)], what + ", inputs only", output, wide, scale);
            else if (output.Role == OutputRole.ParameterGradient) Close(actual.Gradients[output.Index], parametersOnly.Gradients[output.Index], what + ", parameters only", output, wide, scale);
    }

    private static void Close(double[] expected, double[] actual, string what, Output output, bool wide, double scale)
    {
        Assert.Equal(expected.Length, actual.Length);
        double tolerance = (wide ? 1e-11 : 2e-4) * scale;
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"{what}: {output.Role} {output.Name}[{i}] is {actual[i]:R}, the reference {expected[i]:R}.");
    }
}
