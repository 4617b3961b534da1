namespace NetGen;

/// <summary>Makes an image larger by whole numbers: shape <c>[height, width, channels]</c> becomes <c>[height * scale, width * scale, channels]</c>.</summary>
/// <param name="scale">The factor of height and width, 1 to 1024.</param>
public sealed class UpSample2DAttribute(int scale) : LayerAttribute
{
    /// <summary>The factor of the height, and of the width where <see cref="ScaleWidth"/> is not given.</summary>
    public int Scale { get; } = scale;

    /// <summary>The factor of the width; <see cref="Scale"/> by default.</summary>
    public int ScaleWidth { get; set; }

    /// <summary>How the values between are found. <see cref="Interpolation.Nearest"/> by default.</summary>
    public Interpolation Interpolation { get; set; }
}
