namespace NetGen;

/// <summary>The mean of each feature over all steps of a sequence: <c>[time, features]</c> becomes <c>[features]</c>. As a function it takes lengths: then only each sample's own steps count.</summary>
public sealed class GlobalAveragePool1DAttribute : LayerAttribute;
