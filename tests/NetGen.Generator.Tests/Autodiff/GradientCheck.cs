using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Autodiff;

/// <summary>
/// Checks symbolic gradients against finite differences: the result of a graph is weighted with fixed random numbers and summed to a scalar,
/// so that an error in any element shows.
/// </summary>
internal sealed class GradientCheck(int seed = 1)
{
    private readonly Random _random = new(seed);
    private readonly List<ReferenceTensor> _columns = [];

    public FunctionBuilder Builder { get; } = new("test");

    public int Batch { get; init; } = 2;

    public Func<Random, double> Values { get; init; } = r => r.NextDouble() * 2 - 1;

    public IReadOnlyList<ReferenceTensor> Columns => _columns;

    /// <summary>An argument with random values.</summary>
    public int Input(params int[] shape) => Column(new TensorType(new Shape(shape)), Values);

    /// <summary>An argument that is the same for all samples, such as a weight matrix.</summary>
    public int Unbatched(params int[] shape) => Column(TensorType.Unbatched(new Shape(shape)), Values);

    public int Column(TensorType type, Func<Random, double> values)
    {
        var tensor = ReferenceTensor.Zeros(type, Batch);
        for (int i = 0; i < tensor.Values.Length; i++) tensor.Values[i] = values(_random);
        _columns.Add(tensor);
        return Builder.AddColumn("x" + (_columns.Count - 1), ColumnRole.Input, type);
    }

    /// <summary>The scalar to differentiate: a random weighting of a value.</summary>
    public int Scalar(int value)
    {
        var type = Builder.TypeOf(value);
        int weights = Builder.Add(new ConstantOperation(
            type.Shape, Enumerable.Range(0, (int)type.Shape.Length).Select(_ => _random.NextDouble() + 0.5).ToEquatableArray()));
        int product = Builder.Map(v => v[0] * v[1], value, weights);
        if (type.Batched) product = Builder.Map(v => v[0] * v[1], product, Column(new TensorType(Shape.Scalar), r => r.NextDouble() + 0.5));
        return Builder.SumAll(product, type.Batched);
    }

    /// <summary>Adds the gradients of a value, weighted and summed, with respect to the nodes.</summary>
    public (int Scalar, int[] Gradients) Differentiate(int value, params int[] wrt)
    {
        int scalar = Scalar(value);
        return (scalar, Gradients.Of(Builder, [(scalar, Builder.Constant(1))], wrt));
    }

    /// <summary>First-order gradients of a value with respect to columns, by finite differences.</summary>
    public void Check(int value, params int[] wrt)
    {
        var (scalar, gradients) = Differentiate(value, wrt);
        Compare(scalar, wrt, gradients);
    }

    /// <summary>First and second order: the gradients are themselves weighted, summed and differentiated.</summary>
    public void CheckTwice(int value, params int[] wrt)
    {
        var (scalar, gradients) = Differentiate(value, wrt);
        Compare(scalar, wrt, gradients);
        var terms = gradients.Where(g => g >= 0).Select(Scalar).ToArray();
        int second = Builder.Sum(terms);
        Compare(second, wrt, Gradients.Of(Builder, [(second, Builder.Constant(1))], wrt));
    }

    public void Compare(int scalar, int[] wrt, int[] gradients)
    {
        for (int i = 0; i < wrt.Length; i++)
        {
            var variable = Argument(wrt[i]);
            double[] gradient = gradients[i] < 0 ? new double[variable.Values.Length] : Run(gradients[i])[0].Values;
            var function = Outputs(scalar);
            var comparison = GradientComparison.Of(() => Run(function)[0].Values[0], variable.Values, gradient, Some(variable.Values.Length));
            Assert.True(comparison.Compared > 0, "Nothing was compared.");
            Assert.True(
                comparison.WorstError < 2e-6,
                $"argument {i}, element {comparison.WorstElement}: gradient {comparison.Gradient}, difference {comparison.Difference}\n{Outputs(gradients[i] < 0 ? scalar : gradients[i])}");
        }
    }

    public ReferenceTensor Argument(int node) => _columns[((InputOperation)Builder.Nodes[node].Operation).Column];

    public Function Outputs(params int[] nodes)
    {
        var function = FunctionBuilderOutputs(nodes);
        FunctionVerifier.Verify(function);
        return function;
    }

    public ReferenceTensor[] Run(params int[] nodes) => Run(Outputs(nodes));

    public ReferenceTensor[] Run(Function function) => new Interpreter(new ReferenceContext { Columns = _columns }).Run(function, Batch);

    private Function FunctionBuilderOutputs(int[] nodes)
    {
        // A copy, so that a builder can be finished many times with other outputs.
        var copy = new FunctionBuilder("test");
        var columns = Builder.Columns.Select(c => copy.AddColumn(c.Name, c.Role, c.Type)).ToArray();
        var all = new Function("test", Builder.Columns.ToEquatableArray(), Builder.Nodes.ToEquatableArray(), [], Builder.Nodes.Count);
        int[] map = copy.Inline(all, columns);
        for (int i = 0; i < nodes.Length; i++) copy.AddOutput("y" + i, OutputRole.Carry, map[nodes[i]]);
        return copy.Build();
    }

    /// <summary>All elements of small arguments, some of large ones.</summary>
    private static List<int> Some(int length) =>
        length <= 40 ? [.. Enumerable.Range(0, length)] : [.. Enumerable.Range(0, 24).Select(i => (int)((long)i * (length - 1) / 23))];
}
