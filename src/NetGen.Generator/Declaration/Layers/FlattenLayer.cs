using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>One axis of all.</summary>
internal sealed record FlattenLayer : Layer
{
    public static FlattenLayer Read(AttributeArguments a) => new();

    public override string Kind => "Flatten";

    public override bool KeepsValues => true;

    public override Shape? Infer(Shape input, Problems problems) => new Shape((int)input.Length);

    public override int Build(LayerContext context, int input) => context.Reshape(input, new Shape((int)context.ShapeOf(input).Length));
}
