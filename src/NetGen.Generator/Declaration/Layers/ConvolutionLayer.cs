using System.Globalization;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// Filters that move over an image (<c>Conv2D</c>) or a sequence (<c>Conv1D</c>): [.., C] becomes [.., filters]. In groups, each part of the
/// filters sees its own part of the channels; with as many groups as channels it is depthwise. Weights are PyTorch's, [filters, C / groups, ..].
/// </summary>
internal sealed record ConvolutionLayer(int Filters, WindowOption Window, int Groups, WeightOptions Weights) : Layer
{
    public static ConvolutionLayer Read1D(AttributeArguments a) => Read(a, isSequence: true);

    public static ConvolutionLayer Read2D(AttributeArguments a) => Read(a, isSequence: false);

    private static ConvolutionLayer Read(AttributeArguments a, bool isSequence) => new(
        a.Integer("filters"), WindowOption.Read(a, isSequence, steps: false), WindowOption.Optional(a, "Groups") ?? 1, WeightOptions.Read(a));

    public override string Kind => Window.IsSequence ? "Conv1D" : "Conv2D";

    public override string Text => string.Format(
        CultureInfo.InvariantCulture, "{0}({1}, {2}{3})", Kind, Filters, Window.Text, Groups > 1 ? string.Format(CultureInfo.InvariantCulture, ", groups {0}", Groups) : "");

    public override bool HasWeights => true;

    public override double? L1 => Weights.L1;

    public override double? L2 => Weights.L2;

    public override void Check(Problems problems)
    {
        problems.Require(Filters >= 1, "filters", Filters, "at least 1");
        problems.Require(Groups >= 1, "Groups", Groups, "at least 1");
        Window.Check(problems);
        Weights.Check(problems);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (Window.Output(input, Filters, problems) is not { } output) return null;
        if (input.Last % Groups != 0 || Filters % Groups != 0)
        {
            problems.Add(
                LayerDescriptors.GroupsDoNotDivide, "Groups", problems.Owner, Sizes.Text(Groups), $"{Sizes.Text(input.Last)} input channels and {Sizes.Text(Filters)} filters");
            return null;
        }
        return problems.RequireSize("filters", Kernel(input.Last)) ? output : null;
    }

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        var image = Window.IsSequence ? new Shape(1, shape[0], shape[1]) : shape;
        var kernel = Kernel(shape.Last);
        int fanIn = (int)(kernel.Length / kernel[0]), fanOut = (int)(kernel.Length / kernel[1]);
        // A sequence's weights are [filters, channels, kernel] in files: the same elements in the same order.
        var inFiles = Window.IsSequence ? new Shape(kernel[0], kernel[1], kernel[3]) : kernel;
        int weight = context.Parameter("weight", inFiles, Weights.Weight.ForWeights(context.Rectified), fanIn, fanOut, isWeight: true);
        if (Window.IsSequence)
        {
            weight = context.Reshape(weight, kernel);
            input = context.Reshape(input, image);
        }
        int product = context.Builder.Convolution(input, weight, Window.Over(image[0], image[1]), Groups);
        int output = Weights.AddBias(context, product, fanIn);
        var places = context.ShapeOf(output);
        return Window.IsSequence ? context.Reshape(output, new Shape(places[1], places[2])) : output;
    }

    /// <summary>The shape of the weights in the graph.</summary>
    private Shape Kernel(int channels) => new(Filters, channels / Groups, Window.IsSequence ? 1 : Window.Kernel, Window.KernelOfWidth);
}
