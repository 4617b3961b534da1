using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>In training, whole channels are zero with a probability of <paramref name="Rate"/>, else x / (1 - rate); otherwise x.</summary>
internal sealed record SpatialDropoutLayer(double Rate) : Layer
{
    public static SpatialDropoutLayer Read(AttributeArguments a) => new(a.Number("rate", 0));

    public override string Kind => "SpatialDropout2D";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "SpatialDropout2D({0})", Rate);

    public override bool KeepsValues => true;

    public override void Check(Problems problems) => problems.Require(Rate >= 0 && Rate < 1, "rate", Rate, "at least 0 and below 1");

    public override Shape? Infer(Shape input, Problems problems) => WindowOption.Image(input, isSequence: false, problems);

    public override int Build(LayerContext context, int input)
    {
        if (!context.Training || Rate == 0) return input;
        int random = context.Random(new Shape(context.ShapeOf(input).Last));
        int factor = context.Map(x => Scalar.Select(Scalar.Less(x[0], Rate), x[0].Builder.Constant(0), x[0].Builder.Constant(1 / (1 - Rate))), random);
        return context.Map(x => x[0] * x[1], input, factor);
    }
}
