namespace NetGen;

/// <summary>
/// Filters that move over a sequence: shape <c>[length, channels]</c> becomes <c>[length', filters]</c>, with
/// <c>floor((size + padding - dilation * (kernel - 1) - 1) / stride) + 1</c> places.
/// </summary>
/// <remarks>Parameters: <c>weight</c> of shape <c>[filters, channels / groups, kernel]</c> and <c>bias</c> of shape <c>[filters]</c>, as in PyTorch's <c>Conv1d</c>.</remarks>
/// <param name="filters">The number of output channels, at least 1.</param>
/// <param name="kernel">The length of the filters.</param>
public sealed class Conv1DAttribute(int filters, int kernel) : LayerAttribute
{
    /// <summary>The number of output channels.</summary>
    public int Filters { get; } = filters;

    /// <summary>The size of the filters.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>The step from one place to the next. 1 by default.</summary>
    public int Stride { get; set; } = 1;

    /// <summary>The distance between the values that the filters read. 1 by default.</summary>
    public int Dilation { get; set; } = 1;

    /// <summary>Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <see cref="Pad"/> and <see cref="Pads"/>.</summary>
    public Padding Padding { get; set; }

    /// <summary>Zeros on either side, PyTorch's <c>padding</c>. 0 by default.</summary>
    public int Pad { get; set; }

    /// <summary>Zeros before and after.</summary>
    public int[]? Pads { get; set; }

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
