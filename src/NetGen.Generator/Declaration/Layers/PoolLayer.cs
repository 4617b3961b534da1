using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>A window that moves over an image or a sequence and takes one value from each place, channel by channel.</summary>
internal abstract record PoolLayer(WindowOption Window) : Layer
{
    public override string Text => $"{Kind}({Window.Text})";

    public override void Check(Problems problems) => Window.Check(problems);

    public override Shape? Infer(Shape input, Problems problems) =>
        Window.Output(input, input.Rank == 0 ? 1 : input.Last, problems) is { } output && Window.CheckCovered(input, problems) ? output : null;

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        var image = Window.IsSequence ? new Shape(1, shape[0], shape[1]) : shape;
        if (Window.IsSequence) input = context.Reshape(input, image);
        int output = Pool(context, input, image, Window.Over(image[0], image[1]));
        var places = context.ShapeOf(output);
        return Window.IsSequence ? context.Reshape(output, new Shape(places[1], places[2])) : output;
    }

    protected abstract int Pool(LayerContext context, int input, Shape image, Window window);
}
