using FsCheck;
using FsCheck.Fluent;
using NetGen.Compiler.Expressions;
using static NetGen.Compiler.Expressions.Scalar;

namespace NetGen.Generator.Tests.Expressions;

public class DerivativeTests
{
    /// <summary>Functions of one operand, the activations among them, with where they are smooth.</summary>
    internal static readonly (string Name, Func<Scalar, Scalar> Body, double From, double To)[] Functions =
    [
        ("negate", x => -x, -5, 5),
        ("abs", Abs, -5, 5),
        ("exp", Exp, -20, 20),
        ("expm1", Expm1, -20, 20),
        ("log", Log, 0.01, 50),
        ("log1p", Log1p, -0.9, 50),
        ("sqrt", Sqrt, 0.01, 50),
        ("tanh", Tanh, -20, 20),
        ("sigmoid", Sigmoid, -30, 30),
        ("softplus", Softplus, -30, 30),
        ("erf", Erf, -5, 5),
        ("normal cdf", NormalCdf, -5, 5),
        ("sin", Sin, -10, 10),
        ("cos", Cos, -10, 10),
        ("floor", Floor, -5, 5),
        ("sign", Sign, -5, 5),
        ("cube", x => Power(x, 3), -5, 5),
        ("power", x => Power(x, 2.7), 0.01, 5),
        ("inverse power", x => Power(x, -1.3), 0.1, 5),
        ("reciprocal", x => 1 / x, 0.1, 5),
        ("less", x => Less(x, 1) * 3, -5, 5),
        ("relu", x => Max(x, 0), -5, 5),
        ("leaky relu", x => Select(Greater(x, 0), x, 0.01 * x), -5, 5),
        ("elu", x => Select(Greater(x, 0), x, 1.5 * Expm1(x)), -5, 5),
        ("clamp", x => Min(Max(x * 0.5, -1), 2), -5, 5),
        ("hard sigmoid", x => Max(Min(x / 6 + 0.5, 1), 0), -5, 5),
        ("silu", x => x * Sigmoid(x), -30, 30),
        ("silu as a quotient", x => x / (1 + Exp(-x)), -30, 30),
        ("sigmoid as a quotient", x => 1 / (1 + Exp(-x)), -30, 30),
        ("tanh as a quotient", x => (Exp(x) - Exp(-x)) / (Exp(x) + Exp(-x)), -15, 15),
        ("gelu", x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))), -10, 10),
        ("mish", x => x * Tanh(Softplus(x)), -30, 30),
        ("softsign", x => x / (1 + Abs(x)), -20, 20),
        ("huber", x => Select(Less(Abs(x), 1), 0.5 * x * x, Abs(x) - 0.5), -5, 5),
    ];

    /// <summary>Functions whose derivative follows from the result alone.</summary>
    public static TheoryData<string> ByResult =>
        ["negate", "exp", "expm1", "sqrt", "tanh", "sigmoid", "softplus", "relu", "leaky relu", "elu", "clamp", "hard sigmoid", "floor", "sign", "less"];

    public static TheoryData<string> All => [.. Functions.Select(f => f.Name)];

    internal static Expression Of(string name) => Expression.Unary(Functions.Single(f => f.Name == name).Body);

    [Theory, MemberData(nameof(All))]
    public void AgreesWithCentralDifferences(string name)
    {
        var (_, body, from, to) = Functions.Single(f => f.Name == name);
        var function = Expression.Unary(body);
        var derivative = function.Differentiate(0);
        const int Points = 997;
        int compared = 0;
        for (int i = 0; i < Points; i++)
        {
            double x = from + (to - from) * (i + 0.37) / Points, h = 1e-6 * Math.Max(1, Math.Abs(x));
            double near = Difference(function, x, h), far = Difference(function, x, 2 * h);
            if (Math.Abs(near - far) > 1e-4 * Math.Max(1, Math.Abs(near))) continue; // a kink in between
            compared++;
            double scale = Math.Max(Math.Abs(function.Evaluate([x])), Math.Max(1, Math.Abs(near)));
            Assert.Equal(near, derivative.Evaluate([x]), 1e-8 * scale);
        }
        Assert.True(compared > Points * 0.98, $"only {compared} of {Points} points are smooth");
    }

    [Theory, MemberData(nameof(All))]
    public void TheFormWithTheResultIsTheSameFunction(string name)
    {
        var (_, body, from, to) = Functions.Single(f => f.Name == name);
        var function = Expression.Unary(body);
        Expression derivative = function.Differentiate(0), withResult = function.DifferentiateWithResult(0);
        Assert.Equal(2, withResult.Operands);
        for (int i = 0; i <= 1000; i++)
        {
            double x = Math.Max(-12, from) + (Math.Min(12, to) - Math.Max(-12, from)) * i / 1000, y = function.Evaluate([x]), expected = derivative.Evaluate([x]);
            // y + 1 for the slope of exp(x) - 1 loses digits where the slope is small, as PyTorch's does.
            Assert.Equal(expected, withResult.Evaluate([x, y]), 1e-12 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Theory, MemberData(nameof(ByResult))]
    public void TheResultIsEnough(string name) => Assert.False(Of(name).DifferentiateWithResult(0).Reads(0));

    [Theory]
    [InlineData("exp", "x1")]
    [InlineData("sigmoid", "x1 * (1 - x1)")]
    [InlineData("tanh", "1 - x1 * x1")]
    [InlineData("sqrt", "0.5 / x1")]
    [InlineData("relu", "0 < x1")]
    [InlineData("leaky relu", "select(0 < x1, 1, 0.01)")]
    [InlineData("elu", "select(0 < x1, 1, x1 + 1.5)")]
    [InlineData("reciprocal", "-(x1 / x0)")]
    public void TheFormWithTheResultIsAsInTextbooks(string name, string expected) => Assert.Equal(expected, Of(name).DifferentiateWithResult(0).ToString());

    [Theory, MemberData(nameof(All))]
    public void StaysFiniteFarOut(string name)
    {
        var derivative = Of(name).Differentiate(0);
        double from = Functions.Single(f => f.Name == name).From;
        foreach (double x in new[] { -1e4, -999.5, -100, -88.5, 88.5, 100, 709.5, 999.5, 1e4 })
        {
            if (x < from && from >= -0.9) continue; // outside of the domain of logarithms and roots
            Assert.True(double.IsFinite(derivative.Evaluate([x])), $"at {x} it is {derivative.Evaluate([x])}");
        }
    }

    [Theory]
    [InlineData("abs", 0, 0)]
    [InlineData("relu", 0, 0)]
    [InlineData("hard sigmoid", 3, 0)]
    [InlineData("hard sigmoid", -3, 0)]
    [InlineData("softplus", 0, 0.5)]
    [InlineData("leaky relu", 0, 0.01)]
    public void KinksAreAsInPyTorch(string name, double x, double expected)
    {
        var function = Of(name);
        Assert.Equal(expected, function.Differentiate(0).Evaluate([x]), 1e-15);
        Assert.Equal(expected, function.DifferentiateWithResult(0).Evaluate([x, function.Evaluate([x])]), 1e-15);
    }

    [Fact]
    public void TiesShareTheGradientEvenly()
    {
        foreach (var function in new[] { Expression.Binary(Max), Expression.Binary(Min) })
        {
            for (int operand = 0; operand < 2; operand++)
            {
                var derivative = function.Differentiate(operand);
                Assert.Equal(0.5, derivative.Evaluate([2, 2]));
                Assert.Equal(1, derivative.Evaluate([1, 2]) + derivative.Evaluate([2, 1]));
                Assert.Equal(function.Evaluate([1.5, 1 + operand]) == 1 + operand ? (operand == 1 ? 1 : 0) : operand == 0 ? 1 : 0, derivative.Evaluate([1.5, 1 + operand]));
            }
        }
    }

    [Fact]
    public void SelectPassesTheGradientThroughTheChosenBranchOnly()
    {
        // The other branch's derivative is infinite at 0, and no gradient goes to the condition.
        var function = Expression.Binary((x, c) => Select(Less(c, 1), Sqrt(x), x * 3));
        Assert.Equal(3, function.Differentiate(0).Evaluate([0, 2]));
        Assert.Equal(0.25, function.Differentiate(0).Evaluate([4, 0]));
        Assert.Equal(0, function.Differentiate(1).ConstantValue);
    }

    [Fact]
    public void AnOperandNotReadHasTheDerivativeZero()
    {
        var function = Expression.Binary((x, _) => Exp(x));
        Assert.Equal(0, function.Differentiate(1).ConstantValue);
        Assert.Equal(0, function.DifferentiateWithResult(1).ConstantValue);
        Assert.Throws<ArgumentOutOfRangeException>(() => function.Differentiate(2));
    }

    [Fact]
    public void RandomExpressionsAgreeWithCentralDifferences()
    {
        var trees = ExpressionTree.Arbitrary(
            [ScalarOperator.Negate, ScalarOperator.Exp, ScalarOperator.Expm1, ScalarOperator.Tanh, ScalarOperator.Sigmoid, ScalarOperator.Softplus, ScalarOperator.Erf, ScalarOperator.Sin, ScalarOperator.Cos, ScalarOperator.Abs],
            [ScalarOperator.Add, ScalarOperator.Subtract, ScalarOperator.Multiply, ScalarOperator.Divide, ScalarOperator.Max, ScalarOperator.Min], [-1, 0.5, 2], depth: 4);
        var operands = Gen.Choose(-2000, 2000).Select(i => i / 1000.0 + 1e-5).ArrayOf(ExpressionTree.Operands).ToArbitrary();
        Prop.ForAll(trees, operands, (tree, x) =>
        {
            var function = tree.ToExpression();
            double near = Difference(y => function.Evaluate([y, x[1]], 1), x[0], 1e-6), far = Difference(y => function.Evaluate([y, x[1]], 1), x[0], 4e-6);
            bool finite = true;
            double value = tree.Evaluate(x, 1, (_, _, v) => finite &= double.IsFinite(v));
            bool smooth = finite && Math.Abs(near - far) < 1e-5 && Math.Abs(near) < 100 && Math.Abs(value) < 100;
            return Prop.When(smooth, () =>
            {
                Assert.Equal(near, function.Differentiate(0).Evaluate(x, 1), 1e-4);
                Assert.Equal(near, function.DifferentiateWithResult(0).Evaluate([x[0], x[1], value], 1), 1e-4);
            });
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithMaxRejected(20_000));
    }

    private static double Difference(Expression function, double x, double h) => Difference(y => function.Evaluate([y]), x, h);

    private static double Difference(Func<double, double> function, double x, double h) => (function(x + h) - function(x - h)) / (2 * h);
}
