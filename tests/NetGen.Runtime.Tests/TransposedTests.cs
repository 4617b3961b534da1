using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.Compiler.Graph;

namespace NetGen.Runtime.Tests;


public class TransposedTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 128)]
    [InlineData(128, 10)]
    [InlineData(33, 65)]
    [InlineData(64, 32)]
    [InlineData(7, 5)]
    [InlineData(45, 50)]
    public void Every_weight_is_in_its_place_and_padding_is_zero(int outputs, int inputs)
    {
        Check<float>(outputs, inputs);
        Check<double>(outputs, inputs);
    }

    private static void Check<T>(int outputs, int inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = Segments.Set<T>([Segments.Vector("first", 3), Segments.Matrix("w", outputs, inputs)]);
        var precision = ParameterSet<T>.Precision;
        var from = new PanelLayout(outputs, inputs, precision);
        var to = new PanelLayout(inputs, outputs, precision);
        int offset = set.Segments[1].Offset;
        ref T t = ref set.Transposed(1);
        var expected = new T[to.Length];
        for (int n = 0; n < outputs; n++)
            for (int k = 0; k < inputs; k++)
                expected[to.Offset(k, n)] = set.ValueSpan[offset + from.Offset(n, k)];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], Unsafe.Add(ref t, i));
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));

        set.ValueSpan[offset + from.Offset(outputs - 1, inputs - 1)] = T.CreateTruncating(123);
        ref T same = ref set.Transposed(1);
        Assert.Equal(expected[to.Offset(inputs - 1, outputs - 1)], Unsafe.Add(ref same, to.Offset(inputs - 1, outputs - 1)));
        set.MarkChanged();
        Assert.Equal(T.CreateTruncating(123), Unsafe.Add(ref set.Transposed(1), to.Offset(inputs - 1, outputs - 1)));
    }

    [Fact]
    public void Threads_that_ask_at_once_all_see_the_rebuilt_values()
    {
        var set = Segments.Set<float>([Segments.Matrix("w", 300, 200)]);
        var layout = new PanelLayout(200, 300, NetGen.Compiler.Graph.Precision.Single);
        for (int round = 0; round < 200; round++)
        {
            set.ValueSpan[set.Segments[0].Layout(NetGen.Compiler.Graph.Precision.Single).Offset(299, 199, 0)] = round;
            set.MarkChanged();
            var seen = new float[4];
            Parallel.For(0, 4, i => seen[i] = Unsafe.Add(ref set.Transposed(0), layout.Offset(199, 299)));
            Assert.All(seen, v => Assert.Equal(round, v));
        }
    }

    /// <summary>Whole and depthwise groups, sizes around a vector's: inputs and outputs change places, windows are turned.</summary>
    [Theory]
    [InlineData(6, 1, 5, 5, 1)]
    [InlineData(33, 17, 3, 2, 1)]
    [InlineData(6, 2, 3, 2, 3)]
    [InlineData(40, 20, 1, 1, 2)]
    [InlineData(37, 1, 3, 3, 37)]
    [InlineData(6, 1, 2, 3, 3)]
    public void Windows_are_turned_and_transposed(int outputs, int channels, int height, int width, int groups)
    {
        CheckWindows<float>(outputs, channels, height, width, groups);
        CheckWindows<double>(outputs, channels, height, width, groups);
    }

    private static void CheckWindows<T>(int outputs, int channels, int height, int width, int groups) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var set = Segments.Set<T>([Segments.Vector("first", 3), Segments.Windows("w", outputs, channels, height, width, groups)]);
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
        var parameter = set["w"];
        var values = Enumerable.Range(1, parameter.Count).Select(i => T.CreateTruncating(i)).ToArray();
        parameter.CopyFrom(values);
        Assert.Equal(values, parameter.ToArray());
        Assert.Equal(values[^1], parameter[outputs - 1, channels - 1, height - 1, width - 1]);
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));

        var from = set.Segments[1].Layout(ParameterSet<T>.Precision);
        var to = from.Transposed;
        int positions = height * width, perGroup = outputs / groups;
        var expected = new T[to.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int output = i / (channels * positions), channel = i / positions % channels, position = i % positions, group = output / perGroup;
            expected[to.Offset(group * channels + channel, output % perGroup, positions - 1 - position)] = values[i];
        }
        ref T t = ref set.Transposed(1);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], Unsafe.Add(ref t, i));
        parameter.Fill(T.One);
        Assert.True(Segments.PaddingIsZero(set, set.ValueSpan));
    }

    /// <summary>G g G^T of windows of 3x3, as they are and turned and transposed, for panels of every width; rebuilt after a change.</summary>
    [Theory]
    [InlineData(16, 16)]
    [InlineData(48, 32)]
    public void Windows_become_sixteen_matrices(int outputs, int channels)
    {
        CheckTiles<float>(outputs, channels);
        CheckTiles<double>(outputs, channels);
    }

    private static void CheckTiles<T>(int outputs, int channels) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[,] g = { { 1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 } };
        var set = Segments.Set<T>([Segments.Windows("w", outputs, channels, 3, 3, 1)]);
        var parameter = set["w"];
        PanelLayout plain = new(outputs, channels, ParameterSet<T>.Precision), turned = new(channels, outputs, ParameterSet<T>.Precision);
        foreach (int seed in new[] { 1, 2 })
        {
            // Quarters of whole numbers are exact.
            var random = new Random(seed);
            parameter.CopyFrom(Enumerable.Range(0, parameter.Count).Select(_ => T.CreateTruncating(random.Next(-50, 50))).ToArray());
            ref T tiles = ref set.Tiles(0), turnedTiles = ref set.TurnedTiles(0);
            for (int output = 0; output < outputs; output++)
                for (int channel = 0; channel < channels; channel++)
                    for (int element = 0; element < 16; element++)
                    {
                        double expected = 0, expectedTurned = 0;
                        for (int position = 0; position < 9; position++)
                        {
                            double factor = g[element / 4, position / 3] * g[element % 4, position % 3];
                            expected += factor * double.CreateTruncating(parameter[output, channel, position / 3, position % 3]);
                            expectedTurned += factor * double.CreateTruncating(parameter[output, channel, 2 - position / 3, 2 - position % 3]);
                        }
                        Assert.Equal(expected, double.CreateTruncating(Unsafe.Add(ref tiles, element * plain.Length + plain.Offset(output, channel))));
                        Assert.Equal(expectedTurned, double.CreateTruncating(Unsafe.Add(ref turnedTiles, element * turned.Length + turned.Offset(channel, output))));
                    }
        }
    }

    [Fact]
    public void A_parameter_that_is_no_matrix_has_no_transpose()
    {
        var set = Segments.Set<float>([Segments.Vector("bias", 3)]);
        Assert.Contains("'bias'", Assert.Throws<InvalidOperationException>(() => set.Transposed(0)).Message);
    }
}
