using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Graph;

public class BuilderTests
{
    private static (FunctionBuilder Builder, int X) Start()
    {
        var b = new FunctionBuilder("f");
        return (b, b.AddColumn("x", ColumnRole.Input, new TensorType(new Shape(3))));
    }

    [Fact]
    public void EqualNodesAreOne()
    {
        var (b, x) = Start();
        int first = b.Map(v => Scalar.Exp(v[0]) + 1, x);
        Assert.Equal(first, b.Map(v => Scalar.Exp(v[0]) + 1, x));
        Assert.Equal(b.Constant(2), b.Constant(2));
        Assert.Equal(b.Parameter(0, new Shape(2, 3)), b.Parameter(0, new Shape(2, 3)));
        Assert.NotEqual(first, b.Map(v => Scalar.Exp(v[0]) + 2, x));
    }

    [Fact]
    public void RandomNumbersAreDrawnForEachNode()
    {
        var (b, _) = Start();
        var random = new RandomUniformOperation(0, new Shape(3));
        Assert.NotEqual(b.Add(random), b.Add(random));
    }

    [Fact]
    public void MapsLeaveOutWhatTheyDoNotNeed()
    {
        var (b, x) = Start();
        int y = b.Map(v => v[0] * 2, x);
        // An operand that isn't read, one given twice, and one that was only broadcast.
        int unread = b.Map(v => v[1] + 1, x, y);
        Assert.Equal([y], b.Nodes[unread].Operands);
        int twice = b.Map(v => v[0] * v[1], y, y);
        Assert.Equal(b.Map(v => v[0] * v[0], y), twice);
        int wide = b.Broadcast(b.Constant(3), b.TypeOf(x));
        int sum = b.Map(v => v[0] + v[1], x, wide);
        Assert.Equal([x, b.Constant(3)], b.Nodes[sum].Operands);
        // Here only the broadcast makes the result as wide as it is.
        int filled = b.Map(v => v[0] + 1, wide);
        Assert.Equal(b.TypeOf(x), b.TypeOf(filled));
        int byPosition = b.Map(v => v[0].Builder.Position(), x);
        Assert.Equal(b.TypeOf(x), b.TypeOf(byPosition));
    }

    [Fact]
    public void BuildDropsWhatNoOutputNeedsAndMovesTheSplit()
    {
        var (b, x) = Start();
        b.Map(v => Scalar.Exp(v[0]), x);
        int y = b.Map(v => Scalar.Sin(v[0]), x);
        b.AddOutput("y", OutputRole.Result, y);
        b.Split = b.Nodes.Count;
        int dy = b.AddColumn("dy", ColumnRole.OutputGradient, b.TypeOf(y));
        b.Map(v => v[0] * 7, dy);
        b.AddOutput("z", OutputRole.Carry, b.Map(v => v[0] * v[1], y, dy));
        var function = b.Build();
        Assert.Equal(4, function.Nodes.Count);
        Assert.Equal(2, function.Split);
        Assert.Equal(2, function.Columns.Count);
        Assert.Equal([1, 2], function.Nodes[3].Operands);
    }

    [Fact]
    public void OperandsMustBeEarlierNodes()
    {
        var (b, _) = Start();
        Assert.Throws<GraphException>(() => b.Add(new StopGradientOperation(), 5));
        Assert.Throws<GraphException>(() => b.Add(new StopGradientOperation(), -1));
    }

    [Fact]
    public void TheTypeStaysWhenAnOperationIsReplaced()
    {
        var (b, x) = Start();
        int y = b.Map(v => v[0] + 1, x);
        Assert.Throws<GraphException>(() => b.Replace(y, new ReshapeOperation(new Shape(3, 1))));
    }

    /// <summary>Two thousand residual joins have 2^2000 paths: if equality, hashing, printing, parsing or gradients followed them, this would never end.</summary>
    [Fact]
    public void LongResidualChainsAreComparedInLinearTime()
    {
        Function first = Residual(2000), second = Residual(2000);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.Equal(first, FunctionParser.Parse(first.ToString()));
        Assert.NotEqual(first, Residual(1999));
        FunctionVerifier.Verify(first);

        static Function Residual(int joins)
        {
            var (b, x) = Start();
            int y = x;
            for (int i = 0; i < joins; i++) y = b.Map(v => v[0] + v[1], y, b.Map(v => Scalar.Tanh(v[0]), y));
            b.AddOutput("y", OutputRole.Result, y);
            b.AddOutput("dx", OutputRole.InputGradient, Compiler.Autodiff.Gradients.Of(b, [(y, b.Fill(1, b.TypeOf(y)))], [x])[0]);
            return b.Build();
        }
    }
}
