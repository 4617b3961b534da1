using NetGen.Compiler.Graph;

namespace NetGen.Reference;

/// <summary>The forward part of a training function, down to the one number that its gradients are of.</summary>
internal sealed class ScalarLoss
{
    private readonly Function _forward;
    private readonly int? _outputGradient;

    private ScalarLoss(Function forward, int? outputGradient) => (_forward, _outputGradient) = (forward, outputGradient);

    /// <summary>The loss of a step; without one, the result times the given gradient of it.</summary>
    public static ScalarLoss Of(Function function)
    {
        var outputs = function.OutputsOf(OutputRole.Loss).Concat(function.OutputsOf(OutputRole.Result));
        var builder = new FunctionBuilder(function.Name);
        int[] columns = function.Columns.Select(c => builder.AddColumn(c.Name, c.Role, c.Type)).ToArray();
        int[] map = builder.Inline(function, columns);
        var output = outputs.First();
        builder.AddOutput(output.Name, output.Role, map[output.Node]);
        int gradient = -1;
        if (output.Role == OutputRole.Result)
            for (int i = 0; i < function.Columns.Count; i++)
                if (function.Columns[i].Role == ColumnRole.OutputGradient) gradient = i;
        return new ScalarLoss(builder.Build(), gradient < 0 ? null : gradient);
    }

    public double Of(ReferenceArguments arguments)
    {
        double[] values = arguments.Values(_forward)[_forward.Outputs[0].Node].Values;
        if (_outputGradient is not { } column) return values[0];
        double sum = 0;
        double[] weights = arguments.Context.Columns[column].Values;
        for (int i = 0; i < values.Length; i++) sum += values[i] * weights[i];
        return sum;
    }
}
