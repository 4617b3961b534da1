using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Losses;

/// <summary>
/// The hinge loss of support vector machines, summed over the outputs.
/// <list type="bullet">
/// <item>Real targets are -1 or +1: <c>L = sum_i max(0, margin - t_i y_i)</c>.</item>
/// <item>An index k among several classes (Weston and Watkins 1999): <c>L = sum_{i != k} max(0, margin - y_k + y_i)</c>.</item>
/// <item>With one output the index 0 means -1, and 1 means +1.</item>
/// </list>
/// </summary>
/// <param name="Margin">How far on the right side a score must be to cost nothing, above 0.</param>
internal sealed record HingeLoss(double Margin = 1) : Loss
{
    public override string Name => "HingeLoss";

    public override bool TakesIndices(Shape scores) => scores.Length == scores.Last;

    public override LossScores Scores(Shape scores) => scores.Length == scores.Last && scores.Last > 1 ? LossScores.Classes : LossScores.Margins;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight)
    {
        if (builder.TypeOf(target).Element == ElementType.Real)
            return builder.WeightedSum((y, t) => Scalar.Max(Margin - t * y, 0), scores, target, weight);
        if (builder.ShapeOf(scores).Length == 1)
            return builder.WeightedSum((y, t) => Scalar.Max(Margin - (2 * t - 1) * y, 0), scores, target, weight);
        int chosen = builder.SumLast(
            builder.Map(x => Scalar.Select(Scalar.Equal(x[1], x[1].Builder.Position()), x[0], 0.0), scores, target));
        return builder.SumAll(builder.Map(
            x => x[3] * Scalar.Select(
                Scalar.Equal(x[2], x[2].Builder.Position()), x[0].Builder.Constant(0), Scalar.Max(Margin - x[1] + x[0], 0)),
            scores, chosen, target, weight), overBatch: true);
    }
}
