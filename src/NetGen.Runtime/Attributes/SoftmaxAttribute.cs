namespace NetGen;

/// <summary>The softmax over the last axis, <c>exp(x_i) / sum_j exp(x_j)</c>: probabilities of classes that exclude each other. As the last layer before <see cref="CrossEntropyLossAttribute"/> it is fused with the loss.</summary>
public sealed class SoftmaxAttribute : LayerAttribute;
