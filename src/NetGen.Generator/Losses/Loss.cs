using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Losses;

/// <summary>
/// How far scores are from targets: one file a loss, an immutable record of its options that builds the per-sample value from primitive
/// operations. Its gradient is the autodiff's.
/// </summary>
internal abstract record Loss
{
    /// <summary>The attribute's name without the suffix: <c>CrossEntropyLoss</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether <c>[Softmax]</c> or <c>[Sigmoid]</c> as the last layer is left out, because the loss works on logits.</summary>
    public virtual FinalActivation Fuses => FinalActivation.None;

    /// <summary>Why the loss can't take scores of this shape, for a message, or null where it can.</summary>
    public virtual string? Refuses(Shape scores) => null;

    /// <summary>Whether targets may be real numbers of the scores' shape.</summary>
    public virtual bool TakesReal(Shape scores) => true;

    /// <summary>Whether targets may be the index of a class.</summary>
    public virtual bool TakesIndices(Shape scores) => false;

    /// <summary>The indices of one sample: one, or one for each position where the scores have classes along the last axis only.</summary>
    public static Shape IndexShape(Shape scores) => scores.Length == scores.Last ? Shape.Scalar : new Shape([.. scores.Dimensions.Take(scores.Rank - 1)]);

    /// <summary>What the scores are, when no fused activation says otherwise.</summary>
    public abstract LossScores Scores(Shape scores);

    /// <summary>
    /// Adds the nodes of the loss of a batch. <paramref name="target"/> is real and of the scores' shape, or integers of <see cref="IndexShape"/>.
    /// <paramref name="weight"/> is a scalar a sample, already divided by the sum of weights. Returns the unbatched scalar.
    /// </summary>
    public abstract int Build(FunctionBuilder builder, int scores, int target, int weight);
}

internal enum FinalActivation : byte
{
    None,
    Softmax,
    Sigmoid,
}

/// <summary>How a loss reads scores; becomes <c>OutputMeaning</c>.</summary>
internal enum LossScores : byte
{
    Values,
    Classes,
    Margins,
}
