namespace NetGen;

/// <summary>The maximum of each channel over the whole image: shape <c>[height, width, channels]</c> becomes <c>[channels]</c>. Places that tie share the gradient.</summary>
public sealed class GlobalMaxPool2DAttribute : LayerAttribute;
