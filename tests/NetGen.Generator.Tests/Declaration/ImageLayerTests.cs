namespace NetGen.Tests.Declaration;

/// <summary>What layers of images and sequences compute where PyTorch has no word for it: Keras's paddings, options and their defaults. Parity tests do the rest.</summary>
public class ImageLayerTests
{
    private static double[] Run(string attributes, double[] input, Dictionary<string, double[]>? parameters = null, bool training = false, Func<int, int, int, double>? uniform = null) =>
        Definitions.Run(Definitions.Of(attributes), training, input, uniform, parameters)["output"];

    /// <summary>Keras: as many places as strides, and of an odd number of zeros one more behind.</summary>
    [Theory]
    [InlineData(5, 3, 2, 1, new double[] { 3, 9, 9 })]
    [InlineData(4, 3, 2, 1, new double[] { 6, 7 })]
    [InlineData(4, 2, 1, 1, new double[] { 3, 5, 7, 4 })]
    [InlineData(4, 3, 1, 2, new double[] { 4, 6, 4, 6 })]
    [InlineData(3, 1, 2, 1, new double[] { 1, 3 })]
    public void SamePaddingIsKeras(int length, int kernel, int stride, int dilation, double[] expected)
    {
        double[] x = [.. Enumerable.Range(1, length).Select(i => (double)i)];
        var parameters = new Dictionary<string, double[]> { ["conv1d1.weight"] = [.. Enumerable.Repeat(1.0, kernel)] };
        string options = $"{kernel}, Stride = {stride}, Dilation = {dilation}, Padding = Padding.Same, Bias = false";
        Assert.Equal(expected, Run($"Input({length}, 1), Conv1D(1, {options})", x, parameters));
        // The same as the width and the height of images.
        parameters = new() { ["conv2d1.weight"] = parameters["conv1d1.weight"] };
        Assert.Equal(expected, Run($"Input({length}, 1, 1), Conv2D(1, {options}, KernelWidth = 1, StrideWidth = 1)", x, parameters));
    }

    [Fact]
    public void AveragesCountPaddingAsTheirFrameworkDoes()
    {
        double[] x = [2, 4, 6];
        Assert.Equal([3, 5, 6], Run("Input(3, 1), AveragePool1D(2, Stride = 1, Padding = Padding.Same)", x));
        Assert.Equal([3, 5, 3], Run("Input(3, 1), AveragePool1D(2, Stride = 1, Padding = Padding.Same, CountPadding = true)", x));
        Assert.Equal([1, 3, 5, 3], Run("Input(3, 1), AveragePool1D(2, Stride = 1, Pad = 1)", x));
        Assert.Equal([2, 3, 5, 6], Run("Input(3, 1), AveragePool1D(2, Stride = 1, Pad = 1, CountPadding = false)", x));
        Assert.Equal([2, 4, 6], Run("Input(3, 1), MaxPool1D(2, Stride = 1, Pads = new[] { 1, 0 })", x));
        Assert.Equal([-1, -1], Run("Input(2, 1), MaxPool1D(3, Stride = 1, Padding = Padding.Same)", [-1, -3]));
    }

    [Fact]
    public void TransposedConvolutionsWithSamePaddingGrowByTheirStride()
    {
        var parameters = new Dictionary<string, double[]> { ["convtranspose2d1.weight"] = [1, 2, 3] };
        // Of the 7 places of "1, 2, 3" laid down at a distance of 2, Keras cuts off what Same would have added.
        Assert.Equal([1, 2, 13, 20, 130, 200], Run(
            "Input(3, 1, 1), ConvTranspose2D(1, 3, KernelWidth = 1, Stride = 2, StrideWidth = 1, Padding = Padding.Same, Bias = false)", [1, 10, 100], parameters));
        Assert.Equal("2 x 4 x 8", Definitions.Of("Input(1, 2, 3), ConvTranspose2D(8, 3, Stride = 2, Pad = 1, OutputPad = 1)").Layers[0].OutputShape.ToString());
        Assert.Equal("3 x 5 x 8", Definitions.Of("Input(1, 2, 3), ConvTranspose2D(8, 3, Stride = 2)").Layers[0].OutputShape.ToString());
    }

    [Fact]
    public void PadsAreTopBottomLeftRight()
    {
        Assert.Equal([0, 0, 0, 0, 7, 0, 0, 0, 0], Run("Input(1, 1, 1), ZeroPad2D(1)", [7]));
        Assert.Equal([0, 0, 7, 0, 0], Run("Input(1, 1, 1), ZeroPad2D(0, 2)", [7]));
        Assert.Equal([0, 0, 0, 7, 0, 0, 0, 0], Run("Input(1, 1, 1), ZeroPad2D(1, 2, 1, 0)", [7]));
        Assert.Equal([7], Run("Input(1, 1, 1), ZeroPad2D(0)", [7]));
        Assert.Equal([7, 0, 0, 0], Run("Input(1, 1, 1), MaxPool2D(1, Stride = 1), Conv2D(1, 1, Pads = new[] { 0, 1, 0, 1 }, Bias = false)", [7], new() { ["conv2d1.weight"] = [1] }));
    }

    [Fact]
    public void UpsamplingRepeatsOrInterpolates()
    {
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], Run("Input(1, 2, 1), UpSample2D(2)", [1, 2]));
        Assert.Equal([1, 1, 1, 2, 2, 2], Run("Input(1, 2, 1), UpSample2D(1, ScaleWidth = 3)", [1, 2]));
        Assert.Equal([0, 1, 3, 4, 0, 1, 3, 4], Run("Input(1, 2, 1), UpSample2D(2, Interpolation = Interpolation.Bilinear)", [0, 4]));
    }

    [Fact]
    public void SpatialDropoutDropsWholeChannels()
    {
        double[] x = [1, 2, 3, 4, 5, 6];
        Assert.Equal([0, 2 / 0.75, 0, 4 / 0.75, 0, 6 / 0.75], Run("Input(1, 3, 2), SpatialDropout2D(0.25)", x, training: true, uniform: (_, _, channel) => channel == 0 ? 0.2 : 0.3));
        Assert.Equal(x, Run("Input(1, 3, 2), SpatialDropout2D(0.25)", x));
    }

    [Fact]
    public void GroupNormOfAllAndOfEachChannel()
    {
        double[] x = [1, 10, 3, 30];
        double[] each = Run("Input(1, 2, 2), GroupNorm(2, Epsilon = 1)", x), all = Run("Input(1, 2, 2), GroupNorm(1, Epsilon = 1, Affine = false)", x);
        double[] expected = [-1 / Math.Sqrt(2), -10 / Math.Sqrt(101), 1 / Math.Sqrt(2), 10 / Math.Sqrt(101)];
        double variance = x.Average(v => (v - 11) * (v - 11));
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(expected[i], each[i], 1e-12);
            Assert.Equal((x[i] - 11) / Math.Sqrt(variance + 1), all[i], 1e-12);
        }
    }

    [Fact]
    public void TheSummarySaysWindowsShapesAndCosts()
    {
        var definition = Definitions.Of(
            "Input(28, 28, 1), Conv2D(6, 5, Padding = Padding.Same), MaxPool2D(2), Conv2D(16, 3, KernelWidth = 5, Stride = 2, Pad = 1, Dilation = 2, Groups = 2), Flatten, Dense(10)");
        Assert.Equal(
            ["Conv2D(6, 5, same)", "MaxPool2D(2)", "Conv2D(16, 3x5, stride 2, dilation 2, pad 1, groups 2)", "Flatten", "Dense(10)"], definition.Layers.Select(l => l.Kind));
        Assert.Equal(["28 x 28 x 6", "14 x 14 x 6", "6 x 4 x 16", "384", "10"], definition.Layers.Select(l => l.OutputShape.ToString()));
        Assert.Equal([6 * 25 + 6, 0, 16 * 3 * 15 + 16, 0, 3850], definition.Layers.Select(l => l.Parameters));
        Assert.Equal(2L * 28 * 28 * 6 * 25 + 28 * 28 * 6, definition.Layers[0].Flops);
    }

    /// <summary>The published figure; the grouped convolutions and the sizes from 227 to 6 must be right for it.</summary>
    [Fact]
    public void AlexNetHas61MillionParameters()
    {
        var definition = Definitions.Of(
            "Input(227, 227, 3), Conv2D(96, 11, Stride = 4), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2), "
            + "Conv2D(256, 5, Pad = 2, Groups = 2), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2), "
            + "Conv2D(384, 3, Pad = 1), Relu, Conv2D(384, 3, Pad = 1, Groups = 2), Relu, Conv2D(256, 3, Pad = 1, Groups = 2), Relu, MaxPool2D(3, Stride = 2), "
            + "Flatten, Dense(4096), Relu, Dropout(0.5), Dense(4096), Relu, Dropout(0.5), Dense(1000), Softmax, CrossEntropyLoss");
        Assert.Equal(60_965_224, definition.Layers.Sum(l => l.Parameters));
        Assert.Equal("6 x 6 x 256", definition.Layers[14].OutputShape.ToString());
    }

    [Fact]
    public void WeightsBeginByTheirFans()
    {
        var definition = Definitions.Of(
            "Input(8, 8, 4), Conv2D(6, 3, KernelWidth = 2, Groups = 2), Relu, ConvTranspose2D(5, 4, Stride = 2), Tanh, Conv2D(2, 1, WeightInitializer = Initializer.Orthogonal)");
        var weights = definition.Parameters.Where(p => p.IsWeight).ToArray();
        Assert.Equal(["[6, 2, 3, 2]", "[6, 5, 4, 4]", "[2, 5, 1, 1]"], weights.Select(p => p.Shape.Dimensions.ToString()));
        Assert.Equal([(2 * 6, 6 * 6), (6 * 16 / 4, 5 * 16), (5, 2)], weights.Select(p => (p.FanIn, p.FanOut)));
        Assert.Equal(["HeUniform", "XavierUniform", "Orthogonal"], weights.Select(p => p.Initializer.Kind.ToString()));
    }

    [Theory]
    [InlineData("Input(2, 3, 4), Flatten, Dense(2)", 6)]
    [InlineData("Input(2, 3, 4), Relu, Flatten, Dropout(0.5), Identity, Sigmoid, Dense(2)", 6)]
    [InlineData("Input(7, 4), MaxPool1D(2), Relu, Flatten, Dense(2)", 3)]
    [InlineData("Input(2, 3, 1), Flatten, Dense(2)", 1)]
    [InlineData("Input(1, 1, 4), Flatten, Dense(2)", 1)]
    [InlineData("Input(2, 12), Flatten, Dense(2)", 1)]
    [InlineData("Input(2, 3, 4), Flatten, Dense(8), Dense(2)", 1)]
    [InlineData("Input(2, 3, 4), Flatten, Reshape(24), Softmax, Dense(2)", 6)]
    [InlineData("Input(2, 3, 4), Reshape(6, 4), Flatten, Dense(2)", 1)]
    public void FilesHaveFlattenedImagesInPyTorchsOrder(string attributes, int positions) =>
        Assert.Equal(positions, Definitions.Of(attributes).Parameters.Last(p => p.IsWeight).Positions);
}
