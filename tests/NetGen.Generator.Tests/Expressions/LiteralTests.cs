using System.Globalization;
using NetGen.Compiler.Emit;
using ElementPrecision = NetGen.Compiler.Graph.Precision;

namespace NetGen.Generator.Tests.Expressions;

public class LiteralTests
{
    [Theory]
    [InlineData(0.1, "0.1F", "0.1D")]
    [InlineData(-1.0 / 3, "-0.33333334F", "-0.3333333333333333D")]
    [InlineData(1e-5, "1E-05F", "1E-05D")]
    [InlineData(16777217, "16777216F", "16777217D")]
    [InlineData(1e300, "float.PositiveInfinity", "1E+300D")]
    [InlineData(double.NaN, "float.NaN", "double.NaN")]
    [InlineData(double.NegativeInfinity, "float.NegativeInfinity", "double.NegativeInfinity")]
    public void AreShort(double value, string single, string twice)
    {
        Assert.Equal(single, CodeWriter.Literal(value, ElementPrecision.Single));
        Assert.Equal(twice, CodeWriter.Literal(value, ElementPrecision.Double));
    }

    [Fact]
    public void ReadBackToTheSameBits()
    {
        var random = new Random(1);
        for (int i = 0; i < 100_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64());
            float single = BitConverter.Int32BitsToSingle(random.Next());
            if (!double.IsFinite(value) || !float.IsFinite(single)) continue;
            Assert.Equal(value, double.Parse(CodeWriter.Literal(value, ElementPrecision.Double).TrimEnd('D'), CultureInfo.InvariantCulture));
            Assert.Equal(single, float.Parse(CodeWriter.Literal(single, ElementPrecision.Single).TrimEnd('F'), CultureInfo.InvariantCulture));
        }
    }
}
