using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NetGen.Compiler.Expressions;
using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;

public class SimdMathTests
{
    /// <summary>A function in all its forms, its meaning in double, and the largest error that its documentation admits.</summary>
    private sealed record Function(
        string Name,
        Func<float, float> Single, Func<Vector128<float>, Vector128<float>> Single128, Func<Vector256<float>, Vector256<float>> Single256, Func<Vector512<float>, Vector512<float>> Single512, double SingleUlps,
        Func<double, double> Double, Func<Vector128<double>, Vector128<double>> Double128, Func<Vector256<double>, Vector256<double>> Double256, Func<Vector512<double>, Vector512<double>> Double512, double DoubleUlps,
        Func<double, double> Exact, double From, double To);

    private static readonly Function[] Functions =
    [
        new("Exp", SimdMath.Exp, SimdMath.Exp, SimdMath.Exp, SimdMath.Exp, 1.1, SimdMath.Exp, SimdMath.Exp, SimdMath.Exp, SimdMath.Exp, 2, Math.Exp, -87.3, 88.3),
        new("Expm1", SimdMath.Expm1, SimdMath.Expm1, SimdMath.Expm1, SimdMath.Expm1, 1.8, SimdMath.Expm1, SimdMath.Expm1, SimdMath.Expm1, SimdMath.Expm1, 3, ScalarMath.Expm1, -1e3, 88.3),
        new("Log", SimdMath.Log, SimdMath.Log, SimdMath.Log, SimdMath.Log, 0.8, SimdMath.Log, SimdMath.Log, SimdMath.Log, SimdMath.Log, 2, Math.Log, 0, double.MaxValue),
        new("Log1p", SimdMath.Log1p, SimdMath.Log1p, SimdMath.Log1p, SimdMath.Log1p, 1.4, SimdMath.Log1p, SimdMath.Log1p, SimdMath.Log1p, SimdMath.Log1p, 4, ScalarMath.Log1p, -1, double.MaxValue),
        new("Softplus", SimdMath.Softplus, SimdMath.Softplus, SimdMath.Softplus, SimdMath.Softplus, 1.6, SimdMath.Softplus, SimdMath.Softplus, SimdMath.Softplus, SimdMath.Softplus, 4, x => ScalarMath.Apply(ScalarOperator.Softplus, x, 0, 0), -87, 1e30),
        new("Tanh", SimdMath.Tanh, SimdMath.Tanh, SimdMath.Tanh, SimdMath.Tanh, 2.5, SimdMath.Tanh, SimdMath.Tanh, SimdMath.Tanh, SimdMath.Tanh, 4, Math.Tanh, -1e30, 1e30),
        new("Sigmoid", SimdMath.Sigmoid, SimdMath.Sigmoid, SimdMath.Sigmoid, SimdMath.Sigmoid, 2.5, SimdMath.Sigmoid, SimdMath.Sigmoid, SimdMath.Sigmoid, SimdMath.Sigmoid, 3, x => 1 / (1 + Math.Exp(-x)), -87, 1e30),
        new("Erf", SimdMath.Erf, SimdMath.Erf, SimdMath.Erf, SimdMath.Erf, 3.3, SimdMath.Erf, SimdMath.Erf, SimdMath.Erf, SimdMath.Erf, 6, ScalarMath.Erf, -1e30, 1e30),
        new("NormalCdf", SimdMath.NormalCdf, SimdMath.NormalCdf, SimdMath.NormalCdf, SimdMath.NormalCdf, 8, SimdMath.NormalCdf, SimdMath.NormalCdf, SimdMath.NormalCdf, SimdMath.NormalCdf, 16, x => ScalarMath.Apply(ScalarOperator.NormalCdf, x, 0, 0), -1, 1e30),
        new("Sin", SimdMath.Sin, SimdMath.Sin, SimdMath.Sin, SimdMath.Sin, 1.6, SimdMath.Sin, SimdMath.Sin, SimdMath.Sin, SimdMath.Sin, 0, Math.Sin, -1e5, 1e5),
        new("Cos", SimdMath.Cos, SimdMath.Cos, SimdMath.Cos, SimdMath.Cos, 1.6, SimdMath.Cos, SimdMath.Cos, SimdMath.Cos, SimdMath.Cos, 0, Math.Cos, -1e5, 1e5),
        new("Sign", SimdMath.Sign, SimdMath.Sign, SimdMath.Sign, SimdMath.Sign, 0, SimdMath.Sign, SimdMath.Sign, SimdMath.Sign, SimdMath.Sign, 0, x => Math.Sign(x), -1e30, 1e30),
    ];

    public static TheoryData<string> Names => [.. Functions.Select(f => f.Name)];

    public static TheoryData<string> NamesOfTranscendentals => [.. Functions.Select(f => f.Name).Where(n => n != "Sign")];

    private static Function Get(string name) => Functions.Single(f => f.Name == name);

    [Theory, MemberData(nameof(Names))]
    public void SinglePrecisionKeepsItsStatedError(string name)
    {
        var f = Get(name);
        double worst = 0, at = 0;
        foreach (float x in SweepSingle(f.From, f.To))
        {
            double error = Math.Abs(f.Single(x) - f.Exact(x)) / UlpSingle(f.Exact(x));
            if (!(error <= worst)) (worst, at) = (error, x);
        }
        Assert.True(worst <= f.SingleUlps, $"{name}: {worst:F3} ulp at {at:R}");
    }

    [Theory, MemberData(nameof(Names))]
    public void DoublePrecisionKeepsItsStatedError(string name)
    {
        var f = Get(name);
        double worst = 0, at = 0;
        var random = new Random(1);
        for (int i = 0; i < 300_000; i++)
        {
            double x = i % 2 == 0 ? (random.NextDouble() - 0.5) * 40 : Math.CopySign(Math.Pow(10, random.NextDouble() * 16 - 13), random.NextDouble() - 0.5);
            if (x < f.From || x > f.To) continue;
            double exact = f.Exact(x), error = Math.Abs(f.Double(x) - exact) / (Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact));
            if (!(error <= worst)) (worst, at) = (error, x);
        }
        Assert.True(worst <= f.DoubleUlps, $"{name}: {worst:F3} ulp at {at:R}");
    }

    [Theory, MemberData(nameof(Names))]
    public void AllWidthsGiveTheSameBits(string name)
    {
        var f = Get(name);
        var random = new Random(2);
        for (int i = 0; i < 2000; i++)
        {
            var singles = Enumerable.Range(0, 16).Select(_ => AnySingle(random)).ToArray();
            var doubles = Enumerable.Range(0, 8).Select(_ => (double)AnySingle(random) * (1 + random.NextDouble() * 1e-7)).ToArray();
            var single512 = f.Single512(Vector512.Create(singles));
            var double512 = f.Double512(Vector512.Create(doubles));
            for (int lane = 0; lane < 16; lane++)
            {
                uint expected = BitConverter.SingleToUInt32Bits(f.Single(singles[lane]));
                Assert.Equal(expected, BitConverter.SingleToUInt32Bits(single512[lane]));
                Assert.Equal(expected, BitConverter.SingleToUInt32Bits(f.Single256(Vector256.Create(singles, lane & 8))[lane & 7]));
                Assert.Equal(expected, BitConverter.SingleToUInt32Bits(f.Single128(Vector128.Create(singles, lane & 12))[lane & 3]));
            }
            for (int lane = 0; lane < 8; lane++)
            {
                ulong expected = BitConverter.DoubleToUInt64Bits(f.Double(doubles[lane]));
                Assert.Equal(expected, BitConverter.DoubleToUInt64Bits(double512[lane]));
                Assert.Equal(expected, BitConverter.DoubleToUInt64Bits(f.Double256(Vector256.Create(doubles, lane & 4))[lane & 3]));
                Assert.Equal(expected, BitConverter.DoubleToUInt64Bits(f.Double128(Vector128.Create(doubles, lane & 6))[lane & 1]));
            }
        }
    }

    [Theory, MemberData(nameof(NamesOfTranscendentals))]
    public void NotANumberComesOutWhateverItsBits(string name)
    {
        foreach (uint bits in new[] { 0x7FC00000u, 0xFFC00000u, 0x7FC00001u, 0xFFFFFFFFu, 0x7FFFFFFFu })
        {
            Assert.True(float.IsNaN(Get(name).Single(BitConverter.UInt32BitsToSingle(bits))), $"{bits:X8}");
            Assert.True(double.IsNaN(Get(name).Double(BitConverter.UInt64BitsToDouble(0x7FF8000000000000UL | bits))), $"{bits:X8}");
        }
    }

    [Theory]
    [InlineData("Exp", float.NegativeInfinity, 0)]
    [InlineData("Exp", -1e4, 0)]
    [InlineData("Exp", 0, 1)]
    [InlineData("Expm1", float.NegativeInfinity, -1)]
    [InlineData("Expm1", -1e4, -1)]
    [InlineData("Expm1", 0, 0)]
    [InlineData("Expm1", 1e-30, 1e-30)]
    [InlineData("Log", 0, double.NegativeInfinity)]
    [InlineData("Log", -0.0, double.NegativeInfinity)]
    [InlineData("Log", 1, 0)]
    [InlineData("Log", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("Log", -1, double.NaN)]
    [InlineData("Log", double.NegativeInfinity, double.NaN)]
    [InlineData("Log1p", -1, double.NegativeInfinity)]
    [InlineData("Log1p", -1.5, double.NaN)]
    [InlineData("Log1p", 0, 0)]
    [InlineData("Log1p", 1e-30, 1e-30)]
    [InlineData("Log1p", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("Softplus", double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData("Softplus", double.NegativeInfinity, 0)]
    [InlineData("Softplus", 1e4, 1e4)]
    [InlineData("Tanh", double.PositiveInfinity, 1)]
    [InlineData("Tanh", double.NegativeInfinity, -1)]
    [InlineData("Tanh", 1e4, 1)]
    [InlineData("Tanh", 1e-30, 1e-30)]
    [InlineData("Sigmoid", double.PositiveInfinity, 1)]
    [InlineData("Sigmoid", 0, 0.5)]
    [InlineData("Erf", double.PositiveInfinity, 1)]
    [InlineData("Erf", double.NegativeInfinity, -1)]
    [InlineData("Erf", 0, 0)]
    [InlineData("NormalCdf", double.PositiveInfinity, 1)]
    [InlineData("NormalCdf", double.NegativeInfinity, 0)]
    [InlineData("Sign", -0.5, -1)]
    [InlineData("Sign", 1e-40, 1)]
    [InlineData("Sign", 0, 0)]
    [InlineData("Sign", double.NaN, 0)]
    public void LimitsAreExact(string name, double x, double expected)
    {
        Assert.Equal((float)expected, Get(name).Single((float)x));
        Assert.Equal(expected, Get(name).Double(name == "Sign" || x != 1e-30 ? x : 1e-30), 1e-45);
    }

    [Fact]
    public void ExponentialsSaturate()
    {
        foreach (double x in new[] { 88.5, 1e4, double.PositiveInfinity })
        {
            Assert.InRange(SimdMath.Exp((float)x), 2.40e38F, 2.41e38F);
            Assert.InRange(SimdMath.Expm1((float)x), 2.40e38F, 2.41e38F);
        }
        Assert.Equal(ScalarMath.LargestExponential, SimdMath.Exp(1e4), 1e297);
        Assert.Equal(ScalarMath.LargestExponential, SimdMath.Expm1(double.PositiveInfinity), 1e297);
        Assert.InRange(SimdMath.Sigmoid(-1e4F), 0, 5e-39F);
        Assert.InRange(SimdMath.Softplus(-1e4F), 0, 0);
    }

    [Fact]
    public void LogarithmsOfSubnormalNumbers()
    {
        foreach (float x in new[] { float.Epsilon, 1e-40F, 1.1754942e-38F }) Assert.Equal(Math.Log(x), SimdMath.Log(x), 1e-5);
        foreach (double x in new[] { double.Epsilon, 1e-310 }) Assert.Equal(Math.Log(x), SimdMath.Log(x), 1e-12);
    }

    [Fact]
    public void PowersAreThoseOfTheBaseLibrary()
    {
        foreach (float x in new[] { -2, 0, 0.5F, 3 })
        {
            foreach (float y in new[] { -1.5F, 0, 0.3F, 5 })
            {
                Assert.Equal(MathF.Pow(x, y), SimdMath.Pow(x, y));
                Assert.Equal(Vector512.Create(MathF.Pow(x, y)), SimdMath.Pow(Vector512.Create(x), Vector512.Create(y)));
                Assert.Equal(Vector256.Create(MathF.Pow(x, y)), SimdMath.Pow(Vector256.Create(x), Vector256.Create(y)));
                Assert.Equal(Vector128.Create(Math.Pow(x, y)), SimdMath.Pow(Vector128.Create((double)x), Vector128.Create((double)y)));
            }
        }
    }

    /// <summary>One text in three widths, so that they stay the same functions.</summary>
    [Theory]
    [InlineData("Single")]
    [InlineData("Double")]
    public void TheFilesOfTheWidthsDifferInNothingElse(string precision)
    {
        string folder = Path.Combine(Path.GetDirectoryName(Here())!, "../../src/NetGen.Runtime/CompilerServices");
        string Text(int bits) => File.ReadAllText(Path.Combine(folder, $"SimdMath.{precision}{bits}.cs"));
        Assert.Equal(Text(256).Replace("Vector256", "Vector128", StringComparison.Ordinal), Text(128));
        Assert.Equal(Text(256).Replace("Vector256", "Vector512", StringComparison.Ordinal), Text(512));
    }

    private static string Here([CallerFilePath] string path = "") => path;

    /// <summary>Every 2,503rd number of the range by its bits, so all sizes equally, and a fine grid between -20 and 20.</summary>
    private static IEnumerable<float> SweepSingle(double from, double to)
    {
        for (uint bits = 0x00800000; bits < 0x7F800000; bits += 2503)
        {
            float x = BitConverter.UInt32BitsToSingle(bits);
            if (x >= from && x <= to) yield return x;
            if (-x >= from && -x <= to) yield return -x;
        }
        for (int i = -400_000; i <= 400_000; i++)
        {
            float x = i * 5e-5F;
            if (x != 0 && x > from && x < to) yield return x;
        }
    }

    /// <summary>The distance of the single-precision numbers around a value; that of the smallest normal one below.</summary>
    private static double UlpSingle(double value) => Math.ScaleB(1, Math.Max(Math.ILogB(value == 0 ? float.Epsilon : value), -126) - 23);

    private static float AnySingle(Random random) => random.Next(4) switch
    {
        0 => BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)) is var x && float.IsNaN(x) ? 1 : x,
        1 => (random.NextSingle() - 0.5F) * 200,
        _ => (random.NextSingle() - 0.5F) * 8,
    };
}
