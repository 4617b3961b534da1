using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>x / 6 + 1/2, limited to [0, 1].</summary>
internal sealed record HardSigmoidLayer : ActivationLayer
{
    public static HardSigmoidLayer Read(AttributeArguments a) => new();

    public override string Kind => "HardSigmoid";

    public override OutputMeaning? Meaning => OutputMeaning.Probabilities;

    protected override Expression Value => Expression.Unary(x => Scalar.Min(Scalar.Max(x * (1.0 / 6) + 0.5, 0), 1));
}
