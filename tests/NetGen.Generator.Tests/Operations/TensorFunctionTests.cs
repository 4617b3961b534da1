using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Operations;

/// <summary>What tensor functions give, on numbers worked out by hand, and what they say of wrong arguments.</summary>
public class TensorFunctionTests
{
    private readonly FunctionBuilder _builder = new("f");
    private readonly List<ReferenceTensor> _columns = [];

    private int Column(string type, params double[] values)
    {
        var t = TensorType.Parse(type);
        _columns.Add(new ReferenceTensor(t, t.Batched ? values.Length / (int)t.Shape.Length : 1, values));
        return _builder.AddColumn("x" + _columns.Count, ColumnRole.Input, t);
    }

    private void Check(double[] expected, int node, int batch = 1)
    {
        _builder.AddOutput("y", OutputRole.Carry, node);
        var function = _builder.Build();
        FunctionVerifier.Verify(function);
        var context = new ReferenceContext { Columns = _columns, Uniform = (key, _, element) => 0.25 * key + 0.125 * element };
        double[] result = new Interpreter(context).Run(function, batch)[^1].Values;
        Assert.Equal(expected.Length, result.Length);
        for (int i = 0; i < result.Length; i++) Assert.Equal(expected[i], result[i], 12);
    }

    [Fact]
    public void Permute()
    {
        int x = Column("real[batch x 2 x 3]", 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
        Check([1, 4, 2, 5, 3, 6, 10, 40, 20, 50, 30, 60], _builder.Permute(x), 2);
        Assert.Equal(x, _builder.Permute(_builder.Permute(x)));
        Assert.Equal(x, _builder.Permute(x, 0, -1));
        int y = Column("real[2 x 1 x 3]", 1, 2, 3, 4, 5, 6);
        Check([1, 4, 2, 5, 3, 6], _builder.Permute(y, 2, 1, 0), 2);
    }

    [Fact]
    public void SlicesSplitsAndJoins()
    {
        int x = Column("real[batch x 2 x 3]", 1, 2, 3, 4, 5, 6);
        Check([4, 5, 6], _builder.SliceBy(x, AxisSlice.Index(1)));
        Check([3, 6], _builder.SliceBy(x, AxisSlice.All, AxisSlice.Index(1, fromEnd: true)));
        Check([2, 3, 5, 6], _builder.SliceBy(x, AxisSlice.All, AxisSlice.Range(1, false, 0, true)));
        Check([6], _builder.SliceBy(x, AxisSlice.Index(1), AxisSlice.Index(2)));
        int[] parts = _builder.Split(x, [1, 2]);
        Check([1, 4], parts[0]);
        Check([2, 3, 5, 6], parts[1]);
        Check([2, 3, 1, 5, 6, 4], _builder.Concat([parts[1], parts[0]]));
        Check([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], _builder.Concat([x, x], 0));
        Check([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6], _builder.Stack([x, x], -1));
        Check([9, 9, 9, 1, 2, 3, 4, 5, 6], _builder.PadBy(x, [1, 0], [0, 0], 9));
    }

    [Fact]
    public void Products()
    {
        int a = Column("real[batch x 2 x 3]", 1, 2, 3, 4, 5, 6), b = Column("real[3 x 2]", 1, 0, 0, 1, 1, 1), v = Column("real[batch x 3]", 1, -1, 2);
        Check([4, 5, 10, 11], _builder.MatMul(a, b));
        Check([4, 5, 10, 11], _builder.MatMul(a, _builder.Permute(_builder.Permute(b))));
        Check([5, 11], _builder.MatMul(a, v));
        Check([3, 1], _builder.MatMul(v, b));
        Check([6], _builder.MatMul(v, v));
        Check([14, 32, 32, 77], _builder.MatMul(a, _builder.Permute(a)));
        Check([4, 10, 5, 11], _builder.Permute(_builder.MatMul(a, b)));
        Assert.IsType<MatMulOperation>(_builder.Nodes[_builder.MatMul(a, _builder.Permute(a))].Operation);
        Assert.IsType<DenseOperation>(_builder.Nodes[_builder.MatMul(_builder.Permute(a), _builder.Permute(_builder.Constants([1, 2, 3, 4], [2, 2])))].Operation);
    }

    [Fact]
    public void Rows()
    {
        int table = Column("real[3 x 2]", 1, 2, 3, 4, 5, 6), indices = Column("int[batch x 3]", 2, 0, 7);
        Check([5, 6, 1, 2, 0, 0], _builder.Gather(table, indices));
        Check([0, 0, 1, 1, 0, 0, 0, 0, 0], _builder.OneHot(indices, 3));
    }

    [Fact]
    public void Reductions()
    {
        int x = Column("real[batch x 2 x 3]", 1, 5, 3, 4, 2, 6);
        Check([5, 7, 9], _builder.SumOver(x, [0]));
        Check([21], _builder.SumOver(x));
        Check([3, 4], _builder.MeanOver(x, [-1]));
        Check([1, 2], _builder.MinOver(x, [1]));
        Check([5, 6], _builder.MaxOver(x, [1], keep: true));
        Check([2.25, 2.25, 2.25], _builder.VarianceOver(x, [0]));
        Check([1, 2], _builder.ArgMax(x));
        Check([1, 0, 1], _builder.ArgMax(x, 0));
        int same = Column("real[batch x 3]", 7, 7, 7);
        Check([0], _builder.ArgMax(same));
        Check([1 / 3.0, 1 / 3.0, 1 / 3.0], _builder.SoftmaxOver(same));
        Check([Math.Log(3) + 7], _builder.LogSumExpOver(same));
        Check([0.6, -0.8], _builder.L2Normalize(Column("real[batch x 2]", 3, -4)));
        Check([0, 0], _builder.L2Normalize(Column("real[batch x 2]", 0, 0)));
    }

    [Fact]
    public void RandomNumbers()
    {
        double Normal(double u, double v) => Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v);
        Check([Normal(0.25, 0.5), Normal(0.375, 0.625)], _builder.RandomNormal(1, 2, new Shape(2)));
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "axis", "The shape 2 x 3 has no axis 2" },
        { "order", "names 1" },
        { "matmul", "don't multiply: the last axis of the first has size 3, the rows of the second are 2" },
        { "reshape", "6 elements, which don't fit into 4 x ?" },
        { "index", "Index 2 is outside of axis 0, whose size is 2" },
        { "range", "The range 1..4 is not within axis 1, whose size is 3" },
        { "empty", "The range 1..1 of axis 1 is empty" },
        { "split", "doesn't part into 2 equal parts" },
        { "concat", "all other axes must be equal" },
        { "stack", "the shapes must be equal" },
        { "add", "The shapes 2 x 3 and 2 don't fit" },
        { "twice", "An axis is given twice" },
        { "squeeze", "Axis 1 of the shape 2 x 3 has size 3, not 1" },
        { "broadcast", "doesn't repeat to 3 x 3" },
        { "constants", "The shape 2 has 2 elements, the values are 3" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void MistakesAreExplained(string what, string message)
    {
        int x = Column("real[batch x 2 x 3]", 1, 2, 3, 4, 5, 6), y = Column("real[batch x 2]", 1, 2);
        Func<object> call = what switch
        {
            "axis" => () => _builder.SumOver(x, [2]),
            "order" => () => _builder.Permute(x, 0),
            "matmul" => () => _builder.MatMul(x, x),
            "reshape" => () => _builder.ReshapeTo(x, 4, -1),
            "index" => () => _builder.SliceBy(x, AxisSlice.Index(2)),
            "range" => () => _builder.SliceBy(x, AxisSlice.All, AxisSlice.Range(1, false, 4, false)),
            "empty" => () => _builder.SliceBy(x, AxisSlice.All, AxisSlice.Range(1, false, 1, false)),
            "split" => () => _builder.Split(x, 2),
            "concat" => () => _builder.Concat([x, y], 0),
            "stack" => () => _builder.Stack([x, y]),
            "add" => () => _builder.Binary((a, b) => a + b, x, y),
            "twice" => () => _builder.MaxOver(x, [1, -1]),
            "squeeze" => () => _builder.Squeeze(x, 1),
            "broadcast" => () => _builder.BroadcastTo(x, 3, 3),
            _ => () => _builder.Constants([1, 2, 3], [2]),
        };
        var error = Assert.Throws<TensorException>(() => call());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Argument);
    }
}
