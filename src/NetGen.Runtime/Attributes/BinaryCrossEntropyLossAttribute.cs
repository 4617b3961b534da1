namespace NetGen;

/// <summary>
/// The sum over outputs of the cross-entropy of a yes or no for each: <c>-t log p - (1 - t) log(1 - p)</c> with <c>p</c> the sigmoid of the logit.
/// </summary>
/// <remarks>
/// It reads logits: a final <see cref="SigmoidAttribute"/> is fused with it and only decides what <c>Predict</c> returns.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BinaryCrossEntropyLossAttribute : LossAttribute
{
    /// <summary>Moves targets towards one half: <c>t (1 - s) + s / 2</c>, with <c>s</c> at least 0 and below 1. 0 by default.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary>A factor above 0 on the loss of a yes, for data where it is rare. 1 by default.</summary>
    public double PositiveWeight { get; set; } = 1;
}
