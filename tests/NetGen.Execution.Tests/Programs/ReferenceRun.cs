using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.CompilerServices;

namespace NetGen.Execution.Tests.Programs;

/// <summary>A function computed in double by the operations' own meaning, node after node.</summary>
internal sealed class ReferenceRun(Function function, ProgramInputs inputs) : IEvaluationContext
{
    private readonly Dictionary<(int, int), double[]> _random = [];

    /// <summary>The columns of the body of a recurrence, in place of those of the inputs.</summary>
    private ReferenceTensor[]? _arguments;

    public ReferenceTensor[] Run()
    {
        var values = new ReferenceTensor[function.Nodes.Count];
        for (int i = 0; i < values.Length; i++)
        {
            var node = function.Nodes[i];
            values[i] = ReferenceTensor.Zeros(node.Type, inputs.Count);
            node.Operation.Evaluate(new ReferenceEvaluation(inputs.Count, node.Operands.Select(o => values[o]).ToArray(), values[i], this));
        }
        return values;
    }

    public ReferenceTensor Column(int index) => _arguments is not null ? _arguments[index] : new(function.Columns[index].Type, inputs.Count, inputs.Columns[function.Columns[index].Name]);

    public ReferenceTensor Parameter(int index) => Tensor(inputs.Parameters[index]);

    public ReferenceTensor State(int index) => Tensor(inputs.States[index]);

    private static ReferenceTensor Tensor(double[] values) => new(TensorType.Unbatched(new Shape(values.Length)), 1, values);

    public double UniformOf(double first, double second, int element) => Philox.Uniform(first, second, element);

    public double Uniform(int operation, int sample, int element)
    {
        var shape = function.Nodes.Select(n => n.Operation).OfType<RandomUniformOperation>().First(r => r.Key == operation).Shape;
        if (!_random.TryGetValue((operation, sample), out double[]? numbers))
        {
            int length = (int)shape.Length;
            var all = new double[length * (sample + 1)];
            Philox.Fill(ref all[0], sample + 1, length, length, inputs.Seed, inputs.Step, operation);
            _random[(operation, sample)] = numbers = all[(length * sample)..];
        }
        return numbers[element];
    }

    public ReferenceTensor[] Run(Function nested, ReferenceTensor[] arguments, int batch) 
    {
        var values = new ReferenceRun(nested, inputs) { _arguments = arguments }.Run();
        return nested.Outputs.Select(o => values[o.Node]).ToArray();
    }
}
