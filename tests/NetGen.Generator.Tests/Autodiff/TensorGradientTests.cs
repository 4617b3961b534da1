using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Autodiff;

/// <summary>The operations behind tensor functions: gradients of first and second order by finite differences.</summary>
public class TensorGradientTests
{
    private static int Cube(GradientCheck check, int x) => check.Builder.Map(v => v[0] * v[0] * v[0], x);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void Permutations(int batch)
    {
        foreach (int[] order in new int[][] { [1, 0, 2], [2, 1, 0], [1, 2, 0] })
        {
            var check = new GradientCheck { Batch = batch };
            int x = check.Input(3, 1, 4), u = check.Unbatched(3, 1, 4);
            check.CheckTwice(check.Builder.Permute(Cube(check, x), order), x);
            check.CheckTwice(check.Builder.Permute(Cube(check, u), order), u);
        }
    }

    [Fact]
    public void Concatenation()
    {
        foreach (int axis in new[] { 0, 1 })
        {
            var check = new GradientCheck { Batch = 3 };
            int x = check.Input(2, 3), y = axis == 0 ? check.Input(4, 3) : check.Input(2, 4), z = check.Unbatched(2, 3);
            check.CheckTwice(check.Builder.Concat([Cube(check, x), y, Cube(check, x), z], axis), x, y, z);
        }
    }

    [Fact]
    public void SplitsAndSlices()
    {
        var check = new GradientCheck { Batch = 3 };
        int x = check.Input(4, 6);
        int[] parts = check.Builder.Split(Cube(check, x), 3);
        check.CheckTwice(check.Builder.Map(v => v[0] * v[1] + v[2], parts), x);
        int slice = check.Builder.SliceBy(Cube(check, x), AxisSlice.Index(1, fromEnd: true), AxisSlice.Range(1, false, 1, true));
        Assert.Equal(new Shape(4), check.Builder.ShapeOf(slice));
        check.CheckTwice(slice, x);
        check.CheckTwice(check.Builder.PadBy(Cube(check, x), [1, 0], [0, 2], value: 3), x);
        check.CheckTwice(check.Builder.Stack([Cube(check, x), x], -1), x);
    }

    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 3, 4, 5)]
    [InlineData(3, 17, 3, 2)]
    public void Products(int batch, int m, int k, int n)
    {
        foreach (bool ta in new[] { false, true })
            foreach (bool tb in new[] { false, true })
            {
                var check = new GradientCheck { Batch = batch };
                int a = ta ? check.Input(k, m) : check.Input(m, k), b = tb ? check.Input(n, k) : check.Input(k, n);
                check.CheckTwice(check.Builder.Add(new MatMulOperation(ta, tb), a, b), a, b);
            }
    }

    [Fact]
    public void ProductsBroadcastTheirLeadingAxes()
    {
        var check = new GradientCheck { Batch = 3 };
        int a = check.Input(2, 3, 4), b = check.Input(1, 4, 5), c = check.Unbatched(4, 2), d = check.Unbatched(6, 3), e = check.Unbatched(5, 4);
        check.CheckTwice(check.Builder.MatMul(a, b), a, b);
        check.CheckTwice(check.Builder.MatMul(a, c), a, c);
        check.CheckTwice(check.Builder.MatMul(d, a), d, a);
        check.CheckTwice(check.Builder.MatMul(check.Builder.Permute(c), check.Builder.Permute(e, 1, 0)), c, e);
    }

    [Fact]
    public void RowsOfATable()
    {
        foreach (bool ofSamples in new[] { false, true })
        {
            var check = new GradientCheck { Batch = 3 };
            int table = ofSamples ? check.Input(5, 2, 3) : check.Unbatched(5, 2, 3);
            int indices = check.Column(new TensorType(new Shape(4), ElementType.Integer), r => r.Next(5));
            check.CheckTwice(check.Builder.Gather(Cube(check, table), indices), table);
        }
    }

    [Fact]
    public void ReductionsOverAxes()
    {
        foreach (int[]? axes in new int[]?[] { null, [0], [1], [-1], [0, 2], [1, 2] })
        {
            var check = new GradientCheck { Batch = 2 };
            var b = check.Builder;
            int x = check.Input(3, 2, 4);
            check.Check(b.VarianceOver(x, axes), x);
            check.Check(b.MinOver(x, axes, keep: true), x);
            check.Check(b.MeanOver(Cube(check, x), axes), x);
        }
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(-1)]
    public void FunctionsAlongAnAxis(int axis)
    {
        var check = new GradientCheck { Batch = 2 };
        var b = check.Builder;
        int x = check.Input(3, 2, 4);
        check.CheckTwice(b.SoftmaxOver(x, axis), x);
        check.CheckTwice(b.LogSoftmaxOver(x, axis), x);
        check.CheckTwice(b.LogSumExpOver(x, axis), x);
        check.CheckTwice(b.L2Normalize(x, axis), x);
        Assert.Equal(Operation.NoGradient, check.Differentiate(b.ArgMax(x, axis), x).Gradients[0]);
    }

    [Fact]
    public void FunctionsOfElements()
    {
        var check = new GradientCheck { Batch = 2 };
        var b = check.Builder;
        int x = check.Input(3, 4), y = check.Input(4);
        check.Check(b.Maximum(x, y), x, y);
        check.Check(b.Minimum(x, y), x, y);
        check.Check(b.Clip(x, -0.5, 0.5), x);
        check.Check(b.Where(b.Less(x, y), Cube(check, x), y), x, y);
    }

    [Fact]
    public void TheGradientOfASplitIsOneConcatenation()
    {
        var check = new GradientCheck();
        var b = check.Builder;
        int x = check.Input(2, 6);
        int[] parts = b.Split(x, 3);
        int y = b.Map(v => v[0] * v[1] * v[2], parts);
        int gradient = Gradients.Of(b, [(y, b.Fill(1, b.TypeOf(y)))], [x])[0];
        Assert.Equal(3, Assert.IsType<ConcatOperation>(b.Nodes[gradient].Operation) is { Axis: 1 } ? b.Nodes[gradient].Operands.Count : 0);

        // With a gap, and another use of the whole beside.
        int z = b.Map(v => v[0] * v[1], parts[0], parts[2]);
        int gap = Gradients.Of(b, [(z, b.Fill(1, b.TypeOf(z)))], [x])[0];
        Assert.IsType<ConcatOperation>(b.Nodes[gap].Operation);
        check.Check(b.Map(v => v[0] + v[1], b.Concat([parts[1], parts[1], z]), Cube(check, x)), x);
    }
}
