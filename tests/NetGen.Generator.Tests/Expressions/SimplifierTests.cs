using FsCheck;
using FsCheck.Fluent;
using NetGen.Compiler.Expressions;
using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Generator.Tests.Expressions;

public class SimplifierTests
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000).WithMaxRejected(20_000);

    private static readonly double[] SmallNumbers = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3, 4];

    [Theory]
    [InlineData("x0 + 0", "x0")]
    [InlineData("0 + x0", "x0")]
    [InlineData("x0 * 1", "x0")]
    [InlineData("x0 * 0", "0")]
    [InlineData("x0 * -1", "-x0")]
    [InlineData("-(-x0)", "x0")]
    [InlineData("x0 - x0", "x0 - x0")]
    [InlineData("x0 / 3", "x0 / 3")]
    [InlineData("x0 / 4", "x0 * 0.25")]
    [InlineData("x0 + x0", "x0 * 2")]
    [InlineData("x1 + x0", "x0 + x1")]
    [InlineData("max(0, x0)", "max(x0, 0)")]
    [InlineData("max(max(x0, 1), 2)", "max(x0, 2)")]
    [InlineData("x0 + 1 + 2", "x0 + 3")]
    [InlineData("1 - (1 - x0)", "x0")]
    [InlineData("x0 * 2 * (x1 * 3)", "x0 * x1 * 6")]
    [InlineData("x0 * (x1 < 0)", "select(x1 < 0, x0, 0)")]
    [InlineData("select(x0 < 1, 1, 0)", "x0 < 1")]
    [InlineData("select(x0 < 1, x1, x1)", "x1")]
    [InlineData("x0 == x0", "1")]
    [InlineData("x0 < x0", "0")]
    [InlineData("select(2, x0, x1)", "x0")]
    [InlineData("select(0, x0, x1)", "x1")]
    [InlineData("select(select(x0 < 1, 0, 1), x0, x1)", "select(x0 < 1, x1, x0)")]
    [InlineData("select(x0 < 1, select(x0 < 1, x0, 7), x1)", "select(x0 < 1, x0, x1)")]
    [InlineData("power(x0, 2)", "x0 * x0")]
    [InlineData("power(x0, 0.5)", "sqrt(x0)")]
    [InlineData("power(x0, 2.5)", "power(x0, 2.5)")]
    [InlineData("exp(0) + x0", "x0 + 1")]
    [InlineData("abs(-x0)", "abs(x0)")]
    [InlineData("-(x0 - x1)", "x1 - x0")]
    [InlineData("x0 * (1 / x1)", "x0 / x1")]
    [InlineData("(x0 * 1E+20) * 1E+20", "x0 * 1E+20 * 1E+20")]
    public void Simplifies(string written, string expected) => Assert.Equal(expected, Simplified(Expression.Parse(written, 2)).ToString());

    [Fact]
    public void EqualSumsAreEqualExpressionsWhoeverBuiltThem()
    {
        var one = Expression.Of(2, x => Scalar.Exp(x[0]) * x[1] + Scalar.Tanh(x[1]));
        var other = Expression.Of(2, x =>
        {
            var tanh = Scalar.Tanh(x[1]);
            return tanh + x[1] * Scalar.Exp(x[0]);
        });
        Assert.Equal(one, other);
    }

    /// <summary>Where arithmetic is exact in double, so must the simplified expression's be.</summary>
    [Fact]
    public void KeepsExactValuesExactly()
    {
        var trees = ExpressionTree.Arbitrary([Negate, Abs, Floor, Sign], [Add, Subtract, Multiply, Multiply, Max, Min, Less, LessOrEqual, Equal], SmallNumbers, depth: 4);
        var operands = Gen.Elements(SmallNumbers).ArrayOf(ExpressionTree.Operands).ToArbitrary();
        Prop.ForAll(trees, operands, (tree, x) =>
        {
            bool exact = true;
            double expected = tree.Evaluate(x, 3, (_, _, v) => exact &= Math.Abs(v) < 1L << 30 && Math.Floor(v * 1024) == v * 1024);
            return Prop.When(exact, () => Assert.Equal(expected + 0.0, tree.ToExpression().Evaluate(x, 3) + 0.0));
        }).Check(Many);
    }

    [Fact]
    public void KeepsValuesUpToRounding()
    {
        var trees = ExpressionTree.Arbitrary(
            [Negate, Abs, Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Erf, Sin, Cos], [Add, Subtract, Multiply, Divide, Divide, Max, Min], [-2, -1, 0, 0.5, 1, 3], depth: 4, selects: false);
        var operands = Gen.Choose(-3000, 3000).Select(i => i / 1000.0).ArrayOf(ExpressionTree.Operands).ToArbitrary();
        Prop.ForAll(trees, operands, (tree, x) =>
        {
            bool tame = true;
            double expected = tree.Evaluate(x, 3, (t, arguments, v) =>
            {
                // Away from poles and branch points, where rounding is amplified.
                tame &= Math.Abs(v) < 1e3;
                if (t.Operator == Divide) tame &= Math.Abs(arguments[1]) > 1e-2;
                if (t.Operator is Log or Sqrt) tame &= arguments[0] > 1e-2;
                if (t.Operator is Log1p) tame &= arguments[0] > -0.99;
            });
            return Prop.When(tame, () => Assert.Equal(expected, tree.ToExpression().Evaluate(x, 3), 1e-8 * Math.Max(1, Math.Abs(expected))));
        }).Check(Many);
    }

    [Fact]
    public void SimplifyingAgainChangesNothing()
    {
        var trees = ExpressionTree.Arbitrary([Negate, Abs, Exp, Sign], [Add, Subtract, Multiply, Divide, Max, Min, Less, Equal], SmallNumbers, depth: 4);
        Prop.ForAll(trees, tree =>
        {
            var expression = tree.ToExpression();
            Assert.Equal(expression, Simplified(expression));
        }).Check(Many);
    }

    /// <summary>Every infinite loop or lost node of the rules would show here too: text reads back to the very same nodes.</summary>
    [Fact]
    public void TextReadsBackToTheSameExpression()
    {
        ScalarOperator[] unary = [Negate, Abs, Exp, Expm1, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Erf, Sin, Cos, Floor, Sign];
        var trees = ExpressionTree.Arbitrary(unary, [Add, Subtract, Multiply, Divide, Max, Min, Power, Less, LessOrEqual, Equal], [-0.1, 1e-300, 1.0 / 3, 5e22, 7], depth: 5);
        Prop.ForAll(trees, tree =>
        {
            var expression = tree.ToExpression();
            Assert.Equal(expression, Expression.Parse(expression.ToString(), ExpressionTree.Operands));
            foreach (int operand in new[] { 0, 1 })
            {
                var derivative = expression.DifferentiateWithResult(operand);
                Assert.Equal(derivative, Expression.Parse(derivative.ToString(), ExpressionTree.Operands + 1));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("t0 = exp(-x0); t0 / (t0 + 1)")]
    [InlineData("x0 - (x1 - -0.5)")]
    [InlineData("-(x0 * x1) + position")]
    [InlineData("select(x0 <= x1, nan, -inf)")]
    [InlineData("x0 + 0.1 * (x1 == 1E-05)")]
    public void ReadsWhatItPrints(string text) => Assert.Equal(text, Expression.Parse(text, 2).ToString());

    [Fact]
    public void TextIsTheSameUnderAnyCulture()
    {
        var culture = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("sv-SE"); // its minus is U+2212, its comma decimal
            var expression = Expression.Unary(x => x * -1.5 + 1e-7);
            Assert.Equal("x0 * -1.5 + 1E-07", expression.ToString());
            Assert.Equal(expression, Expression.Parse(expression.ToString(), 1));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData("x0 +", "Expected a number")]
    [InlineData("x2", "reads operand 2 of 2")]
    [InlineData("exp(x0, x1)", "Expected ')'")]
    [InlineData("foo(x0)", "Expected a number")]
    [InlineData("x0 x1", "Expected the end")]
    public void SaysWhatItExpected(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => Expression.Parse(text, 2)).Message, StringComparison.Ordinal);

    [Fact]
    public void ComposesAndSubstitutes()
    {
        var product = Expression.Binary((a, b) => a * b);
        var composed = product.Compose(1, Expression.Unary(Scalar.Exp), Expression.Unary(x => x + 1));
        Assert.Equal(Expression.Unary(x => Scalar.Exp(x) * (x + 1)), composed);
        Assert.Equal(Expression.Binary((a, b) => a * (a + b)), product.Substitute(1, Expression.Binary((a, b) => a + b)));
    }

    private static Expression Simplified(Expression expression)
    {
        var builder = new ExpressionBuilder();
        return builder.Build(expression.Operands, builder.Inline(expression, Enumerable.Range(0, expression.Operands).Select(builder.Load).ToArray()));
    }
}
