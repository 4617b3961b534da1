using System.Globalization;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>y = W x + b over the last axis. The number of inputs is the last axis of what comes in.</summary>
internal sealed record DenseLayer(
    int Units, bool Bias, InitializerOption WeightInitializer, InitializerOption BiasInitializer, double? WeightL1, double? WeightL2) : Layer
{
    public static DenseLayer Read(AttributeArguments a) => new(
        a.Integer("units"),
        a.Boolean("Bias", true),
        a.Initializer("WeightInitializer"),
        a.Initializer("BiasInitializer"),
        a.OptionalNumber("L1"),
        a.OptionalNumber("L2"));

    public override string Kind => "Dense";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "Dense({0})", Units);

    public override bool HasWeights => true;

    public override double? L1 => WeightL1;

    public override double? L2 => WeightL2;

    public override void Check(Problems problems)
    {
        problems.Require(Units >= 1, "units", Units, "at least 1");
        WeightInitializer.Check(problems, "WeightInitializer", isMatrix: true);
        BiasInitializer.Check(problems, "BiasInitializer", isMatrix: false);
        if (L1 is { } l1) problems.RequireNotNegative("L1", l1);
        if (L2 is { } l2) problems.RequireNotNegative("L2", l2);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Rank == 0)
        {
            problems.RefuseShape(input, "values along a last axis", "give the input one, such as Input(1), or put Flatten before this layer");
            return null;
        }
        var output = input.WithLast(Units);
        if (!problems.RequireSize("units", output) || !problems.RequireSize("units", new Shape(Units, input.Last))) return null;
        return output;
    }

    public override int Build(LayerContext context, int input)
    {
        int inputs = context.ShapeOf(input).Last;
        int weight = context.Parameter(
            "weight", new Shape(Units, inputs), WeightInitializer.ForWeights(context.Rectified), inputs, Units, isWeight: true, features: input);
        int product = context.Builder.Add(new DenseOperation(), input, weight);
        if (!Bias) return product;
        int bias = context.Parameter("bias", new Shape(Units), BiasInitializer.ForBias(), inputs, Units, isWeight: false);
        return context.Map(x => x[0] + x[1], product, bias);
    }
}
