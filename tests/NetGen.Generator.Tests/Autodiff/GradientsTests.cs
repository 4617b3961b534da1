using FsCheck;
using FsCheck.Fluent;
using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Generator.Tests.Graph;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Autodiff;

public class GradientsTests
{
    [Fact]
    public void FanOutIsSummed()
    {
        var check = new GradientCheck { Batch = 7 };
        int x = check.Input(3);
        int a = check.Builder.Map(v => Scalar.Sin(v[0]), x), b = check.Builder.Map(v => v[0] * v[1], x, a);
        int c = check.Builder.Map(v => v[0] - Scalar.Exp(v[1]), b, x);
        check.CheckTwice(check.Builder.Map(v => v[0] * v[1] * v[2], a, b, c), x);
    }

    [Fact]
    public void InnerValuesHaveGradientsToo()
    {
        var check = new GradientCheck();
        int x = check.Input(3);
        int inner = check.Builder.Map(v => Scalar.Sin(v[0]), x), y = check.Builder.Map(v => v[0] * v[0] * v[1], inner, x);
        int[] gradients = Gradients.Of(check.Builder, [(y, check.Builder.Fill(1, check.Builder.TypeOf(y)))], [inner, x]);
        double[] values = check.Argument(x).Values, result = check.Run(gradients[0])[0].Values;
        for (int i = 0; i < values.Length; i++) Assert.Equal(2 * Math.Sin(values[i]) * values[i], result[i], 12);
        double[] full = check.Run(gradients[1])[0].Values;
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(result[i] * Math.Cos(values[i]) + Math.Pow(Math.Sin(values[i]), 2), full[i], 12);
    }

    [Fact]
    public void SeveralSeedsAreSummed()
    {
        var check = new GradientCheck();
        int x = check.Input(3);
        int a = check.Scalar(check.Builder.Map(v => Scalar.Tanh(v[0]), x)), b = check.Scalar(check.Builder.Map(v => v[0] * v[0], x));
        int weighted = check.Builder.Map(v => 2 * v[0] + 3 * v[1], a, b);
        int[] gradients = Gradients.Of(check.Builder, [(a, check.Builder.Constant(2)), (b, check.Builder.Constant(3))], [x]);
        check.Compare(weighted, [x], gradients);
    }

    [Fact]
    public void WhatCannotReachIsSkipped()
    {
        var check = new GradientCheck();
        int x = check.Input(3), w = check.Unbatched(4, 3), v = check.Unbatched(5, 4), unrelated = check.Input(3);
        int y = check.Builder.Dense(check.Builder.Map(a => Scalar.Exp(a[0]), check.Builder.Dense(x, w)), v);
        int before = check.Builder.Nodes.Count;
        int seed = check.Builder.Fill(1, check.Builder.TypeOf(y));
        int[] gradients = Gradients.Of(check.Builder, [(y, seed)], [v, unrelated]);
        Assert.Equal(Operation.NoGradient, gradients[1]);
        // Nothing was added for the layers before v; its own other gradient is dropped with the nodes that no output reads.
        Assert.All(check.Builder.Nodes.Skip(before), n => Assert.DoesNotContain(w, n.Operands));
        Assert.Single(check.Outputs(gradients[0]).Nodes, n => n.Operation is DenseWeightGradientOperation);
        Assert.DoesNotContain(check.Outputs(gradients[0]).Nodes, n => n.Operation is DenseInputGradientOperation);
    }

    [Fact]
    public void NoSeedsNoGradients() =>
        Assert.Equal([Operation.NoGradient], Gradients.Of(new GradientCheck() is var c ? c.Builder : null!, [], [c.Input(2)]));

    [Fact]
    public void TheGradientOfASeedIsTheSeed()
    {
        var check = new GradientCheck();
        int x = check.Input(3), dy = check.Input(3);
        Assert.Equal([dy], Gradients.Of(check.Builder, [(x, dy)], [x]));
    }

    [Fact]
    public void AGradientOfAnotherTypeIsRefused()
    {
        var check = new GradientCheck();
        int x = check.Input(3);
        var e = Assert.Throws<GraphException>(() => Gradients.Of(check.Builder, [(x, check.Builder.Constant(1))], [x]));
        Assert.Contains("real[batch x 3]", e.Message);
    }

    [Fact]
    public void SoftmaxCrossEntropyGivesProbabilitiesMinusTargets()
    {
        var check = new GradientCheck { Batch = 7 };
        int z = check.Input(5), label = check.Column(new TensorType(Shape.Scalar, ElementType.Integer), r => r.Next(5));
        var b = check.Builder;
        int max = b.StopGradient(b.Reduce(ReduceKind.Max, z, false, 0));
        int sum = b.Reduce(ReduceKind.Sum, b.Map(v => Scalar.Exp(v[0] - v[1]), z, max), false, 0);
        int logs = b.Map(v => v[0] - v[1] - Scalar.Log(v[2]), z, max, sum);
        int loss = b.Map(v => Scalar.Select(Scalar.Equal(v[1], v[0].Builder.Position()), -v[0], 0), logs, label);
        int total = b.SumAll(loss, overBatch: true);
        int gradient = Gradients.Of(b, [(total, b.Constant(1))], [z])[0];
        check.Compare(total, [z], [gradient]);
        double[] scores = check.Argument(z).Values, labels = check.Argument(label).Values, result = check.Run(gradient)[0].Values;
        for (int s = 0; s < 7; s++)
        {
            double[] e = scores.Skip(5 * s).Take(5).Select(Math.Exp).ToArray();
            for (int i = 0; i < 5; i++) Assert.Equal(e[i] / e.Sum() - (i == labels[s] ? 1 : 0), result[5 * s + i], 12);
        }
    }

    [Fact]
    public void RandomGraphsHaveTheGradientsOfFiniteDifferences() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var check = new GradientCheck(seed) { Batch = 1 + seed % 3 };
            int x = check.Input(2, 3), b = check.Unbatched(3);
            check.Builder.Map(v => Scalar.Tanh(v[0] + v[1]), x, b);
            int y = new RandomFunctions(seed).Grow(check.Builder, 6);
            // Bounded, so that differences keep their digits.
            check.Check(check.Builder.Map(v => Scalar.Tanh(v[0] * 0.3), y), x, b);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
}

public class GradientComparisonTests
{
    private readonly double[] _x = [-1.5, 0, 2];

    [Fact]
    public void TheRightGradientPassesAndAWrongOneIsFound()
    {
        double Value() => _x[0] * _x[0] + Math.Exp(_x[1]) * _x[2] + Math.Sin(_x[2]);
        double[] right = [2 * _x[0], Math.Exp(_x[1]) * _x[2], Math.Exp(_x[1]) + Math.Cos(_x[2])];
        var good = GradientComparison.Of(Value, _x, right);
        Assert.True(good.WorstError < 1e-8, $"{good.WorstError}");
        Assert.Equal(3, good.Compared);
        Assert.Empty(good.Kinks);
        right[1] *= 1.001;
        var bad = GradientComparison.Of(Value, _x, right);
        Assert.Equal(1, bad.WorstElement);
        Assert.InRange(bad.WorstError, 0.9e-3, 1.1e-3);
        Assert.Equal([-1.5, 0, 2], _x);
    }

    [Fact]
    public void CornersAndJumpsAreKinks()
    {
        double Value() => Math.Max(_x[1], 0) + (_x[0] > -1.5 ? 1 : 0) + _x[2] * _x[2];
        var comparison = GradientComparison.Of(Value, _x, [0, 0.5, 4]);
        Assert.Equal([0, 1], comparison.Kinks);
        Assert.Equal(1, comparison.Compared);
        Assert.True(comparison.WorstError < 1e-8);
    }

    [Fact]
    public void ACornerBesideThePointDoesNotSpoilTheDifference()
    {
        _x[1] = 3e-6;
        var comparison = GradientComparison.Of(() => Math.Max(_x[1], 0), _x, [0, 1, 0]);
        Assert.Empty(comparison.Kinks);
        Assert.True(comparison.WorstError < 1e-6, $"{comparison}");
    }

    [Fact]
    public void AFlatMinimumIsNoKink()
    {
        var comparison = GradientComparison.Of(() => _x[1] * _x[1] + _x[0], _x, [1, 0, 0]);
        Assert.Empty(comparison.Kinks);
        Assert.True(comparison.WorstError < 1e-6, $"{comparison}");
    }

    [Fact]
    public void NotANumberIsAnError()
    {
        var comparison = GradientComparison.Of(() => _x[0], _x, [double.NaN, 0, 0]);
        Assert.Equal(0, comparison.WorstElement);
        Assert.Equal(double.PositiveInfinity, comparison.WorstError);
        Assert.Throws<ArgumentException>(() => GradientComparison.Of(() => 0, _x, [1]));
    }
}
