using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The mean or the maximum of each channel over all places: height x width x channels becomes channels.</summary>
internal sealed record GlobalPoolLayer(ReduceKind Reduction) : Layer
{
    public static GlobalPoolLayer ReadAverage(AttributeArguments a) => new(ReduceKind.Sum);

    public static GlobalPoolLayer ReadMax(AttributeArguments a) => new(ReduceKind.Max);

    public override string Kind => Reduction == ReduceKind.Sum ? "GlobalAveragePool2D" : "GlobalMaxPool2D";

    public override Shape? Infer(Shape input, Problems problems) =>
        WindowOption.Image(input, isSequence: false, problems) is null ? null : new Shape(input[2]);

    public override int Build(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        int reduced = context.Reshape(context.Builder.Reduce(Reduction, input, false, 0, 1), new Shape(shape[2]));
        return Reduction == ReduceKind.Sum ? context.Map(x => x[0] * (1.0 / (shape[0] * shape[1])), reduced) : reduced;
    }
}
