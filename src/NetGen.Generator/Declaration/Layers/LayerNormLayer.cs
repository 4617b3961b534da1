using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The values of the last axis less their mean over their biased standard deviation.</summary>
internal sealed record LayerNormLayer(double Epsilon, bool Affine) : Layer
{
    public static LayerNormLayer Read(AttributeArguments a) => new(a.Number("Epsilon", 1e-5), a.Boolean("Affine", true));

    public override string Kind => "LayerNorm";

    public override void Check(Problems problems) => problems.RequirePositive("Epsilon", Epsilon);

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Last > 1) return input;
        problems.RefuseShape(input, "at least 2 values along the last axis", "a single value less its mean is always 0");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        var features = new Shape(context.ShapeOf(input).Last);
        double share = 1.0 / features.Last;
        int mean = context.Map(x => x[0] * share, context.SumLast(input));
        int centred = context.Map(x => x[0] - x[1], input, mean);
        int scale = context.Map(x => 1 / Scalar.Sqrt(x[0] * share + Epsilon), context.SumLast(context.Map(x => x[0] * x[0], centred)));
        if (!Affine) return context.Map(x => x[0] * x[1], centred, scale);
        int weight = context.Parameter("weight", features, new(InitializerKind.Constant, 1), features.Last, features.Last, isWeight: false, input);
        int bias = context.Parameter("bias", features, new(InitializerKind.Zeros), features.Last, features.Last, isWeight: false, input);
        return context.Map(x => x[0] * x[1] * x[2] + x[3], centred, scale, weight, bias);
    }
}
