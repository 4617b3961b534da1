using FsCheck.Fluent;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using static NetGen.Compiler.Expressions.Scalar;
using ElementPrecision = NetGen.Compiler.Graph.Precision;

namespace NetGen.Generator.Tests.Expressions;

/// <summary>Printed expressions, compiled and run in every form (512 bits in software where the machine lacks them) against their meaning in double.</summary>
public class PrinterTests
{
    /// <summary>Functions of the other tests, with both forms of their derivatives, and what only two operands show.</summary>
    private static readonly (string Name, Expression Expression)[] Cases =
    [
        .. DerivativeTests.Functions.SelectMany(f => new[]
        {
            (f.Name, Expression.Unary(f.Body)),
            (f.Name + ", derivative", Expression.Unary(f.Body).Differentiate(0)),
            (f.Name + ", derivative by the result", Expression.Unary(f.Body).DifferentiateWithResult(0)),
        }),
        ("gradient of relu", Expression.Binary((dy, y) => dy * Greater(y, 0))),
        ("one-hot", Expression.Parse("position == x1", 2)),
        ("position", Expression.Parse("position * x0 - position * x1", 2)),
        ("number as condition", Expression.Binary((a, b) => Scalar.Select(a, b, 2))),
        ("and", Expression.Binary((a, b) => Scalar.Select(Less(a, b) * Less(b, 3), a, b))),
        ("and as a number", Expression.Binary((a, b) => Less(a, b) * Less(b, 3) + a)),
        ("mask twice", Expression.Binary((a, b) => Scalar.Select(Less(a, b), a, 1) + Less(a, b) * b + LessOrEqual(a, b))),
        ("load twice", Expression.Binary((a, b) => Scalar.Exp(b) * (b + a))),
        ("difference of products", Expression.Binary((a, b) => a * b - a * 0.5)),
        ("number less product", Expression.Binary((a, b) => 3 - a * b)),
        ("product less number", Expression.Binary((a, b) => a * b - 3)),
        ("product read twice", Expression.Binary((a, b) => a * b + Scalar.Tanh(a * b))),
        ("product less value", Expression.Binary((a, b) => a * b - Scalar.Abs(a))),
        ("maximum and minimum", Expression.Binary((a, b) => Scalar.Max(a, b) - Scalar.Min(a, b * 2))),
        ("powers", Expression.Binary((a, b) => Power(Scalar.Abs(a), 2.7) + Power(b, 5))),
        ("numbers", Expression.Binary((a, _) => a * 1e-7 + 0.1)),
    ];

    private static readonly CompiledExpressions Compiled = new(Cases.Select(c => c.Expression).ToArray());

    public static TheoryData<string> Names => [.. Cases.Select(c => c.Name)];

    private static int IndexOf(string name) => Array.FindIndex(Cases, c => c.Name == name);

    /// <summary>Operands between -8 and 8, zeros and ties among them, as many as two of the widest vectors a few times.</summary>
    private static (double[] X0, double[] X1) Operands()
    {
        var random = new Random(3);
        var x0 = Enumerable.Range(0, 256).Select(i => i % 16 == 0 ? i / 16 - 8 : (double)(float)((random.NextDouble() - 0.5) * 16)).ToArray();
        var x1 = Enumerable.Range(0, 256).Select(i => i % 8 == 0 ? x0[i] : i % 16 == 3 ? i : (double)(float)((random.NextDouble() - 0.5) * 16)).ToArray();
        return (x0, x1);
    }

    [Theory, MemberData(nameof(Names))]
    public void ComputesWhatTheExpressionMeans(string name)
    {
        int index = IndexOf(name);
        var expression = Cases[index].Expression;
        var (x0, x1) = Operands();
        // In a derivative by the result, the second operand is the result.
        if (name.EndsWith("by the result", StringComparison.Ordinal)) x1 = x0.Select(x => (double)(float)Cases[index - 2].Expression.Evaluate([x])).ToArray();
        var doubles = Compiled.Run(index, VectorForm.Scalar, x0, x1);
        var singles = Compiled.Run(index, VectorForm.Scalar, Array.ConvertAll(x0, x => (float)x), Array.ConvertAll(x1, x => (float)x));
        for (int i = 0; i < x0.Length; i++)
        {
            double expected = expression.Evaluate([x0[i], x1[i]], i);
            if (double.IsNaN(x1[i])) continue; // the result of a logarithm, outside of its domain
            if (double.IsNaN(expected) || Math.Abs(expected) > 1e30)
            {
                Assert.Equal(double.IsNaN(expected), double.IsNaN(doubles[i]));
                Assert.Equal(double.IsNaN(expected), float.IsNaN(singles[i]));
                continue;
            }
            // Rounding of what the expression takes differences of: its operands, products of them, and values such as exp(x).
            double scale = Math.Max(Math.Abs(expected), 1 + (expression.ReadsPosition || expression.Operands > 1 ? Math.Abs(x0[i]) * (Math.Abs(x1[i]) + i) : 0));
            Assert.Equal(expected, doubles[i], 2e-14 * scale);
            Assert.Equal(expected, singles[i], 5e-6 * scale);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void AllFormsGiveTheSameBits(string name)
    {
        int index = IndexOf(name);
        var (x0, x1) = Operands();
        (x0[7], x0[18], x0[33], x1[50]) = (double.NaN, 1e4, -1e4, double.NaN);
        AssertSameBits(index, x0, x1, BitConverter.DoubleToInt64Bits);
        AssertSameBits(index, Array.ConvertAll(x0, x => (float)x), Array.ConvertAll(x1, x => (float)x), x => BitConverter.SingleToInt32Bits(x));
    }

    private static void AssertSameBits<T>(int index, T[] x0, T[] x1, Func<T, long> bits) where T : System.Numerics.INumber<T>
    {
        var expected = Compiled.Run(index, VectorForm.Scalar, x0, x1);
        foreach (var form in new[] { VectorForm.V128, VectorForm.V256, VectorForm.V512 })
        {
            var actual = Compiled.Run(index, form, x0, x1);
            for (int i = 0; i < x0.Length; i++)
                Assert.True(bits(expected[i]) == bits(actual[i]) || (T.IsNaN(expected[i]) && T.IsNaN(actual[i])), $"{form} at ({x0[i]}, {x1[i]}): {actual[i]}, single {expected[i]}");
        }
    }

    [Fact]
    public void GradientsStayFiniteFarOutInSinglePrecision()
    {
        float[] x0 = [-1e4F, -1000, -100, -89, 89, 100, 1000, 1e4F, -1e4F, -1000, -100, -89, 89, 100, 1000, 1e4F];
        foreach (string name in new[] { "relu", "elu", "sigmoid", "softplus", "silu", "silu as a quotient", "sigmoid as a quotient", "tanh as a quotient", "gelu", "mish", "softsign", "exp", "expm1", "tanh", "erf", "huber", "hard sigmoid" })
        {
            foreach (var form in VectorForms.WidestFirst)
                Assert.All(Compiled.Run(IndexOf(name + ", derivative"), form, x0, x0), y => Assert.True(float.IsFinite(y), name));
        }
    }

    /// <summary>Trees of arithmetic on small numbers, exact in both precisions, so the compiled value must be the tree's.</summary>
    [Fact]
    public void RandomExpressionsAreExactWhereArithmeticIs()
    {
        double[] numbers = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 2, 3];
        var trees = ExpressionTree.Arbitrary(
            [ScalarOperator.Negate, ScalarOperator.Abs, ScalarOperator.Floor, ScalarOperator.Sign],
            [
                ScalarOperator.Add, ScalarOperator.Subtract, ScalarOperator.Multiply, ScalarOperator.Multiply, ScalarOperator.Max, ScalarOperator.Min,
                ScalarOperator.Less, ScalarOperator.LessOrEqual, ScalarOperator.Equal,
            ],
            numbers, depth: 4)
            .Generator.Sample(60, 20).ToArray();
        var compiled = new CompiledExpressions(trees.Select(t => t.ToExpression()).ToArray());
        var random = new Random(4);
        var x0 = Enumerable.Range(0, 64).Select(_ => numbers[random.Next(numbers.Length)]).ToArray();
        var x1 = Enumerable.Range(0, 64).Select(_ => numbers[random.Next(numbers.Length)]).ToArray();
        int compared = 0;
        for (int t = 0; t < trees.Length; t++)
        {
            foreach (var form in VectorForms.WidestFirst)
            {
                var doubles = compiled.Run(t, form, x0, x1);
                var singles = compiled.Run(t, form, Array.ConvertAll(x0, x => (float)x), Array.ConvertAll(x1, x => (float)x));
                for (int i = 0; i < x0.Length; i++)
                {
                    bool exact = true;
                    double expected = trees[t].Evaluate([x0[i], x1[i]], i, (_, _, v) => exact &= Math.Abs(v) < 1 << 12 && Math.Floor(v * 256) == v * 256);
                    if (!exact) continue;
                    compared++;
                    Assert.True(expected == doubles[i] && expected == singles[i], $"{trees[t]} at ({x0[i]}, {x1[i]}) is {expected}, not {doubles[i]} or {singles[i]} ({form})");
                }
            }
        }
        Assert.True(compared > 5000, $"only {compared} values are exact");
    }

    [Theory]
    [InlineData("x0 * x1 + 0.5", nameof(VectorForm.V256), "Vector256.MultiplyAddEstimate(x0, x1, Vector256.Create(0.5F))")]
    [InlineData("x0 * x1 + 0.5", nameof(VectorForm.Scalar), "float.MultiplyAddEstimate(x0, x1, 0.5F)")]
    [InlineData("1 - x0 * x1", nameof(VectorForm.V512), "Vector512.MultiplyAddEstimate(-x0, x1, Vector512<float>.One)")]
    [InlineData("max(x0, 0)", nameof(VectorForm.V128), "Vector128.MaxNative(Vector128<float>.Zero, x0)")]
    [InlineData("max(x0, 0)", nameof(VectorForm.Scalar), "float.MaxNative(0F, x0)")]
    [InlineData("select(0 < x1, x0, 0)", nameof(VectorForm.V256), "(Vector256.LessThan(Vector256<float>.Zero, x1) & x0)")]
    [InlineData("select(0 < x1, x0, 0)", nameof(VectorForm.V512), "Vector512.ConditionalSelect(Vector512.LessThan(Vector512<float>.Zero, x1), x0, Vector512<float>.Zero)")]
    [InlineData("select(0 < x1, x0, 0)", nameof(VectorForm.Scalar), "(0F < x1 ? x0 : 0F)")]
    [InlineData("x1 * (x0 + 1) / 3", nameof(VectorForm.V256), "x1 * (x0 + Vector256<float>.One) / 3F")]
    [InlineData("x0 + -0.25", nameof(VectorForm.V256), "x0 - Vector256.Create(0.25F)")]
    [InlineData("-(x0 / x1)", nameof(VectorForm.V256), "-(x0 / x1)")]
    [InlineData("tanh(x0) * 0.5", nameof(VectorForm.V256), "SimdMath.Tanh(x0) * 0.5F")]
    public void ReadsAsAPersonWouldWriteIt(string text, string form, string expected)
    {
        var writer = new CodeWriter();
        Assert.Equal(expected, new ExpressionPrinter(Enum.Parse<VectorForm>(form), ElementPrecision.Single).Print(writer, [Expression.Parse(text, 2)], i => "x" + i, "").Single());
        Assert.Equal("", writer.ToString());
    }

    [Fact]
    public void ResultsShareWhatTheyHaveInCommon()
    {
        var writer = new CodeWriter();
        var printer = new ExpressionPrinter(VectorForm.V256, ElementPrecision.Single);
        string[] results = printer.Print(writer, [Expression.Parse("exp(x0) * 2", 1), Expression.Parse("exp(x0) + x0", 1)], i => "Load(" + i + ")", "");
        Assert.Equal("var t0 = Load(0);\nvar t1 = SimdMath.Exp(t0);\n", writer.ToString());
        Assert.Equal(["t1 * 2F", "t0 + t1"], results);
        results = printer.Print(writer, [Expression.Parse("exp(x0) * exp(x0)", 1)], i => "x", "");
        Assert.Equal(["t2 * t2"], results);
    }
}
