namespace NetGen;

/// <summary>Puts zeros around an image of shape <c>[height, width, channels]</c>.</summary>
/// <param name="pads">One number for all sides; or two, above and below, and at the left and right; or four: top, bottom, left, right.</param>
public sealed class ZeroPad2DAttribute(params int[] pads) : LayerAttribute
{
    /// <summary>The numbers of zeros.</summary>
    public int[] Pads { get; } = pads;
}
