using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using NetGen.Reference;

namespace NetGen.Generator.Tests.Operations;

/// <summary>Operations on images compute what their descriptions say: small numbers worked out by hand, and shapes.</summary>
public class ImageEvaluationTests
{
    private static readonly double[] OneToNine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static double[] Run(Operation operation, params (string Type, double[] Values)[] operands)
    {
        var builder = new FunctionBuilder("f");
        var columns = operands.Select(o => TensorType.Parse(o.Type) is var t ? new ReferenceTensor(t, 1, o.Values) : null!).ToList();
        int[] nodes = columns.Select((c, i) => builder.AddColumn("x" + i, ColumnRole.Input, c.Type)).ToArray();
        builder.AddOutput("y", OutputRole.Result, builder.Add(operation, nodes));
        var function = builder.Build();
        FunctionVerifier.Verify(function);
        return new Interpreter(new ReferenceContext { Columns = columns }).Run(FunctionParser.Parse(FunctionPrinter.Print(function)), 1)[0].Values;
    }

    [Theory]
    [InlineData(7, 3, 1, 1, 0, 0, 5)]
    [InlineData(7, 3, 2, 1, 0, 0, 3)]
    [InlineData(8, 3, 2, 1, 0, 0, 3)]
    [InlineData(7, 3, 1, 2, 1, 0, 4)]
    [InlineData(1, 3, 1, 1, 1, 1, 1)]
    [InlineData(2, 3, 1, 1, 0, 0, 0)]
    public void OutputSizes(int size, int kernel, int stride, int dilation, int before, int after, int expected)
    {
        Assert.Equal(expected, new Window(kernel, 1, stride, 1, dilation, 1, before, after, 0, 0).OutputHeight(size));
        Assert.Equal(expected, new Window(1, kernel, 1, stride, 1, dilation, 0, 0, before, after).OutputWidth(size));
    }

    [Fact]
    public void Convolutions()
    {
        // Correlation: the kernel is not flipped.
        Assert.Equal(
            [1 - 5, 2 - 6, 4 - 8, 5 - 9],
            Run(new ConvolutionOperation(Window.Of(2, 2), 1), ("real[batch x 3 x 3 x 1]", OneToNine), ("real[1 x 1 x 2 x 2]", [1, 0, 0, -1])));
        // Zeros around, two channels in (10 and 1) to two out.
        Assert.Equal(
            [0, 0, 12, 1, 34, 3],
            Run(
                new ConvolutionOperation(new Window(1, 1, 1, 1, 1, 1, 0, 0, 1, 0), 1), ("real[batch x 1 x 2 x 2]", [1, 2, 3, 4]),
                ("real[2 x 2 x 1 x 1]", [10, 1, 1, 0])));
        // Two groups: each output sees its own input.
        Assert.Equal(
            [10, 2, 30, 4],
            Run(new ConvolutionOperation(Window.Of(1, 1), 2), ("real[batch x 1 x 2 x 2]", [1, 2, 3, 4]), ("real[2 x 1 x 1 x 1]", [10, 1])));
        // A stride of two between the values, the kernel laid out at each.
        Assert.Equal(
            [10, 20, 30, 20, 40, 60, 0],
            Run(
                new ConvolutionInputGradientOperation(new Window(1, 3, 1, 3, 1, 1, 0, 0, 0, 0), 1, 1, 7), ("real[batch x 1 x 2 x 1]", [10, 20]),
                ("real[1 x 1 x 1 x 3]", [1, 2, 3])));
        Assert.Equal(
            [1 + 20 + 400, 2 + 40 + 500],
            Run(
                new ConvolutionWeightGradientOperation(Window.Of(1, 2), 1), ("real[batch x 1 x 6 x 1]", [1, 2, 4, 5, 0, 0]),
                ("real[batch x 1 x 5 x 1]", [1, 10, 100, 0, 0])));
    }

    [Fact]
    public void MaximumPools()
    {
        var padded = new Window(2, 2, 1, 1, 1, 1, 1, 0, 0, 0);
        (string, double[]) x = ("real[batch x 2 x 3 x 1]", [-1, -2, -2, -4, -2, -3]), y = ("real[batch x 2 x 2 x 1]", [-1, -2, -1, -2]);
        // Padding is not zero: it never wins.
        Assert.Equal([-1, -2, -1, -2], Run(new MaxPoolOperation(padded), x));
        // The first of several in row order.
        Assert.Equal([101, 1010, 0, 0, 0, 0], Run(new MaxPoolGradientOperation(padded), x, y, ("real[batch x 2 x 2 x 1]", [1, 10, 100, 1000])));
        Assert.Equal([1, 2, 1, 2], Run(new MaxPoolSelectOperation(padded), x, y, ("real[batch x 2 x 3 x 1]", [1, 2, 3, 4, 5, 6])));
    }

    [Fact]
    public void SumPools()
    {
        Assert.Equal([12, 16, 24, 28], Run(new SumPoolOperation(Window.Of(2, 2)), ("real[batch x 3 x 3 x 1]", OneToNine)));
        Assert.Equal(
            [1, 1, 2, 2, 0, 1, 1, 2, 2, 0],
            Run(new SumPoolGradientOperation(Window.Tiles(2, 2), 2, 5), ("real[batch x 1 x 2 x 1]", [1, 2])));
    }

    [Fact]
    public void PaddingAndSlices()
    {
        Assert.Equal(
            [0, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0],
            Run(new PadOperation([1, 0], [0, 1], [1, 2]), ("real[batch x 2 x 2]", [1, 2, 3, 4])));
        Assert.Equal([4, 6], Run(new SliceOperation([1, 0], [1, 2], [1, 2]), ("real[batch x 3 x 3]", OneToNine)));
        Assert.Equal([4, 6], Run(new SliceOperation([1, 0], [1, 2], [1, 2]), ("real[3 x 3]", OneToNine)));
        Assert.Equal(TensorType.Parse("int[batch x 2]"), new SliceOperation([1], [2], [1]).Infer([TensorType.Parse("int[batch x 3]")]));
    }

    [Fact]
    public void Interpolation()
    {
        Assert.Equal([0, 1, 3, 4], Run(new InterpolateOperation(0, 2), ("real[batch x 2]", [0, 4])));
        Assert.Equal([5, 5, 5], Run(new InterpolateOperation(1, 3), ("real[batch x 1 x 1]", [5])));
        Assert.Equal([0, 10, 1.5, 11.5, 4.5, 14.5, 6, 16], Run(new InterpolateOperation(0, 2), ("real[batch x 2 x 2]", [0, 10, 6, 16])));
        Assert.Equal([1 + 0.75 + 0.25 * 3, 0.25 + 0.75 * 3 + 4], Run(new InterpolateGradientOperation(0, 2), ("real[batch x 4]", [1, 1, 3, 4])));
    }

    [Fact]
    public void OperandsThatDoNotFitAreNamed()
    {
        var two = Window.Of(2, 2);
        Refused("images", new ConvolutionOperation(two, 1), "real[batch x 3 x 3]", "real[1 x 1 x 2 x 2]");
        Refused("don't part", new ConvolutionOperation(two, 2), "real[batch x 3 x 3 x 3]", "real[4 x 1 x 2 x 2]");
        Refused("are not the weights", new ConvolutionOperation(two, 1), "real[batch x 3 x 3 x 3]", "real[4 x 1 x 2 x 2]");
        Refused("are not the weights", new ConvolutionOperation(two, 1), "real[batch x 3 x 3 x 3]", "real[4 x 3 x 3 x 2]");
        Refused("are not the weights", new ConvolutionOperation(two, 1), "real[batch x 3 x 3 x 3]", "real[batch x 4 x 3 x 2 x 2]");
        Refused("doesn't fit", new ConvolutionOperation(two, 1), "real[batch x 3 x 1 x 3]", "real[4 x 3 x 2 x 2]");
        Refused("places", new ConvolutionInputGradientOperation(two, 1, 3, 3), "real[batch x 3 x 2 x 4]", "real[4 x 3 x 2 x 2]");
        Refused("places", new ConvolutionWeightGradientOperation(two, 1), "real[batch x 3 x 3 x 3]", "real[batch x 3 x 2 x 2]");
        Refused("is batched", new ConvolutionWeightGradientOperation(two, 1), "real[batch x 3 x 3 x 3]", "real[2 x 2 x 2]");
        Refused("not the type", new MaxPoolGradientOperation(two), "real[batch x 3 x 3 x 3]", "real[batch x 2 x 2 x 3]", "real[batch x 2 x 2 x 2]");
        Refused("not of the image's type", new MaxPoolSelectOperation(two), "real[batch x 3 x 3 x 3]", "real[batch x 2 x 2 x 3]", "real[batch x 2 x 2 x 3]");
        Refused("places", new SumPoolGradientOperation(two, 4, 3), "real[batch x 2 x 2 x 3]");
        Refused("one number an axis", new PadOperation([1], [1]), "real[batch x 2 x 2]");
        Refused("below", new PadOperation([-1], [1]), "real[batch x 2]");
        Refused("one number an axis", new SliceOperation([1], [1], [1]), "real[batch x 2 x 2]");
        Refused("not within", new SliceOperation([1], [2], [2]), "real[batch x 3]");
        Refused("doesn't fit", new InterpolateOperation(1, 2), "real[batch x 3]");
        Refused("doesn't fit", new InterpolateGradientOperation(0, 2), "real[batch x 3]");
    }

    [Fact]
    public void Flops()
    {
        TensorType x = TensorType.Parse("real[batch x 7 x 5 x 6]"), w = TensorType.Parse("real[4 x 3 x 3 x 2]"), y = TensorType.Parse("real[batch x 5 x 4 x 4]");
        const long Products = 5 * 4 * 4 * 3 * 3 * 2;
        Assert.Equal(2 * Products, new ConvolutionOperation(Window.Of(3, 2), 2).Flops([x, w], y));
        Assert.Equal(2 * Products, new ConvolutionInputGradientOperation(Window.Of(3, 2), 2, 7, 5).Flops([y, w], x));
        Assert.Equal(2 * Products, new ConvolutionWeightGradientOperation(Window.Of(3, 2), 2).Flops([x, y], w));
    }

    private static void Refused(string message, Operation operation, params string[] operands) =>
        Assert.Contains(message, Assert.Throws<GraphException>(() => operation.Infer(operands.Select(TensorType.Parse).ToArray())).Message);
}
