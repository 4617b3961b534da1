using NetGen.Compiler.Graph;

namespace NetGen.Reference;

/// <summary>The forward part of a training function, down to the one number that its gradients are of.</summary>
internal sealed class ScalarLoss
{
    private readonly Function _forward;

    /// <summary>For each result the column of its gradient; empty for a loss.</summary>
    private readonly int[] _outputGradients;

    private ScalarLoss(Function forward, int[] outputGradients) => (_forward, _outputGradients) = (forward, outputGradients);

    /// <summary>The loss of a step; without one, the results times the given gradients of them.</summary>
    public static ScalarLoss Of(Function function)
    {
        bool hasLoss = function.OutputsOf(OutputRole.Loss).Any();
        var builder = new FunctionBuilder(function.Name);
        int[] columns = function.Columns.Select(c => builder.AddColumn(c.Name, c.Role, c.Type)).ToArray();
        int[] map = builder.Inline(function, columns);
        foreach (var output in hasLoss ? function.OutputsOf(OutputRole.Loss).Take(1) : function.OutputsOf(OutputRole.Result).OrderBy(o => o.Index))
            builder.AddOutput(output.Name, output.Role, map[output.Node], output.Index);
        int[] gradients = hasLoss ? [] : [.. Enumerable.Range(0, function.Columns.Count).Where(i => function.Columns[i].Role == ColumnRole.OutputGradient)];
        return new ScalarLoss(builder.Build(), gradients);
    }

    public double Of(ReferenceArguments arguments)
    {
        var values = arguments.Values(_forward);
        if (_outputGradients.Length == 0) return values[_forward.Outputs[0].Node].Values[0];
        double sum = 0;
        for (int o = 0; o < _outputGradients.Length; o++)
        {
            double[] result = values[_forward.Outputs[o].Node].Values, weights = arguments.Context.Columns[_outputGradients[o]].Values;
            for (int i = 0; i < result.Length; i++) sum += result[i] * weights[i];
        }
        return sum;
    }
}
