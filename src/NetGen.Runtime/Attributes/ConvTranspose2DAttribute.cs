namespace NetGen;

/// <summary>
/// The transpose of a convolution, which makes an image larger: shape <c>[height, width, channels]</c> becomes <c>[height', width', filters]</c> with
/// <c>(size - 1) * stride - padding + dilation * (kernel - 1) + output padding + 1</c> in each direction (Zeiler et al., 2010).
/// </summary>
/// <remarks>Parameters: <c>weight</c> of shape <c>[channels, filters / groups, kernel height, kernel width]</c> and <c>bias</c> of shape <c>[filters]</c>, as in PyTorch's <c>ConvTranspose2d</c>.</remarks>
/// <param name="filters">The number of output channels, at least 1.</param>
/// <param name="kernel">The height and width of the filters.</param>
public sealed class ConvTranspose2DAttribute(int filters, int kernel) : LayerAttribute
{
    /// <summary>The number of output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>The size of the filters, its height where KernelWidth is given.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>The width of the filters; its height by default.</summary>
    public int KernelWidth { get; set; }

    /// <summary>The distance between the places where the filters are laid down, by which the image grows. 1 by default.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The step along the width; <see cref="Stride"/> by default.</summary>
    public int StrideWidth { get; set; }

    /// <summary>The distance between the values that the filters read. 1 by default.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>The distance along the width; <see cref="Dilation"/> by default.</summary>
    public int DilationWidth { get; set; }

    /// <summary>With <see cref="Padding.Same"/> the output is exactly stride times as large, as in Keras. <see cref="Padding.Valid"/> by default. Excludes <see cref="Pad"/> and <see cref="Pads"/>.</summary>
    public Padding Padding { get; set; }

    /// <summary>What is cut off on every side, PyTorch's <c>padding</c>. 0 by default.</summary>
    public int Pad { get; set; }

    /// <summary>What is cut off on each side: top, bottom, left, right.</summary>
    public int[]? Pads { get; set; }

    /// <summary>Rows and columns added at the bottom and at the right, below the stride: which of the sizes with the same convolution is meant. 0 by default.</summary>
    public int OutputPad { get; set; }

    /// <summary>
    /// Into how many parts the channels are divided, each with filters of its own; a divisor of the input channels and of the filters. 1 by default;
    /// with the number of input channels the convolution is depthwise.
    /// </summary>
    public int Groups { get; set; } = 1;

    /// <summary>Whether a bias is added. True by default; before a <see cref="BatchNormAttribute"/> it has no effect.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// How the weights begin. By default He (uniform) where <c>Relu</c>, <c>LeakyRelu</c>, <c>Elu</c>, <c>Gelu</c>, <c>Silu</c> or <c>Softplus</c>
    /// is the next activation, else Xavier (uniform).
    /// </summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The number that <see cref="WeightInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double WeightInitializerArgument { get; set; }

    /// <summary>How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The number that <see cref="BiasInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double BiasInitializerArgument { get; set; }

    /// <summary>Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</summary>
    public double L1 { get; set; }

    /// <summary>Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</summary>
    public double L2 { get; set; }
}
