using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Losses;

/// <summary>The mean of squared errors over the n outputs: <c>L = 1/n sum_i (y_i - t_i)^2</c>, <c>dL/dy_i = 2/n (y_i - t_i)</c>.</summary>
internal sealed record MeanSquaredErrorLoss : Loss
{
    public override string Name => "MeanSquaredErrorLoss";

    public override LossScores Scores(Shape scores) => LossScores.Values;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight)
    {
        double share = 1.0 / builder.ShapeOf(scores).Length;
        return builder.WeightedSum((y, t) => share * ((y - t) * (y - t)), scores, target, weight);
    }
}
