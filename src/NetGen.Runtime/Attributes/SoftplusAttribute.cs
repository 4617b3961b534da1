namespace NetGen;

/// <summary>A smooth rectifier, <c>log(1 + exp(x))</c>.</summary>
public sealed class SoftplusAttribute : LayerAttribute;
