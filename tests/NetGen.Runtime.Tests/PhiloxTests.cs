using NetGen.CompilerServices;

namespace NetGen.Runtime.Tests;

public class PhiloxTests
{
    /// <summary>The known answers that come with Random123 (kat_vectors, philox4x32 10).</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0u, 0u, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Blocks_are_those_of_Random123(
        uint c0, uint c1, uint c2, uint c3, uint k0, uint k1, uint x0, uint x1, uint x2, uint x3) =>
        Assert.Equal(new Philox.Block(x0, x1, x2, x3), Philox.Next(k0 | (ulong)k1 << 32, c0, c1, c2, c3));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 1, 70)]
    [InlineData(2, 3, 37)]
    [InlineData(2, 2, 64)]
    public void Fill_is_the_documented_function_of_the_counter_in_both_precisions(int count, int rows, int elements)
    {
        int leading = elements + 3;
        var single = new float[count * rows * leading];
        var real = new double[single.Length];
        Philox.Fill(ref single[0], count, rows, elements, leading, 7, 1L << 40 | 5, 3);
        Philox.Fill(ref real[0], count, rows, elements, leading, 7, 1L << 40 | 5, 3);
        ulong key = Philox.Key(7, Philox.Purpose.Operation, 1UL << 40 | 5, 3);
        for (int s = 0; s < count; s++)
            for (int r = 0; r < rows; r++)
                for (int i = 0; i < leading; i++)
                {
                    int e = r * elements + i;
                    var block = Philox.Next(key, (uint)s, (uint)(e / 4), 0, 0);
                    uint word = new[] { block.X0, block.X1, block.X2, block.X3 }[e % 4];
                    double expected = i < elements ? (word >> 8) / 16777216.0 : 0;
                    int at = (s * rows + r) * leading + i;
                    Assert.Equal(expected, single[at]);
                    Assert.Equal(expected, real[at]);
                }
    }

    [Fact]
    public void Samples_in_ranges_are_those_of_the_whole()
    {
        float[] whole = new float[7 * 40], parts = new float[7 * 40];
        Philox.Fill(ref whole[0], 7, 37, 40, 5UL, 3, 1);
        Philox.Fill(ref parts[0], 3, 37, 40, 5UL, 3, 1, 0);
        Philox.Fill(ref parts[3 * 40], 4, 37, 40, 5UL, 3, 1, 3);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Fill_differs_by_seed_step_and_operation()
    {
        float First(ulong seed, long step, int key)
        {
            float value = 0;
            Philox.Fill(ref value, 1, 1, 1, seed, step, key);
            return value;
        }
        var values = new[] { First(1, 1, 1), First(2, 1, 1), First(1, 2, 1), First(1, 1, 2), First(1, 1L << 32, 1), First(1UL << 32, 1, 1) };
        Assert.Equal(values.Length, values.Distinct().Count());
    }

    [Fact]
    public void Uniform_numbers_have_the_moments_of_the_uniform_distribution()
    {
        var values = new float[1 << 20];
        Philox.Fill(ref values[0], 1024, 1024, 1024, 11, 0, 0);
        Assert.All(values, v => Assert.InRange(v, 0f, 1f - 1f / (1 << 24)));
        double mean = values.Average(v => (double)v), variance = values.Average(v => (v - mean) * (v - mean));
        Assert.Equal(0.5, mean, 0.002);
        Assert.Equal(1.0 / 12, variance, 0.0005);
    }
}
