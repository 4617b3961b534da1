using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Operations;

/// <summary>The reference computes what the operations' descriptions say: small numbers worked out by hand.</summary>
public class EvaluationTests
{
    private readonly FunctionBuilder _builder = new("f");
    private readonly List<ReferenceTensor> _columns = [];

    private int Column(string type, params double[] values)
    {
        var t = TensorType.Parse(type);
        _columns.Add(new ReferenceTensor(t, t.Batched ? values.Length / (int)t.Shape.Length : 1, values));
        return _builder.AddColumn("x" + _columns.Count, ColumnRole.Input, t);
    }

    private double[] Run(int node, int batch = 2)
    {
        _builder.AddOutput("y", OutputRole.Result, node);
        var context = new ReferenceContext
        {
            Columns = _columns,
            Parameters = [new ReferenceTensor(TensorType.Parse("real[2]"), 1, [7, 8])],
            States = [new ReferenceTensor(TensorType.Parse("real[2]"), 1, [9, 10])],
            Uniform = (key, sample, element) => key + 0.5 * sample + 0.25 * element,
        };
        return new Interpreter(context).Run(_builder.Build(), batch)[^1].Values;
    }

    [Fact]
    public void DenseProducts()
    {
        int x = Column("real[batch x 3]", 1, 2, 3, 4, 5, 6), w = Column("real[2 x 3]", 1, 0, -1, 2, 1, 0), dy = Column("real[batch x 2]", 1, 10, 2, 20);
        Assert.Equal([-2, 4, -2, 13], Run(_builder.Dense(x, w)));
        Assert.Equal([21, 10, -1, 42, 20, -2], Run(_builder.Add(new DenseInputGradientOperation(), dy, w)));
        Assert.Equal([9, 12, 15, 90, 120, 150], Run(_builder.Add(new DenseWeightGradientOperation(), x, dy)));
    }

    [Fact]
    public void Reductions()
    {
        int x = Column("real[batch x 2 x 3]", 1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6);
        Assert.Equal([5, 7, 9, -5, -7, -9], Run(_builder.Reduce(ReduceKind.Sum, x, false, 0)));
        Assert.Equal([3, 6, -1, -4], Run(_builder.Reduce(ReduceKind.Max, x, false, 1)));
        Assert.Equal([0, 0, 0, 0, 0, 0], Run(_builder.Reduce(ReduceKind.Sum, x, true)));
        Assert.Equal([4, 5, 6], Run(_builder.Reduce(ReduceKind.Max, x, true, 0)));
        Assert.Equal([0], Run(_builder.SumAll(x, true)));
    }

    [Fact]
    public void MapsAndBroadcasts()
    {
        int x = Column("real[batch x 2 x 1]", 1, 2, 3, 4), y = Column("real[3]", 10, 20, 30);
        Assert.Equal([11, 21, 31, 12, 22, 32, 13, 23, 33, 14, 24, 34], Run(_builder.Map(v => v[0] + v[1], x, y)));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], Run(_builder.Broadcast(x, TensorType.Parse("real[batch x 2 x 3]"))));
        Assert.Equal([10, 20, 30, 10, 20, 30], Run(_builder.Broadcast(y, TensorType.Parse("real[batch x 3]"))));
        Assert.Equal([0, 1, 2], Run(_builder.Map(v => v[0].Builder.Position() + v[0] * 0, y)));
        Assert.Equal([1, 2, 3, 4], Run(_builder.StopGradient(_builder.Reshape(x, new Shape(2)))));
    }

    [Fact]
    public void Leaves()
    {
        Assert.Equal([7, 8], Run(_builder.Parameter(0, new Shape(2))));
        Assert.Equal([9, 10], Run(_builder.Add(new StateOperation(0, new Shape(2)))));
        Assert.Equal([3], Run(_builder.Add(new BatchSizeOperation()), batch: 3));
        Assert.Equal([5, 5.25, 5.5, 5.75], Run(_builder.Add(new RandomUniformOperation(5, new Shape(2)))));
        Assert.Equal([1, 2], Run(_builder.Add(new ConstantOperation(new Shape(2), [1, 2]))));
    }

    [Fact]
    public void RoundingAndObserving()
    {
        int x = Column("real[batch]", 0.1, 0.2);
        _builder.AddOutput("y", OutputRole.Result, _builder.Label(_builder.Map(v => v[0] * v[0], x), "square"));
        var seen = new List<string>();
        var interpreter = new Interpreter(new ReferenceContext { Columns = _columns })
        {
            RoundToSingle = true,
            Observe = (index, node, value) => seen.Add($"{index} {node.Label} {value.Samples}"),
        };
        double f = 0.1f;
        Assert.Equal((float)(f * f), interpreter.Run(_builder.Build(), 2)[0].Values[0]);
        Assert.Equal(["0  2", "1 square 2"], seen);
    }

    [Fact]
    public void Flops()
    {
        var types = new[] { TensorType.Parse("real[batch x 5 x 3]"), TensorType.Parse("real[2 x 3]") };
        Assert.Equal(2 * 5 * 3 * 2, new DenseOperation().Flops(types, new DenseOperation().Infer(types)));
        Assert.Equal(15 * 2, new MapOperation(Expression.Unary(x => Scalar.Exp(x) * 2)).Flops([types[0]], types[0]));
        Assert.Equal(15, new ReduceOperation(ReduceKind.Sum, [1], false).Flops([types[0]], types[0]));
    }
}
