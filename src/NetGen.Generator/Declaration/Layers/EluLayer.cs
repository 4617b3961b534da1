using System.Globalization;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>x where x > 0, else alpha (exp(x) - 1).</summary>
internal sealed record EluLayer(double Alpha) : ActivationLayer
{
    public static EluLayer Read(AttributeArguments a) => new(a.Number("alpha", 1));

    public override string Kind => "Elu";

    public override string Text => Alpha == 1 ? "Elu" : string.Format(CultureInfo.InvariantCulture, "Elu({0})", Alpha);

    public override bool IsRectifier => true;

    public override void Check(Problems problems) => problems.RequirePositive("alpha", Alpha);

    // The minimum keeps the exponential finite where the other branch is taken.
    protected override Expression Value => Expression.Unary(x => Scalar.Select(Scalar.Greater(x, 0), x, Alpha * Scalar.Expm1(Scalar.Min(x, 0))));

    // At 0, where the minimum has no derivative, that of the left side, as PyTorch has it.
    protected override Expression Derivative =>
        Expression.Unary(x => Scalar.Select(Scalar.Greater(x, 0), x.Builder.Constant(1), Alpha * Scalar.Exp(Scalar.Min(x, 0))));
}
