using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The hyperbolic tangent.</summary>
internal sealed record TanhLayer : ActivationLayer
{
    public static TanhLayer Read(AttributeArguments a) => new();

    public override string Kind => "Tanh";

    protected override Expression Value => Expression.Unary(Scalar.Tanh);
}
