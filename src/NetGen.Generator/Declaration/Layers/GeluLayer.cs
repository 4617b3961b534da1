using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>x Phi(x), exactly by the error function or in the tanh form.</summary>
internal sealed record GeluLayer(bool Approximate) : ActivationLayer
{
    public static GeluLayer Read(AttributeArguments a) => new(a.Boolean("Approximate", false));

    public override string Kind => "Gelu";

    public override string Text => Approximate ? "Gelu(tanh)" : "Gelu";

    public override bool IsRectifier => true;

    protected override Expression Value => Expression.Unary(x => Approximate
        ? 0.5 * x * (1 + Scalar.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * (x * x * x))))
        : x * Scalar.NormalCdf(x));
}
