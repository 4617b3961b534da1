using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Losses;

/// <summary>
/// The cross-entropy between the targets and the softmax of the scores over their last axis, always computed from the scores themselves
/// (logits) by log-sum-exp: with <c>m = max_i z_i</c>, <c>log p_i = (z_i - m) - log sum_j exp(z_j - m)</c>.
/// <list type="bullet">
/// <item>Real targets are a distribution t over the classes: <c>L = -sum_i c_i t'_i log p_i</c>, where <c>t' = (1 - s) t + s / classes</c> is smoothed by s
/// and c are the class weights. The mean divides by the number of samples (the sum of sample weights).</item>
/// <item>An index is the distribution that is 1 at it. The mean then divides by the sum of the class weights of the targets, times the sample weights.</item>
/// </list>
/// Both as PyTorch's <c>cross_entropy</c>. Scores of more than one axis have a distribution for each position, and the mean is over positions too:
/// over those of the whole batch, without the ignored ones, where there are any.
/// </summary>
/// <param name="LabelSmoothing">The share s of the target that is spread evenly over all classes, in [0, 1].</param>
/// <param name="ClassWeights">One weight a class; empty for none.</param>
/// <param name="IgnoreIndex">The index whose positions count nothing, as the padding of shorter sequences; null for none.</param>
internal sealed record CrossEntropyLoss(double LabelSmoothing = 0, EquatableArray<double> ClassWeights = default, int? IgnoreIndex = null) : Loss
{
    public override string Name => "CrossEntropyLoss";

    public override FinalActivation Fuses => FinalActivation.Softmax;

    public override string? Refuses(Shape scores)
    {
        if (scores.Last < 2)
            return $"needs at least two classes on the last axis, but the output's shape is {scores}; for one probability use BinaryCrossEntropyLoss";
        if (ClassWeights.Count != 0 && ClassWeights.Count != scores.Last)
            return string.Format(CultureInfo.InvariantCulture, "has {0} class weights, but the output has {1} classes", ClassWeights.Count, scores.Last);
        return null;
    }

    public override bool TakesIndices(Shape scores) => scores.Rank > 0;

    public override LossScores Scores(Shape scores) => LossScores.Classes;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight)
    {
        bool indices = builder.TypeOf(target).Element == ElementType.Integer;
        var shape = builder.ShapeOf(scores);
        int classes = shape.Last;
        bool weighted = ClassWeights.Count != 0;
        bool ignores = indices && IgnoreIndex is not null;
        double positions = (double)shape.Length / classes;

        // Each position has its index where the scores have it, along the axis of the classes; the weight of a sample is that of its positions.
        if (indices && builder.ShapeOf(target).Rank > 0) target = builder.Reshape(target, new Shape([.. shape.Dimensions.Take(shape.Rank - 1), 1]));

        // The gradient through the maximum cancels, so it is cut.
        int max = builder.StopGradient(builder.Reduce(ReduceKind.Max, scores, overBatch: false, shape.Rank - 1));
        int shifted = builder.Map(x => x[0] - x[1], scores, max);
        int sum = builder.SumLast(builder.Map(x => Scalar.Exp(x[0]), shifted));

        if (indices && !weighted)
        {
            // The target sums to 1, so L = log sum - sum_i t_i (z_i - m). Without smoothing the others are left out, not multiplied by zero,
            // so that a class that is impossible (a logit of minus infinity) does no harm.
            int chosen = builder.SumLast(LabelSmoothing == 0
                ? builder.Map(x => Scalar.Select(Scalar.Equal(x[1], x[1].Builder.Position()), x[0], 0.0), shifted, target)
                : builder.Map(x => Smoothed(Scalar.Equal(x[1], x[1].Builder.Position()), classes) * x[0], shifted, target));
            if (ignores)
            {
                int mask = Mask(builder, target);
                weight = Masked(builder, ReweightByTarget(builder, mask, weight), mask);
            }
            else if (positions > 1)
            {
                weight = builder.Map(x => x[0] * (1 / positions), weight);
            }
            return builder.SumAll(builder.Map(x => x[2] * (Scalar.Log(x[0]) - x[1]), sum, chosen, weight), overBatch: true);
        }

        // What each class counts: u_i = c_i t'_i. Then L = (sum_i u_i) log sum - sum_i u_i (z_i - m).
        int[] weights = weighted ? [builder.Add(new ConstantOperation(new Shape(ClassWeights.Count), ClassWeights))] : [];
        int counts = builder.Map(
            x =>
            {
                var t = Smoothed(indices ? Scalar.Equal(x[0], x[0].Builder.Position()) : x[0], classes);
                return weighted ? x[1] * t : t;
            },
            [target, .. weights]);
        if (indices)
        {
            int ofTarget = builder.SumLast(builder.Map(x => Scalar.Select(Scalar.Equal(x[0], x[0].Builder.Position()), x[1], 0.0), target, weights[0]));
            if (ignores)
            {
                int mask = Mask(builder, target);
                weight = Masked(builder, ReweightByTarget(builder, Masked(builder, ofTarget, mask), weight), mask);
            }
            else
            {
                weight = ReweightByTarget(builder, ofTarget, weight);
            }
        }
        else if (positions > 1)
        {
            weight = builder.Map(x => x[0] * (1 / positions), weight);
        }
        int mass = builder.SumLast(counts);
        int cross = builder.SumLast(builder.Map(x => x[0] * x[1], counts, shifted));
        return builder.SumAll(builder.Map(x => x[3] * (x[0] * Scalar.Log(x[1]) - x[2]), mass, sum, cross, weight), overBatch: true);
    }

    private Scalar Smoothed(Scalar target, int classes) =>
        LabelSmoothing == 0 ? target : (1 - LabelSmoothing) * target + LabelSmoothing / classes;

    /// <summary>1 where a position counts, 0 where its index is the ignored one.</summary>
    private int Mask(FunctionBuilder builder, int target)
    {
        double ignored = IgnoreIndex!.Value;
        return builder.Map(x => Scalar.Select(Scalar.Equal(x[0], x[0].Builder.Constant(ignored)), x[0].Builder.Constant(0), x[0].Builder.Constant(1)), target);
    }

    private static int Masked(FunctionBuilder builder, int value, int mask) => builder.Map(x => x[0] * x[1], value, mask);

    /// <summary>The weights of the samples, such that times what their positions count they sum to 1; all zero where none counts.</summary>
    /// <param name="counts">What each position counts.</param>
    private static int ReweightByTarget(FunctionBuilder builder, int counts, int weight)
    {
        int counted = builder.Map(x => x[0] * x[1], counts, weight);
        int total = builder.SumAll(counted, overBatch: true);
        return builder.Map(x => Scalar.Select(Scalar.Equal(x[1], x[1].Builder.Constant(0)), x[1].Builder.Constant(0), x[0] / x[1]), weight, total);
    }
}
