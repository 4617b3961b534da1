using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>Another shape of the same length, in row-major order.</summary>
internal sealed record ReshapeLayer(EquatableArray<int> Dimensions) : Layer
{
    public static ReshapeLayer Read(AttributeArguments a) => new(a.Integers("shape"));

    public override string Kind => "Reshape";

    public override string Text => "Reshape(" + string.Join(", ", Dimensions) + ")";

    public override bool KeepsValues => true;

    private Shape Shape => new(Dimensions.Span.ToArray());

    public override void Check(Problems problems) => problems.RequireShape("shape", Dimensions);

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Length == Shape.Length) return Shape;
        problems.Add(
            LayerDescriptors.ReshapeLength, "shape", Shape.ToString(), Sizes.Text(Shape.Length), input.ToString(), Sizes.Text(input.Length));
        return null;
    }

    public override int Build(LayerContext context, int input) => context.Reshape(input, Shape);
}
