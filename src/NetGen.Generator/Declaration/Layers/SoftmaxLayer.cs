using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Losses;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>exp(x) over its sum along the last axis. The largest is subtracted first, so that no exponential overflows.</summary>
internal sealed record SoftmaxLayer : Layer
{
    public static SoftmaxLayer Read(AttributeArguments a) => new();

    public override string Kind => "Softmax";

    public override bool IsActivation => true;

    public override FinalActivation FinalActivation => FinalActivation.Softmax;

    public override OutputMeaning? Meaning => OutputMeaning.Classes;

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Last > 1) return input;
        problems.RefuseShape(input, "at least 2 values along the last axis", "the softmax of one value is always 1; for one probability use Sigmoid");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        // The result doesn't depend on the maximum, so its gradient is zero.
        int max = context.StopGradient(context.MaxLast(input));
        int exp = context.Map(x => Scalar.Exp(x[0] - x[1]), input, max);
        return context.Map(x => x[0] / x[1], exp, context.SumLast(exp));
    }
}
