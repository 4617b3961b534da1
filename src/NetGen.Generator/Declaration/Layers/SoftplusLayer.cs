using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>log(1 + exp(x)), in a form that never overflows.</summary>
internal sealed record SoftplusLayer : ActivationLayer
{
    public static SoftplusLayer Read(AttributeArguments a) => new();

    public override string Kind => "Softplus";

    public override bool IsRectifier => true;

    protected override Expression Value => Expression.Unary(Scalar.Softplus);
}
