namespace NetGen;

/// <summary>The logistic function, <c>1 / (1 + exp(-x))</c>. As the last layer before <see cref="BinaryCrossEntropyLossAttribute"/> it is fused with the loss.</summary>
public sealed class SigmoidAttribute : LayerAttribute;
