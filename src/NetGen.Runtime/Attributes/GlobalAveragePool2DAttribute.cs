namespace NetGen;

/// <summary>The mean of each channel over the whole image: shape <c>[height, width, channels]</c> becomes <c>[channels]</c> (Lin et al., 2013).</summary>
public sealed class GlobalAveragePool2DAttribute : LayerAttribute;
