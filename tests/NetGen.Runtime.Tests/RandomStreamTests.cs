using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;

public class RandomStreamTests
{
    /// <summary>The platform's logarithm is within an ulp, so a few ulp of agreement show that ours is too.</summary>
    [Fact]
    public void The_portable_logarithm_is_accurate()
    {
        for (int e = -300; e <= 300; e += 7)
            foreach (double m in new[] { 1.0, 1.0000001, 1.1, 1.4142135623730951, 1.42, 1.5, 1.99999999 })
            {
                double x = m * Math.Pow(2, e), expected = Math.Log(x);
                Assert.True(Math.Abs(PortableMath.Log(x) - expected) <= 4e-16 * Math.Max(Math.Abs(expected), 1e-300), $"log({x:R})");
            }
    }

    /// <summary>Values of Python's statistics.NormalDist().inv_cdf.</summary>
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.3, -0.5244005127080409)]
    [InlineData(0.975, 1.9599639845400536)]
    [InlineData(0.01, -2.3263478740408408)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-15, -7.941345326170998)]
    [InlineData(0.999999, 4.753424308817088)]
    public void The_normal_quantile_is_Wichuras(double probability, double expected) =>
        Assert.Equal(expected, PortableMath.NormalQuantile(probability), 1e-14 * Math.Max(1, Math.Abs(expected)));

    /// <summary>Guards the bits of saved seeds: a change here changes every network's initial values.</summary>
    [Fact]
    public void Streams_are_the_same_for_good()
    {
        var random = new RandomStream(42, 1);
        string drawn = $"{random.NextUInt32():x8} {random.NextUInt64():x16} {BitConverter.DoubleToInt64Bits(random.Normal()):x16} {random.Next(1000)} {string.Join(',', random.Permutation(8))}";
        Assert.Equal("1822eb05 01f6f141dd7a5b42 3fea2bc980ee518c 25 6,4,7,3,1,0,5,2", drawn);
    }

    [Fact]
    public void A_position_restores_the_stream()
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 7; i++) random.NextUInt32();
        ulong position = random.Position;
        double next = random.NextDouble();
        var restored = new RandomStream(3) { Position = position };
        Assert.Equal(next, restored.NextDouble());
        Assert.NotEqual(next, new RandomStream(3, 1) { Position = position }.NextDouble());
    }

    [Fact]
    public void Normal_numbers_have_the_moments_of_the_normal_distribution()
    {
        var random = new RandomStream(5);
        var values = Enumerable.Range(0, 200_000).Select(_ => random.Normal(2, 3)).ToArray();
        double mean = values.Average(), variance = values.Average(v => (v - mean) * (v - mean));
        double kurtosis = values.Average(v => Math.Pow(v - mean, 4)) / (variance * variance);
        Assert.Equal(2, mean, 0.03);
        Assert.Equal(9, variance, 0.12);
        Assert.Equal(3, kurtosis, 0.06);
    }

    [Fact]
    public void Integers_are_uniform()
    {
        var random = new RandomStream(9);
        var counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[random.Next(7)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Next(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Uniform(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Normal(0, -1));
    }

    [Fact]
    public void Permutations_hold_every_number_once_and_differ()
    {
        var random = new RandomStream(1);
        var a = random.Permutation(100);
        var b = random.Permutation(100);
        Assert.Equal(Enumerable.Range(0, 100), a.Order());
        Assert.NotEqual(a, b);
        Assert.Empty(random.Permutation(0));
    }
}
