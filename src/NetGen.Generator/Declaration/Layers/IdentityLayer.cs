namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What comes in, under a name of its own.</summary>
internal sealed record IdentityLayer : Layer
{
    public static IdentityLayer Read(AttributeArguments a) => new();

    public override string Kind => "Identity";

    public override bool KeepsValues => true;

    // A reshape to the same shape costs nothing and is a value that can be named.
    public override int Build(LayerContext context, int input) => context.Reshape(input, context.ShapeOf(input));
}
