using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;

public class InitializerTests
{
    private static double[] Draw(string kind, int outputs, int inputs, double a = 0, double b = 0, ulong seed = 1) =>
        Initializers.Draw(Segments.Matrix("w", outputs, inputs, kind, a, b), "Net", seed);

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    [Theory]
    [InlineData("Zeros", 0, 0, 0, 0)]
    [InlineData("Ones", 0, 0, 1, 0)]
    [InlineData("Constant", 0.25, 0, 0.25, 0)]
    [InlineData("Uniform", -1, 3, 1, 1.1547005)]
    [InlineData("Normal", 2, 0.5, 2, 0.5)]
    [InlineData("XavierUniform", 0, 0, 0, 0.08164966)] // sqrt(2 / (100 + 200))
    [InlineData("XavierNormal", 0, 0, 0, 0.08164966)]
    [InlineData("HeUniform", 0, 0, 0, 0.14142136)] // sqrt(2 / 100)
    [InlineData("HeNormal", 0, 0, 0, 0.14142136)]
    [InlineData("HeNormal", 2, 0, 0, 0.28284271)] // a gain
    public void Values_have_the_mean_and_deviation_of_their_distribution(string kind, double a, double b, double mean, double deviation)
    {
        var values = Draw(kind, 200, 100, a, b);
        var (m, d) = Moments(values);
        Assert.Equal(mean, m, 0.03 * deviation + 1e-15);
        Assert.Equal(deviation, d, 0.03 * deviation + 1e-15);
    }

    [Fact]
    public void Uniform_forms_keep_their_bounds()
    {
        Assert.All(Draw("XavierUniform", 200, 100), v => Assert.InRange(v, -Math.Sqrt(6.0 / 300), Math.Sqrt(6.0 / 300)));
        Assert.All(Draw("HeUniform", 200, 100), v => Assert.InRange(v, -Math.Sqrt(6.0 / 100), Math.Sqrt(6.0 / 100)));
    }

    [Theory]
    [InlineData(30, 50)]
    [InlineData(50, 30)]
    [InlineData(17, 17)]
    [InlineData(1, 5)]
    public void Orthogonal_rows_or_columns_are_orthonormal_times_the_gain(int rows, int columns)
    {
        var w = Draw("Orthogonal", rows, columns, 2);
        int vectors = Math.Min(rows, columns), length = Math.Max(rows, columns);
        double At(int v, int i) => rows <= columns ? w[v * columns + i] : w[i * columns + v];
        for (int u = 0; u < vectors; u++)
            for (int v = 0; v < vectors; v++)
                Assert.Equal(u == v ? 4 : 0, Enumerable.Range(0, length).Sum(i => At(u, i) * At(v, i)), 1e-12);
    }

    [Fact]
    public void A_stream_hangs_on_seed_and_name_alone()
    {
        var alone = Segments.Set<float>([Segments.Matrix("dense1.weight", 5, 4)]);
        var withOther = Segments.Set<double>([Segments.Matrix("dense0.weight", 9, 9), Segments.Matrix("dense1.weight", 5, 4)]);
        int offset = withOther.Segments[1].Offset;
        var p1 = alone.Segments[0].Layout(NetGen.Compiler.Graph.Precision.Single);
        var p2 = withOther.Segments[1].Layout(NetGen.Compiler.Graph.Precision.Double);
        for (int n = 0; n < 5; n++)
            for (int k = 0; k < 4; k++)
                Assert.Equal(alone.ValueSpan[p1.Offset(n, k, 0)], (float)withOther.ValueSpan[offset + p2.Offset(n, k, 0)]);
        Assert.NotEqual(Draw("Normal", 3, 3, 0, 1, 1), Draw("Normal", 3, 3, 0, 1, 2));
    }

    [Fact]
    public void An_unknown_initializer_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => Draw("Magic", 2, 2));
        Assert.Contains("'w'", error.Message);
        Assert.Contains("'Magic'", error.Message);
    }
}
