using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Losses;

/// <summary>
/// The cross-entropy of each output by itself between a target t in [0, 1] and the sigmoid of a score z, summed over the outputs and always
/// computed from the scores (logits): with the weight p of positives, <c>L = -p t log sigmoid(z) - (1 - t) log(1 - sigmoid(z))</c>, computed as
/// <c>(1 - t) z + (1 + (p - 1) t) softplus(-z)</c> as PyTorch's <c>binary_cross_entropy_with_logits</c> does; finite for every finite z.
/// With one output the target may also be the index 0 or 1.
/// </summary>
/// <param name="PositiveWeight">What a positive target counts against a negative one, above 0.</param>
/// <param name="LabelSmoothing">The share s by which targets move towards one half: <c>t' = (1 - s) t + s / 2</c>, as in Keras.</param>
internal sealed record BinaryCrossEntropyLoss(double PositiveWeight = 1, double LabelSmoothing = 0) : Loss
{
    public override string Name => "BinaryCrossEntropyLoss";

    public override FinalActivation Fuses => FinalActivation.Sigmoid;

    public override bool TakesIndices(Shape scores) => scores.Length == 1;

    public override LossScores Scores(Shape scores) => LossScores.Margins;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight)
    {
        var value = Expression.Ternary((z, t, w) =>
        {
            t = Smoothed(t);
            return w * ((1 - t) * z + Positive(t) * Scalar.Softplus(-z));
        });
        return builder.SumAll(builder.Add(new MapOperation(value), scores, target, weight), overBatch: true);
    }

    private Scalar Smoothed(Scalar t) => LabelSmoothing == 0 ? t : (1 - LabelSmoothing) * t + 0.5 * LabelSmoothing;

    private Scalar Positive(Scalar t) => 1 + (PositiveWeight - 1) * t;
}
