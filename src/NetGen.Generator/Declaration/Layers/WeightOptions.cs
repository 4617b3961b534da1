namespace NetGen.Compiler.Declaration.Layers;

/// <summary>How the weights and the bias of a layer begin, whether there is a bias, and what the loss adds for the weights.</summary>
internal sealed record WeightOptions(bool Bias, InitializerOption Weight, InitializerOption BiasInitializer, double? L1, double? L2)
{
    public static WeightOptions Read(AttributeArguments a) => new(
        a.Boolean("Bias", true), a.Initializer("WeightInitializer"), a.Initializer("BiasInitializer"), a.OptionalNumber("L1"), a.OptionalNumber("L2"));

    public void Check(Problems problems)
    {
        Weight.Check(problems, "WeightInitializer", isMatrix: true);
        BiasInitializer.Check(problems, "BiasInitializer", isMatrix: false);
        if (L1 is { } l1) problems.RequireNotNegative("L1", l1);
        if (L2 is { } l2) problems.RequireNotNegative("L2", l2);
    }

    /// <summary>Adds the bias, where there is one, along the last axis.</summary>
    public int AddBias(LayerContext context, int product, int fanIn)
    {
        if (!Bias) return product;
        int outputs = context.ShapeOf(product).Last;
        int bias = context.Parameter("bias", new Graph.Shape(outputs), BiasInitializer.ForBias(), fanIn, outputs, isWeight: false);
        return context.Map(x => x[0] + x[1], product, bias);
    }
}
