namespace NetGen;

/// <summary>The rectifier, <c>max(x, 0)</c>. Its derivative at 0 is 0.</summary>
public sealed class ReluAttribute : LayerAttribute;
