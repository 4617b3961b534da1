using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The values of the last axis over the root of their mean square.</summary>
internal sealed record RmsNormLayer(double Epsilon, bool Affine) : Layer
{
    public static RmsNormLayer Read(AttributeArguments a) => new(a.Number("Epsilon", 1e-6), a.Boolean("Affine", true));

    public override string Kind => "RmsNorm";

    public override void Check(Problems problems) => problems.RequirePositive("Epsilon", Epsilon);

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Last > 1) return input;
        problems.RefuseShape(input, "at least 2 values along the last axis", "a single value over its own size is only its sign");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        var features = new Shape(context.ShapeOf(input).Last);
        double share = 1.0 / features.Last;
        int scale = context.Map(x => 1 / Scalar.Sqrt(x[0] * share + Epsilon), context.SumLast(context.Map(x => x[0] * x[0], input)));
        if (!Affine) return context.Map(x => x[0] * x[1], input, scale);
        int weight = context.Parameter("weight", features, new(InitializerKind.Constant, 1), features.Last, features.Last, isWeight: false, input);
        return context.Map(x => x[0] * x[1] * x[2], input, scale, weight);
    }
}
