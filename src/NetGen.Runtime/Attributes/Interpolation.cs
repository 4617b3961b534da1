namespace NetGen;

/// <summary>How <see cref="UpSample2DAttribute"/> finds the values between.</summary>
public enum Interpolation
{
    /// <summary>Each value is repeated.</summary>
    Nearest,

    /// <summary>Linear in both directions between the centres of pixels: <c>align_corners=False</c> in PyTorch, and what Keras does.</summary>
    Bilinear,
}
