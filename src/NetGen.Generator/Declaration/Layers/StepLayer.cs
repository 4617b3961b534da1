using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>1 where x >= 0, else 0; the gradient is zero, or passes unchanged.</summary>
internal sealed record StepLayer(bool StraightThrough) : ActivationLayer
{
    public static StepLayer Read(AttributeArguments a) => new(a.Boolean("StraightThrough", false));

    public override string Kind => "Step";

    public override string Text => StraightThrough ? "Step(straight-through)" : "Step";

    public override bool CutsGradient => !StraightThrough;

    public override OutputMeaning? Meaning => OutputMeaning.Probabilities;

    protected override Expression Value => Expression.Unary(x => Scalar.LessOrEqual(x.Builder.Constant(0), x));

    protected override Expression? Derivative => StraightThrough ? Expression.Unary(x => x.Builder.Constant(1)) : null;
}
