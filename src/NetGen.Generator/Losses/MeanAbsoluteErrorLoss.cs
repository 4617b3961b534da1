using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Losses;

/// <summary>The mean of absolute errors over the n outputs: <c>L = 1/n sum_i |y_i - t_i|</c>, <c>dL/dy_i = sign(y_i - t_i) / n</c>, zero where they are equal.</summary>
internal sealed record MeanAbsoluteErrorLoss : Loss
{
    public override string Name => "MeanAbsoluteErrorLoss";

    public override LossScores Scores(Shape scores) => LossScores.Values;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight)
    {
        double share = 1.0 / builder.ShapeOf(scores).Length;
        return builder.WeightedSum((y, t) => share * Scalar.Abs(y - t), scores, target, weight);
    }
}
