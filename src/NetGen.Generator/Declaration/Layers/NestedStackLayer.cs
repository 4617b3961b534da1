using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

internal readonly record struct NamedLayer(string Name, Layer Layer);

/// <summary>A stack of layers in the place of one.</summary>
internal sealed record NestedStackLayer(string Method, EquatableArray<NamedLayer> Layers) : Layer
{
    public override string Kind => Method;

    public override bool TakesIntegers => Layers[0].Layer.TakesIntegers;

    public override bool HasWeights => Layers.Any(l => l.Layer.HasWeights);

    public override bool IsActivation => Layers.Any(l => l.Layer.IsActivation);

    public override bool IsRectifier => Layers.Select(l => l.Layer).FirstOrDefault(l => l.IsActivation) is { IsRectifier: true };

    public override bool CutsGradient => Layers.Any(l => l.Layer.CutsGradient);

    public override OutputMeaning? Meaning => Layers[Layers.Count - 1].Layer.Meaning;

    public override Shape? Infer(Shape input, Problems problems)
    {
        Shape? shape = input;
        foreach (var layer in Layers)
        {
            if (shape is { } s) shape = layer.Layer.Infer(s, problems);
            if (layer.Layer.TakesIntegers && layer != Layers[0])
            {
                problems.Add(Diagnostics.LayerDescriptors.WrongElements, null, layer.Layer.Text, "integers", "real numbers", $"make it the first layer of {Method}");
                return null;
            }
        }
        return shape;
    }

    public override int Build(LayerContext context, int input)
    {
        for (int i = 0; i < Layers.Count; i++)
            input = context.Builder.Label(Layers[i].Layer.Build(context.Inner(Layers[i].Name, IsRectified(context, i)), input), context.PathOf(Layers[i].Name));
        return input;
    }

    private bool IsRectified(LayerContext context, int index)
    {
        var following = Layers.Skip(index + 1).Select(l => l.Layer).TakeWhile(l => !l.HasWeights).ToArray();
        if (following.FirstOrDefault(l => l.IsActivation) is { } activation) return activation.IsRectifier;
        return following.Length == Layers.Count - index - 1 && context.Rectified;
    }
}
