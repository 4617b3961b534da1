namespace NetGen;

/// <summary>
/// The cross-entropy of classes that exclude each other: minus the logarithm of the softmax probability of the target's class. Targets are
/// class indices, or a distribution over the classes.
/// </summary>
/// <remarks>
/// It reads logits: a final <see cref="SoftmaxAttribute"/> is fused with it and only decides what <c>Predict</c> returns. Classes are along the last axis; outputs of
/// several positions, as the steps of a sequence, have a target for each, and the loss is the mean over them.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CrossEntropyLossAttribute : LossAttribute
{
    /// <summary>The part of the target that is spread evenly over all classes, at least 0 and below 1. 0 by default.</summary>
    public double LabelSmoothing { get; set; }

    /// <summary>One factor a class, at least 0, which multiplies the loss of its samples. None by default. With class indices
    /// the mean over the batch divides by the sum of the factors of its targets, with distributions by the number of samples, as in PyTorch.</summary>
    public double[]? ClassWeights { get; set; }

    /// <summary>An index that stands for no class: positions with it count nothing, as the padding of shorter sequences, and the mean is over the others
    /// of the whole batch. None where it is not set; it may be that of a class, as of a padding token, or outside of all, such as -1.</summary>
    public int IgnoreIndex { get; set; }
}
