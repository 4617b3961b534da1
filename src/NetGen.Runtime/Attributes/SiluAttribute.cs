namespace NetGen;

/// <summary>The sigmoid-weighted linear unit, also called swish: <c>x * sigmoid(x)</c>.</summary>
public sealed class SiluAttribute : LayerAttribute;
