using System.Globalization;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>x where x > 0, else slope x.</summary>
internal sealed record LeakyReluLayer(double Slope) : ActivationLayer
{
    public static LeakyReluLayer Read(AttributeArguments a) => new(a.Number("slope", 0.01));

    public override string Kind => "LeakyRelu";

    public override string Text => string.Format(CultureInfo.InvariantCulture, "LeakyRelu({0})", Slope);

    public override bool IsRectifier => true;

    public override void Check(Problems problems) => problems.RequireNotNegative("slope", Slope);

    protected override Expression Value => Expression.Unary(x => Scalar.Select(Scalar.Greater(x, 0), x, x * Slope));
}
