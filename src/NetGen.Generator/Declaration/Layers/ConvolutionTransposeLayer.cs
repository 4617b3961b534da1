using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// The transpose of a convolution, which makes an image larger by its stride: each value lays the kernel down, times itself.
/// Weights are PyTorch's, [channels, filters / groups, height, width].
/// </summary>
internal sealed record ConvolutionTransposeLayer(int Filters, WindowOption Window, int OutputPad, int Groups, WeightOptions Weights) : Layer
{
    public static ConvolutionTransposeLayer Read(AttributeArguments a) => new(
        a.Integer("filters"), WindowOption.Read(a, isSequence: false, steps: false), WindowOption.Optional(a, "OutputPad") ?? 0,
        WindowOption.Optional(a, "Groups") ?? 1, WeightOptions.Read(a));

    public override string Kind => "ConvTranspose2D";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "{0}({1}, {2})", Kind, Filters, Window.Text);

    public override bool HasWeights => true;

    public override double? L1 => Weights.L1;

    public override double? L2 => Weights.L2;

    private bool IsSame => Window.Padding == DeclaredPadding.Same;

    public override void Check(Problems problems)
    {
        problems.Require(Filters >= 1, "filters", Filters, "at least 1");
        problems.Require(Groups >= 1, "Groups", Groups, "at least 1");
        Window.Check(problems);
        int stride = Math.Min(Window.Stride ?? 1, Window.StrideWidth ?? Window.Stride ?? 1);
        problems.Require(OutputPad >= 0 && (OutputPad == 0 || OutputPad < stride), "OutputPad", OutputPad, "at least 0 and below the stride");
        if (IsSame && OutputPad != 0) problems.Add(LayerDescriptors.TwoPaddings, "OutputPad", problems.Owner, "Padding.Same", "OutputPad");
        Weights.Check(problems);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (WindowOption.Image(input, isSequence: false, problems) is null) return null;
        if (input.Last % Groups != 0 || Filters % Groups != 0)
        {
            problems.Add(
                LayerDescriptors.GroupsDoNotDivide, "Groups", problems.Owner, Sizes.Text(Groups), $"{Sizes.Text(input.Last)} input channels and {Sizes.Text(Filters)} filters");
            return null;
        }
        var (height, width) = Size(input);
        if (height < 1 || width < 1)
        {
            var w = Window.Over(1, 1);
            var (name, size, before, after, dilation, kernel, stride) = height < 1
                ? ("height", input[0], w.Top, w.Bottom, w.DilationHeight, w.KernelHeight, w.StrideHeight)
                : ("width", input[1], w.Left, w.Right, w.DilationWidth, w.KernelWidth, w.StrideWidth);
            problems.Add(
                LayerDescriptors.WindowDoesNotFit, "kernel", name, problems.Owner,
                $"({name} {Sizes.Text(size)} - 1) * stride {Sizes.Text(stride)} - padding {Sizes.Text(before)} - {Sizes.Text(after)} + dilation {Sizes.Text(dilation)} * (kernel {Sizes.Text(kernel)} - 1) + output padding {Sizes.Text(OutputPad)} + 1",
                Sizes.Text(height < 1 ? height : width), input.ToString());
            return null;
        }
        if (height > Sizes.MaximumLength || width > Sizes.MaximumLength)
        {
            problems.RequireSize("kernel", new Shape(int.MaxValue, 1));
            return null;
        }
        var output = new Shape((int)height, (int)width, Filters);
        return problems.RequireSize(null, output) && problems.RequireSize("filters", Kernel(input.Last)) ? output : null;
    }

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        var (height, width) = Size(shape);
        var window = Window.Over((int)height, (int)width);
        var kernel = Kernel(shape.Last);
        // What adds up to one output: a stride spreads the kernel over as many.
        int fanIn = Math.Max(1, (int)((long)shape.Last / Groups * window.KernelHeight * window.KernelWidth / (window.StrideHeight * window.StrideWidth)));
        int fanOut = (int)(kernel.Length / kernel[0]);
        int weight = context.Parameter("weight", kernel, Weights.Weight.ForWeights(context.Rectified), fanIn, fanOut, isWeight: true);
        int product = context.Builder.Add(new ConvolutionInputGradientOperation(window, Groups, (int)height, (int)width), input, weight);
        return Weights.AddBias(context, product, fanIn);
    }

    /// <summary>The size of the result: the image whose convolution has the input's size.</summary>
    private (long Height, long Width) Size(Shape input)
    {
        var w = Window.Over(1, 1);
        if (IsSame) return ((long)input[0] * w.StrideHeight, (long)input[1] * w.StrideWidth);
        return ((input[0] - 1L) * w.StrideHeight - w.Top - w.Bottom + w.ExtentHeight + OutputPad,
            (input[1] - 1L) * w.StrideWidth - w.Left - w.Right + w.ExtentWidth + OutputPad);
    }

    private Shape Kernel(int channels) => new(channels, Filters / Groups, Window.Kernel, Window.KernelOfWidth);
}
