using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>max(x, 0).</summary>
internal sealed record ReluLayer : ActivationLayer
{
    public static ReluLayer Read(AttributeArguments a) => new();

    public override string Kind => "Relu";

    public override bool IsRectifier => true;

    protected override Expression Value => Expression.Unary(x => Scalar.Max(x, 0));
}
