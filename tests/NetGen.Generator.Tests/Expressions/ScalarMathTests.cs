using NetGen.Compiler.Expressions;

namespace NetGen.Generator.Tests.Expressions;

/// <summary>The reference's own functions, against values of mpmath with 30 digits.</summary>
public class ScalarMathTests
{
    [Theory]
    [InlineData("Exp", -700.0, 9.85967654375977e-305)]
    [InlineData("Exp", -1.0, 0.36787944117144233)]
    [InlineData("Exp", 1e-10, 1.0000000001)]
    [InlineData("Exp", 0.5, 1.6487212707001282)]
    [InlineData("Exp", 700.0, 1.0142320547350045e+304)]
    [InlineData("Expm1", -40.0, -1.0)]
    [InlineData("Expm1", -2.5, -0.9179150013761012)]
    [InlineData("Expm1", -1.0, -0.6321205588285577)]
    [InlineData("Expm1", -0.3, -0.2591817793182821)]
    [InlineData("Expm1", -1e-05, -9.999950000166666e-06)]
    [InlineData("Expm1", 1e-18, 1e-18)]
    [InlineData("Expm1", 1e-05, 1.0000050000166668e-05)]
    [InlineData("Expm1", 0.1, 0.10517091807564763)]
    [InlineData("Expm1", 1.0, 1.7182818284590453)]
    [InlineData("Expm1", 2.5, 11.182493960703473)]
    [InlineData("Expm1", 40.0, 2.3538526683702e+17)]
    [InlineData("Log1p", -0.999, -6.907755278982136)]
    [InlineData("Log1p", -0.5, -0.6931471805599453)]
    [InlineData("Log1p", -1e-05, -1.0000050000333337e-05)]
    [InlineData("Log1p", 1e-18, 1e-18)]
    [InlineData("Log1p", 1e-05, 9.999950000333332e-06)]
    [InlineData("Log1p", 0.3, 0.26236426446749106)]
    [InlineData("Log1p", 5.0, 1.791759469228055)]
    [InlineData("Log1p", 10000000000.0, 23.025850930040455)]
    [InlineData("Erf", -7.0, -1.0)]
    [InlineData("Erf", -3.0, -0.9999779095030014)]
    [InlineData("Erf", -1.0, -0.8427007929497149)]
    [InlineData("Erf", -0.1, -0.1124629160182849)]
    [InlineData("Erf", 1e-20, 1.1283791670955125e-20)]
    [InlineData("Erf", 1e-05, 1.1283791670579e-05)]
    [InlineData("Erf", 0.3, 0.3286267594591274)]
    [InlineData("Erf", 0.84375, 0.7672256612323416)]
    [InlineData("Erf", 1.25, 0.9229001282564583)]
    [InlineData("Erf", 2.0, 0.9953222650189527)]
    [InlineData("Erf", 3.5, 0.9999992569016276)]
    [InlineData("Erf", 5.5, 0.9999999999999927)]
    [InlineData("Erf", 6.5, 1.0)]
    [InlineData("NormalCdf", -1.0, 0.15865525393145707)]
    [InlineData("NormalCdf", 0.0, 0.5)]
    [InlineData("NormalCdf", 2.0, 0.9772498680518208)]
    [InlineData("Sigmoid", -700.0, 9.85967654375977e-305)]
    [InlineData("Sigmoid", -40.0, 4.248354255291589e-18)]
    [InlineData("Sigmoid", -1.0, 0.2689414213699951)]
    [InlineData("Sigmoid", 0.0, 0.5)]
    [InlineData("Sigmoid", 1e-05, 0.5000025)]
    [InlineData("Sigmoid", 1.0, 0.7310585786300049)]
    [InlineData("Sigmoid", 40.0, 1.0)]
    [InlineData("Softplus", -700.0, 9.85967654375977e-305)]
    [InlineData("Softplus", -40.0, 4.248354255291589e-18)]
    [InlineData("Softplus", -1.0, 0.3132616875182228)]
    [InlineData("Softplus", 0.0, 0.6931471805599453)]
    [InlineData("Softplus", 1e-05, 0.6931521805724453)]
    [InlineData("Softplus", 1.0, 1.3132616875182228)]
    [InlineData("Softplus", 40.0, 40.0)]
    [InlineData("Softplus", 800.0, 800.0)]
    [InlineData("Tanh", -20.0, -1.0)]
    [InlineData("Tanh", -1.0, -0.7615941559557649)]
    [InlineData("Tanh", 1e-05, 9.999999999666668e-06)]
    [InlineData("Tanh", 0.3, 0.2913126124515909)]
    [InlineData("Tanh", 3.0, 0.9950547536867305)]
    public void AgreesWithManyDigits(string function, double x, double expected)
    {
        double actual = ScalarMath.Apply((ScalarOperator)Enum.Parse(typeof(ScalarOperator), function), x, 0, 0);
        Assert.Equal(expected, actual, 2e-15 * Math.Abs(expected));
    }

    [Theory]
    [InlineData("Exp")]
    [InlineData("Expm1")]
    [InlineData("Log")]
    [InlineData("Log1p")]
    [InlineData("Tanh")]
    [InlineData("Sigmoid")]
    [InlineData("Softplus")]
    [InlineData("Erf")]
    public void NotANumberStaysSo(string function) => Assert.True(double.IsNaN(ScalarMath.Apply((ScalarOperator)Enum.Parse(typeof(ScalarOperator), function), double.NaN, 0, 0)));

    [Fact]
    public void TheExponentialSaturates()
    {
        Assert.Equal(ScalarMath.LargestExponential, ScalarMath.Exp(1e4));
        Assert.Equal(ScalarMath.LargestExponential, ScalarMath.Exp(double.PositiveInfinity));
        Assert.Equal(1, ScalarMath.Exp(709.43) / Math.Exp(709.43));
        Assert.Equal(0, ScalarMath.Exp(double.NegativeInfinity));
        Assert.Equal(-1, ScalarMath.Expm1(double.NegativeInfinity));
    }
}
