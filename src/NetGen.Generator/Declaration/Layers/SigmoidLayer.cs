using NetGen.Compiler.Expressions;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>1 / (1 + exp(-x)).</summary>
internal sealed record SigmoidLayer : ActivationLayer
{
    public static SigmoidLayer Read(AttributeArguments a) => new();

    public override string Kind => "Sigmoid";

    public override FinalActivation FinalActivation => FinalActivation.Sigmoid;

    public override OutputMeaning? Meaning => OutputMeaning.Probabilities;

    protected override Expression Value => Expression.Unary(Scalar.Sigmoid);
}
