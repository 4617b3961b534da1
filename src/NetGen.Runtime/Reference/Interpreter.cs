using NetGen.Compiler.Graph;

namespace NetGen.Reference;

/// <summary>
/// Runs functions of the graph in double, node by node, as plainly as can be: what compiled networks are checked against.
/// </summary>
/// <param name="context">Arguments, parameters, states and random numbers.</param>
internal sealed class Interpreter(IEvaluationContext context)
{
    /// <summary>Rounds every result to float, so that a value is about what the compiled network holds.</summary>
    public bool RoundToSingle { get; init; }

    /// <summary>Is told each node and its value, in order.</summary>
    public Action<int, Node, ReferenceTensor>? Observe { get; init; }

    /// <summary>The values of all nodes.</summary>
    public ReferenceTensor[] Values(Function function, int batch)
    {
        var values = new ReferenceTensor[function.Nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            var node = function.Nodes[i];
            var operands = new ReferenceTensor[node.Operands.Count];
            for (int o = 0; o < operands.Length; o++) operands[o] = values[node.Operands[o]];
            values[i] = ReferenceTensor.Zeros(node.Type, batch);
            node.Operation.Evaluate(new ReferenceEvaluation(batch, operands, values[i], context));
            if (RoundToSingle) Round(values[i].Values);
            Observe?.Invoke(i, node, values[i]);
        }
        return values;
    }

    /// <summary>The results, in the order of the function's outputs.</summary>
    public ReferenceTensor[] Run(Function function, int batch)
    {
        var values = Values(function, batch);
        return [.. function.Outputs.Select(o => values[o.Node])];
    }

    private static void Round(double[] values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)values[i];
    }
}

/// <summary>Arguments, parameters and states in arrays.</summary>
internal sealed class ReferenceContext : IEvaluationContext
{
    public IReadOnlyList<ReferenceTensor> Columns { get; init; } = [];

    public IReadOnlyList<ReferenceTensor> Parameters { get; init; } = [];

    public IReadOnlyList<ReferenceTensor> States { get; init; } = [];

    /// <summary>The random numbers, by key, sample and element.</summary>
    public Func<int, int, int, double> Uniform { get; init; } =
        (_, _, _) => throw new InvalidOperationException("The function draws random numbers, but none were given.");

    /// <summary>Rounds the results of nested functions too.</summary>
    public bool RoundToSingle { get; init; }

    ReferenceTensor IEvaluationContext.Column(int index) => Columns[index];

    ReferenceTensor IEvaluationContext.Parameter(int index) => Parameters[index];

    ReferenceTensor IEvaluationContext.State(int index) => States[index];

    double IEvaluationContext.Uniform(int operation, int sample, int element) => Uniform(operation, sample, element);

    double IEvaluationContext.UniformOf(double first, double second, int element) => CompilerServices.Philox.Uniform(first, second, element);

    ReferenceTensor[] IEvaluationContext.Run(Function function, ReferenceTensor[] arguments, int batch)
    {
        var nested = new ReferenceContext { Columns = arguments, RoundToSingle = RoundToSingle };
        return new Interpreter(nested) { RoundToSingle = RoundToSingle }.Run(function, batch);
    }
}
