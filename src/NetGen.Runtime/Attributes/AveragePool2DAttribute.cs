namespace NetGen;

/// <summary>
/// The mean of each channel below a window that moves over an image: shape <c>[height, width, channels]</c> becomes <c>[height', width', channels]</c>, with
/// <c>floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1</c> places in each direction.
/// </summary>
/// <param name="kernel">The height and width of the window.</param>
public sealed class AveragePool2DAttribute(int kernel) : LayerAttribute
{
    /// <summary>The size of the window, its height where KernelWidth is given.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>The width of the window; its height by default.</summary>
    public int KernelWidth { get; set; }

    /// <summary>The step from one place to the next. The window's size by default, so that windows do not overlap.</summary>
    public int Stride { get; set; }

    /// <summary>The step along the width; <see cref="Stride"/> by default.</summary>
    public int StrideWidth { get; set; }

    /// <summary>The distance between the values that the window reads. 1 by default.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The distance along the width; <see cref="Dilation"/> by default.</summary>
    public int DilationWidth { get; set; }

    /// <summary>Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <see cref="Pad"/> and <see cref="Pads"/>.</summary>
    public Padding Padding { get; set; }

    /// <summary>Zeros on every side, PyTorch's <c>padding</c>. 0 by default.</summary>
    public int Pad { get; set; }

    /// <summary>Zeros on each side: top, bottom, left, right.</summary>
    public int[]? Pads { get; set; }

    /// <summary>
    /// Whether padding counts as zeros, PyTorch's <c>count_include_pad</c>. By default true, except with <see cref="Padding.Same"/>, where Keras leaves it out.
    /// </summary>
    public bool CountPadding { get; set; } = true;
}
