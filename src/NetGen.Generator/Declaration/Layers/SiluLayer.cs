using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>x sigmoid(x).</summary>
internal sealed record SiluLayer : ActivationLayer
{
    public static SiluLayer Read(AttributeArguments a) => new();

    public override string Kind => "Silu";

    public override bool IsRectifier => true;

    protected override Expression Value => Expression.Unary(x => x * Scalar.Sigmoid(x));
}
