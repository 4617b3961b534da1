using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Losses;

/// <summary>
/// One half of the sum of squared errors, as in textbooks: <c>L = 1/2 sum_i (y_i - t_i)^2</c>, so that <c>dL/dy_i = y_i - t_i</c>.
/// </summary>
internal sealed record SquaredErrorLoss : Loss
{
    public override string Name => "SquaredErrorLoss";

    public override LossScores Scores(Shape scores) => LossScores.Values;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight) =>
        builder.WeightedSum((y, t) => 0.5 * ((y - t) * (y - t)), scores, target, weight);
}
