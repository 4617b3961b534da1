using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Autodiff;

public class OperationGradientTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 17)]
    [InlineData(7, 31, 3)]
    [InlineData(2, 97, 31)]
    public void Dense(int batch, int inputs, int outputs)
    {
        var check = new GradientCheck { Batch = batch };
        int x = check.Input(inputs), w = check.Unbatched(outputs, inputs);
        check.CheckTwice(check.Builder.Dense(x, w), x, w);
    }

    [Fact]
    public void DenseOverLeadingAxes()
    {
        var check = new GradientCheck();
        int x = check.Input(3, 2, 5), w = check.Unbatched(4, 5);
        check.CheckTwice(check.Builder.Dense(x, w), x, w);
    }

    [Fact]
    public void DenseOfAnUnbatchedValue()
    {
        var check = new GradientCheck();
        int x = check.Unbatched(3, 5), w = check.Unbatched(4, 5);
        check.CheckTwice(check.Builder.Dense(x, w), x, w);
    }

    [Fact]
    public void DenseInputGradientAndWeightGradientAreDifferentiable()
    {
        var check = new GradientCheck { Batch = 3 };
        int dy = check.Input(2, 4), w = check.Unbatched(4, 5), x = check.Input(2, 5);
        check.CheckTwice(check.Builder.Add(new DenseInputGradientOperation(), dy, w), dy, w);
        check.CheckTwice(check.Builder.Add(new DenseWeightGradientOperation(), x, dy), x, dy);
    }

    [Theory]
    [InlineData(new[] { 0 }, false)]
    [InlineData(new[] { 1 }, false)]
    [InlineData(new[] { 0, 2 }, false)]
    [InlineData(new[] { 0, 1, 2 }, true)]
    [InlineData(new[] { 2 }, true)]
    [InlineData(new int[0], true)]
    public void Reductions(int[] axes, bool overBatch)
    {
        foreach (var kind in new[] { ReduceKind.Sum, ReduceKind.Max })
        {
            var check = new GradientCheck { Batch = 3 };
            int x = check.Input(3, 1, 5);
            int squared = check.Builder.Map(v => v[0] * v[0] * v[0], x);
            check.CheckTwice(check.Builder.Reduce(kind, squared, overBatch, axes), x);
        }
    }

    [Fact]
    public void TheGradientOfAMaximumIsSharedByTies()
    {
        var check = new GradientCheck { Batch = 1 };
        int x = check.Column(new TensorType(new Shape(4)), _ => 0);
        double[] values = check.Argument(x).Values;
        (values[0], values[1], values[2], values[3]) = (2, 5, 5, 1);
        int max = check.Builder.Reduce(ReduceKind.Max, x, false, 0);
        int gradient = Gradients.Of(check.Builder, [(max, check.Builder.Fill(3, check.Builder.TypeOf(max)))], [x])[0];
        Assert.Equal([0, 1.5, 1.5, 0], check.Run(gradient)[0].Values);
    }

    [Fact]
    public void ReshapeAndBroadcast()
    {
        var check = new GradientCheck { Batch = 3 };
        int x = check.Input(2, 1, 3), b = check.Unbatched(3);
        int reshaped = check.Builder.Reshape(check.Builder.Map(v => Scalar.Tanh(v[0]), x), new Shape(3, 2));
        check.CheckTwice(reshaped, x);
        int wide = check.Builder.Broadcast(check.Builder.Map(v => Scalar.Exp(v[0]), x), new TensorType(new Shape(4, 2, 5, 3)));
        check.CheckTwice(wide, x);
        int repeated = check.Builder.Broadcast(check.Builder.Map(v => Scalar.Exp(v[0]), b), new TensorType(new Shape(2, 3)));
        check.CheckTwice(repeated, b);
    }

    public static TheoryData<int[], int[], bool> Broadcasts => new()
    {
        { new[] { 3 }, new[] { 3 }, false },
        { new[] { 3 }, new[] { 3 }, true },
        { new[] { 3 }, new int[0], false },
        { new[] { 3 }, new int[0], true },
        { new[] { 1 }, new[] { 3 }, true },
        { new[] { 2, 1, 3 }, new[] { 4, 1 }, false },
        { new[] { 2, 1, 3 }, new[] { 4, 1 }, true },
        { new[] { 3 }, new[] { 2, 4, 3 }, true },
        { new[] { 1, 1 }, new[] { 1 }, true },
        { new[] { 1 }, new[] { 1, 1, 1 }, false },
        { new int[0], new int[0], true },
    };

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void MapBroadcastsItsOperands(int[] first, int[] second, bool secondUnbatched)
    {
        foreach (int batch in new[] { 1, 2, 7 })
        {
            var check = new GradientCheck { Batch = batch };
            int x = check.Input(first), y = secondUnbatched ? check.Unbatched(second) : check.Input(second);
            check.CheckTwice(check.Builder.Map(v => Scalar.Sigmoid(v[0]) * Scalar.Exp(v[1] * v[0]), x, y), x, y);
        }
    }

    [Fact]
    public void MapReadsTheSameOperandTwice()
    {
        var check = new GradientCheck();
        int x = check.Input(5);
        int y = check.Builder.Add(new MapOperation(Expression.Binary((a, b) => a * a * b)), x, x);
        check.CheckTwice(y, x);
    }

    [Fact]
    public void MapKnowsThePositionOnTheLastAxis()
    {
        var check = new GradientCheck();
        int x = check.Input(3, 4), y = check.Input(3, 1);
        int oneHot = check.Builder.Map(v => Scalar.Select(Scalar.Equal(v[0].Builder.Position(), v[0].Builder.Constant(2)), v[0] * v[1], v[0] * v[0]), x, y);
        check.CheckTwice(oneHot, x, y);
        double[] a = check.Argument(x).Values, b = check.Argument(y).Values, result = check.Run(oneHot)[0].Values;
        for (int i = 0; i < result.Length; i++) Assert.Equal(i % 4 == 2 ? a[i] * b[i / 4] : a[i] * a[i], result[i]);
    }

    [Fact]
    public void IntegersLoadAsNumbersAndHaveNoGradient()
    {
        var check = new GradientCheck { Batch = 3 };
        int x = check.Input(4), label = check.Column(new TensorType(Shape.Scalar, ElementType.Integer), r => r.Next(4));
        int chosen = check.Builder.Map(
            v => Scalar.Select(Scalar.Equal(v[1], v[0].Builder.Position()), Scalar.Exp(v[0]), 0), x, label);
        var (scalar, gradients) = check.Differentiate(chosen, x, label);
        Assert.Equal(Operation.NoGradient, gradients[1]);
        check.Compare(scalar, [x], [gradients[0]]);
        double[] labels = check.Argument(label).Values, result = check.Run(chosen)[0].Values;
        for (int i = 0; i < result.Length; i++) Assert.Equal(i % 4 == labels[i / 4], result[i] != 0);
    }

    [Fact]
    public void StopGradientStops()
    {
        var check = new GradientCheck();
        int x = check.Input(5);
        int stopped = check.Builder.StopGradient(check.Builder.Map(v => v[0] * v[0], x));
        var (_, none) = check.Differentiate(stopped, x);
        Assert.Equal(Operation.NoGradient, none[0]);
        // d/dx of stop(x^2) x is x^2, as if the factor were constant.
        int product = check.Builder.Map(v => v[0] * v[1], stopped, x);
        int gradient = Gradients.Of(check.Builder, [(product, check.Builder.Fill(1, check.Builder.TypeOf(product)))], [x])[0];
        double[] values = check.Argument(x).Values, result = check.Run(gradient)[0].Values;
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i] * values[i], result[i], 12);
    }

    [Fact]
    public void StraightThroughReplacesTheDerivative()
    {
        var check = new GradientCheck();
        int x = check.Input(5);
        var threshold = new MapOperation(Expression.Unary(v => Scalar.Greater(v, 0)), Expression.Unary(v => v * 2));
        int y = check.Builder.Add(threshold, x);
        int gradient = Gradients.Of(check.Builder, [(y, check.Builder.Fill(3, check.Builder.TypeOf(y)))], [x])[0];
        double[] values = check.Argument(x).Values, result = check.Run(gradient)[0].Values;
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i] * 6, result[i], 12);

        int plain = check.Builder.Add(new MapOperation(threshold.Expression), x);
        Assert.Equal(Operation.NoGradient, Gradients.Of(check.Builder, [(plain, check.Builder.Fill(1, check.Builder.TypeOf(plain)))], [x])[0]);
    }

    [Fact]
    public void LeavesHaveNoGradientOfTheirOwn()
    {
        var check = new GradientCheck();
        int x = check.Input(3), random = check.Builder.Add(new RandomUniformOperation(0, new Shape(3)));
        int size = check.Builder.Add(new BatchSizeOperation());
        int y = check.Builder.Map(v => v[0] * v[1] / v[2], x, random, size);
        int[] gradients = check.Differentiate(y, x, size).Gradients;
        Assert.All(gradients, g => Assert.True(g >= 0));
        Assert.Equal(TensorType.Unbatched(Shape.Scalar), check.Builder.TypeOf(gradients[1]));
    }
}
