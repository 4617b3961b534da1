using System.Globalization;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>In training, zero with a probability of <paramref name="Rate"/>, else x / (1 - rate); otherwise x.</summary>
internal sealed record DropoutLayer(double Rate) : Layer
{
    public static DropoutLayer Read(AttributeArguments a) => new(a.Number("rate", 0));

    public override string Kind => "Dropout";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "Dropout({0})", Rate);

    public override bool KeepsValues => true;

    public override void Check(Problems problems) => problems.Require(Rate >= 0 && Rate < 1, "rate", Rate, "at least 0 and below 1");

    public override int Build(LayerContext context, int input)
    {
        if (!context.Training || Rate == 0) return input;
        int random = context.Random(context.ShapeOf(input));
        return context.Map(x => Scalar.Select(Scalar.Less(x[1], Rate), x[0].Builder.Constant(0), x[0] * (1 / (1 - Rate))), input, random);
    }
}
