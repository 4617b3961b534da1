namespace NetGen;

/// <summary>A sigmoid of straight lines, <c>min(max(x / 6 + 1/2, 0), 1)</c>, as in PyTorch.</summary>
public sealed class HardSigmoidAttribute : LayerAttribute;
