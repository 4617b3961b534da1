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

    // At 0 the derivative is that of the left side, as PyTorch has it; it follows from the result, so x need not be kept.
    protected override Expression Value => Expression.Unary(x => Scalar.Select(Scalar.Greater(x, 0), x, Alpha * Scalar.Expm1(x)));
}
