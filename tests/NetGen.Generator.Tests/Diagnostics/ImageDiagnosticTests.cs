namespace NetGen.Tests.Diagnostics;

/// <summary>What can be wrong with layers of images and sequences.</summary>
public class ImageDiagnosticTests
{
    [Theory]
    [InlineData("Conv2D({|NG0030:0|}, 3)", "filters of Conv2D must be at least 1, but it is 0")]
    [InlineData("Conv2D(8, {|NG0030:0|})", "kernel of Conv2D must be at least 1 and at most 16384, but it is 0")]
    [InlineData("Conv2D(8, 3, KernelWidth = {|NG0030:0|})", "KernelWidth of Conv2D must be at least 1 and at most 16384, but it is 0")]
    [InlineData("Conv2D(8, 3, Stride = {|NG0030:0|})", "Stride of Conv2D must be at least 1 and at most 16384, but it is 0")]
    [InlineData("Conv2D(8, 3, StrideWidth = {|NG0030:-1|})", "StrideWidth of Conv2D must be at least 1 and at most 16384, but it is -1")]
    [InlineData("Conv2D(8, 3, Dilation = {|NG0030:20000|})", "Dilation of Conv2D must be at least 1 and at most 16384, but it is 20000")]
    [InlineData("Conv2D(8, 3, Groups = {|NG0030:0|})", "Groups of Conv2D must be at least 1, but it is 0")]
    [InlineData("Conv2D(8, 3, Pad = {|NG0030:-1|})", "Pad of Conv2D must be at least 0 and at most 16384, but it is -1")]
    [InlineData("Conv2D(8, 3, Pads = new[] { 0, 0, {|NG0030:-1|}, 0 })", "Pads of Conv2D must be at least 0 and at most 16384, but it is -1")]
    [InlineData("Conv2D(8, 3, L2 = {|NG0030:-1|})", "L2 of Conv2D must be at least 0 and finite, but it is -1")]
    [InlineData("ConvTranspose2D(8, 3, Stride = 2, OutputPad = {|NG0030:2|})", "OutputPad of ConvTranspose2D must be at least 0 and below the stride, but it is 2")]
    [InlineData("MaxPool2D({|NG0030:-2|})", "kernel of MaxPool2D must be at least 1 and at most 16384, but it is -2")]
    [InlineData("UpSample2D({|NG0030:0|})", "scale of UpSample2D must be at least 1 and at most 1024, but it is 0")]
    [InlineData("ZeroPad2D(1, {|NG0030:-1|})", "pads of ZeroPad2D must be at least 0 and at most 16384, but it is -1")]
    [InlineData("GroupNorm({|NG0030:0|})", "groups of GroupNorm must be at least 1, but it is 0")]
    [InlineData("SpatialDropout2D({|NG0030:1|})", "rate of SpatialDropout2D must be at least 0 and below 1, but it is 1")]
    [InlineData("LocalResponseNorm({|NG0030:0|})", "size of LocalResponseNorm must be at least 1 and at most 16384, but it is 0")]
    [InlineData("LocalResponseNorm(5, K = {|NG0030:0|})", "K of LocalResponseNorm must be above 0 and finite, but it is 0")]
    public void NumberOutOfRange(string layer, string message) => Reports(layer, message);

    [Theory]
    [InlineData("Conv2D(8, 3, Padding = {|NG0034:(Padding)3|})", "3 is not a value of Padding")]
    [InlineData("UpSample2D(2, Interpolation = {|NG0034:(Interpolation)2|})", "2 is not a value of Interpolation")]
    public void UnknownEnumValue(string layer, string message) => Reports(layer, message);

    [Theory]
    [InlineData("28, 28", "Conv2D(8, 3)", "Conv2D takes images of height x width x channels, but the shape that reaches it is 28 x 28: for gray images use Input(height, width, 1), or Reshape before this layer")]
    [InlineData("28, 28", "MaxPool2D(2)", "MaxPool2D takes images of height x width x channels, but the shape that reaches it is 28 x 28: for gray images use Input(height, width, 1), or Reshape before this layer")]
    [InlineData("28", "Conv1D(8, 3)", "Conv1D takes sequences of length x channels, but the shape that reaches it is 28: for one channel use Input(length, 1), or Reshape before this layer")]
    [InlineData("28", "GlobalMaxPool2D", "GlobalMaxPool2D takes images of height x width x channels, but the shape that reaches it is 28: for gray images use Input(height, width, 1), or Reshape before this layer")]
    [InlineData("1, 1, 4", "GroupNorm(4)", "GroupNorm takes at least 2 values a group, but the shape that reaches it is 1 x 1 x 4: a single value less its mean is always 0")]
    public void LayerRefusesShape(string input, string layer, string message) =>
        DiagnosticCheck.Reports($"[Network, Input({input}), {{|NG0031:{layer}|}}, Flatten, Dense(2)] public partial class Net;", message);

    [Theory]
    [InlineData("2, 7, 3", "Conv2D(8, {|NG0038:3|})", "The output height of Conv2D is floor((height 2 + padding 0 + 0 - dilation 1 * (kernel 3 - 1) - 1) / stride 1) + 1 = 0, but must be at least 1: the input is 2 x 7 x 3")]
    [InlineData("7, 5, 3", "Conv2D(8, 3, KernelWidth = {|NG0038:4|}, Dilation = 2, Pads = new[] { 0, 0, 1, 0 })", "The output width of Conv2D is floor((width 5 + padding 1 + 0 - dilation 2 * (kernel 4 - 1) - 1) / stride 1) + 1 = 0, but must be at least 1: the input is 7 x 5 x 3")]
    [InlineData("2, 5, 3", "MaxPool2D({|NG0038:5|}, Stride = 2)", "The output height of MaxPool2D is floor((height 2 + padding 0 + 0 - dilation 1 * (kernel 5 - 1) - 1) / stride 2) + 1 = -1, but must be at least 1: the input is 2 x 5 x 3")]
    [InlineData("4, 3", "Conv1D(8, {|NG0038:5|})", "The output length of Conv1D is floor((length 4 + padding 0 + 0 - dilation 1 * (kernel 5 - 1) - 1) / stride 1) + 1 = 0, but must be at least 1: the input is 4 x 3")]
    [InlineData("1, 5, 3", "ConvTranspose2D(8, {|NG0038:3|}, Stride = 2, Pad = 2)", "The output height of ConvTranspose2D is (height 1 - 1) * stride 2 - padding 2 - 2 + dilation 1 * (kernel 3 - 1) + output padding 0 + 1 = -1, but must be at least 1: the input is 1 x 5 x 3")]
    public void WindowDoesNotFit(string input, string layer, string message) =>
        DiagnosticCheck.Reports($"[Network, Input({input}), {layer}, Flatten, Dense(2)] public partial class Net;", message);

    [Theory]
    [InlineData("Conv2D(8, 3, Padding = Padding.Same, Pad = {|NG0039:1|})", "Conv2D has Padding and Pad, which exclude each other: give one")]
    [InlineData("AveragePool2D(3, Pads = {|NG0039:new[] { 1, 1, 1, 1 }|}, Pad = 1)", "AveragePool2D has Pad and Pads, which exclude each other: give one")]
    [InlineData("ConvTranspose2D(8, 3, Stride = 2, Padding = Padding.Same, OutputPad = {|NG0039:1|})", "ConvTranspose2D has Padding.Same and OutputPad, which exclude each other: give one")]
    public void TwoPaddings(string layer, string message) => Reports(layer, message);

    [Theory]
    [InlineData("Conv2D(8, 3, Pads = {|NG0040:new[] { 1, 2 }|})", "The paddings of Conv2D are top, bottom, left, right, but there are 2 numbers")]
    [InlineData("ZeroPad2D({|NG0040:1, 2, 3|})", "The paddings of ZeroPad2D are all sides; or height, width; or top, bottom, left, right, but there are 3 numbers")]
    public void PadCount(string layer, string message) => Reports(layer, message);

    [Fact]
    public void PadsOfSequences() => DiagnosticCheck.Reports(
        "[Network, Input(28, 3), Conv1D(8, 3, Pads = {|NG0040:new[] { 1, 1, 1, 1 }|}), Flatten, Dense(2)] public partial class Net;",
        "The paddings of Conv1D are before, after, but there are 4 numbers");

    [Theory]
    [InlineData("Conv2D(8, 3, Groups = {|NG0041:3|})", "The 3 groups of Conv2D don't divide its 3 input channels and 8 filters evenly")]
    [InlineData("Conv2D(8, 3, Groups = {|NG0041:2|})", "The 2 groups of Conv2D don't divide its 3 input channels and 8 filters evenly")]
    [InlineData("ConvTranspose2D(8, 3, Groups = {|NG0041:3|})", "The 3 groups of ConvTranspose2D don't divide its 3 input channels and 8 filters evenly")]
    [InlineData("GroupNorm({|NG0041:2|})", "The 2 groups of GroupNorm don't divide its 3 channels evenly")]
    public void GroupsDoNotDivide(string layer, string message) => Reports(layer, message);

    [Theory]
    [InlineData("MaxPool2D(2, Pad = {|NG0042:2|})", "A window of MaxPool2D lies in the padding only, where there is nothing to take: the input is 28 x 28 x 3; use less padding or a larger kernel")]
    [InlineData("AveragePool2D(3, Pads = {|NG0042:new[] { 0, 0, 3, 0 }|})", "A window of AveragePool2D lies in the padding only, where there is nothing to take: the input is 28 x 28 x 3; use less padding or a larger kernel")]
    public void WindowOfPadding(string layer, string message) => Reports(layer, message);

    [Fact]
    public void DenseOverPlaces()
    {
        DiagnosticCheck.Reports(
            "[Network, Input(28, 28, 1), Conv2D(8, 3), Relu, MaxPool2D(2), {|NG0043:Dense(10)|}, Softmax, CrossEntropyLoss] public partial class Net;",
            "Dense(10) reads the 8 channels of each of 13 x 13 places by itself, so that the output is 13 x 13 x 10: put Flatten before it to read all 1,352 values, or write Conv2D(10, 1) where this is meant");
        DiagnosticCheck.IsQuiet("[Network, Input(28, 28, 3), Dense(8), Relu, Conv2D(10, 1), Softmax, CrossEntropyLoss] public partial class Net;");
    }

    [Fact]
    public void ImagesTooLarge() => DiagnosticCheck.Reports(
        "[Network, Input(2048, 2048, 3), UpSample2D({|NG0023:16|}), GlobalMaxPool2D, Dense(2)] public partial class Net;",
        "The shape 32768 x 32768 x 3 of UpSample2D has too many values a sample; at most 134,217,728 are possible");

    private static void Reports(string layer, string message) =>
        DiagnosticCheck.Reports($"[Network, Input(28, 28, 3), {layer}, Flatten, Dense(2)] public partial class Net;", message);
}
