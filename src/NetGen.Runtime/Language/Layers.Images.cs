namespace NetGen;

/// <content>Layers for images and sequences.</content>
public static partial class Layers
{
    /// <summary>See <see cref="Conv1DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernel">The length of the filters.</param>
    /// <param name="stride">The step from one place to the next. 1 by default.</param>
    /// <param name="dilation">The distance between the values that the filters read. 1 by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on either side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros before and after.</param>
    /// <param name="groups">Into how many parts the channels are divided, each with filters of its own; a divisor of the input channels and of the filters. 1 by default; with the number of input channels the convolution is depthwise.</param>
    /// <param name="bias">Whether a bias is added. True by default; before a <see cref="BatchNormAttribute"/> it has no effect.</param>
    /// <param name="weightInitializer">How the weights begin. By default He (uniform) where <c>Relu</c>, <c>LeakyRelu</c>, <c>Elu</c>, <c>Gelu</c>, <c>Silu</c> or <c>Softplus</c> is the next activation, else Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Conv1D(
        Tensor x, int filters, int kernel, int stride = 1, int dilation = 1, Padding padding = default, int pad = 0, int[]? pads = null,
        int groups = 1, bool bias = true, Initializer weightInitializer = default, double? weightInitializerArgument = null,
        Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null, double? l2 = null, string? name = null,
        bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="Conv2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernel">The height and width of the filters.</param>
    /// <param name="kernelWidth">The width of the filters; its height by default.</param>
    /// <param name="stride">The step from one place to the next. 1 by default.</param>
    /// <param name="strideWidth">The step along the width; <paramref name="stride"/> by default.</param>
    /// <param name="dilation">The distance between the values that the filters read. 1 by default.</param>
    /// <param name="dilationWidth">The distance along the width; <paramref name="dilation"/> by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on every side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros on each side: top, bottom, left, right.</param>
    /// <param name="groups">Into how many parts the channels are divided, each with filters of its own; a divisor of the input channels and of the filters. 1 by default; with the number of input channels the convolution is depthwise.</param>
    /// <param name="bias">Whether a bias is added. True by default; before a <see cref="BatchNormAttribute"/> it has no effect.</param>
    /// <param name="weightInitializer">How the weights begin. By default He (uniform) where <c>Relu</c>, <c>LeakyRelu</c>, <c>Elu</c>, <c>Gelu</c>, <c>Silu</c> or <c>Softplus</c> is the next activation, else Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Conv2D(
        Tensor x, int filters, int kernel, int kernelWidth = 0, int stride = 1, int strideWidth = 0, int dilation = 1, int dilationWidth = 0,
        Padding padding = default, int pad = 0, int[]? pads = null, int groups = 1, bool bias = true, Initializer weightInitializer = default,
        double? weightInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="ConvTranspose2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="filters">The number of output channels, at least 1.</param>
    /// <param name="kernel">The height and width of the filters.</param>
    /// <param name="kernelWidth">The width of the filters; its height by default.</param>
    /// <param name="stride">The distance between the places where the filters are laid down, by which the image grows. 1 by default.</param>
    /// <param name="strideWidth">The step along the width; <paramref name="stride"/> by default.</param>
    /// <param name="dilation">The distance between the values that the filters read. 1 by default.</param>
    /// <param name="dilationWidth">The distance along the width; <paramref name="dilation"/> by default.</param>
    /// <param name="padding">With <see cref="Padding.Same"/> the output is exactly stride times as large, as in Keras. <see cref="Padding.Valid"/> by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">What is cut off on every side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">What is cut off on each side: top, bottom, left, right.</param>
    /// <param name="outputPad">Rows and columns added at the bottom and at the right, below the stride: which of the sizes with the same convolution is meant. 0 by default.</param>
    /// <param name="groups">Into how many parts the channels are divided, each with filters of its own; a divisor of the input channels and of the filters. 1 by default; with the number of input channels the convolution is depthwise.</param>
    /// <param name="bias">Whether a bias is added. True by default; before a <see cref="BatchNormAttribute"/> it has no effect.</param>
    /// <param name="weightInitializer">How the weights begin. By default He (uniform) where <c>Relu</c>, <c>LeakyRelu</c>, <c>Elu</c>, <c>Gelu</c>, <c>Silu</c> or <c>Softplus</c> is the next activation, else Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor ConvTranspose2D(
        Tensor x, int filters, int kernel, int kernelWidth = 0, int stride = 1, int strideWidth = 0, int dilation = 1, int dilationWidth = 0,
        Padding padding = default, int pad = 0, int[]? pads = null, int outputPad = 0, int groups = 1, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer biasInitializer = default,
        double? biasInitializerArgument = null, double? l1 = null, double? l2 = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="MaxPool1DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="kernel">The length of the window.</param>
    /// <param name="stride">The step from one place to the next. The window's size by default, so that windows do not overlap.</param>
    /// <param name="dilation">The distance between the values that the window reads. 1 by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on either side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros before and after.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor MaxPool1D(
        Tensor x, int kernel, int stride = 0, int dilation = 1, Padding padding = default, int pad = 0, int[]? pads = null, string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="MaxPool2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="kernel">The height and width of the window.</param>
    /// <param name="kernelWidth">The width of the window; its height by default.</param>
    /// <param name="stride">The step from one place to the next. The window's size by default, so that windows do not overlap.</param>
    /// <param name="strideWidth">The step along the width; <paramref name="stride"/> by default.</param>
    /// <param name="dilation">The distance between the values that the window reads. 1 by default.</param>
    /// <param name="dilationWidth">The distance along the width; <paramref name="dilation"/> by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on every side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros on each side: top, bottom, left, right.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor MaxPool2D(
        Tensor x, int kernel, int kernelWidth = 0, int stride = 0, int strideWidth = 0, int dilation = 1, int dilationWidth = 0,
        Padding padding = default, int pad = 0, int[]? pads = null, string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="AveragePool1DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="kernel">The length of the window.</param>
    /// <param name="stride">The step from one place to the next. The window's size by default, so that windows do not overlap.</param>
    /// <param name="dilation">The distance between the values that the window reads. 1 by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on either side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros before and after.</param>
    /// <param name="countPadding">Whether padding counts as zeros, PyTorch's <c>count_include_pad</c>. By default true, except with <see cref="Padding.Same"/>, where Keras leaves it out.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor AveragePool1D(
        Tensor x, int kernel, int stride = 0, int dilation = 1, Padding padding = default, int pad = 0, int[]? pads = null, bool countPadding = true,
        string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="AveragePool2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="kernel">The height and width of the window.</param>
    /// <param name="kernelWidth">The width of the window; its height by default.</param>
    /// <param name="stride">The step from one place to the next. The window's size by default, so that windows do not overlap.</param>
    /// <param name="strideWidth">The step along the width; <paramref name="stride"/> by default.</param>
    /// <param name="dilation">The distance between the values that the window reads. 1 by default.</param>
    /// <param name="dilationWidth">The distance along the width; <paramref name="dilation"/> by default.</param>
    /// <param name="padding">Zeros around the input as Keras has them. <see cref="Padding.Valid"/>, none, by default. Excludes <paramref name="pad"/> and <paramref name="pads"/>.</param>
    /// <param name="pad">Zeros on every side, PyTorch's <c>padding</c>. 0 by default.</param>
    /// <param name="pads">Zeros on each side: top, bottom, left, right.</param>
    /// <param name="countPadding">Whether padding counts as zeros, PyTorch's <c>count_include_pad</c>. By default true, except with <see cref="Padding.Same"/>, where Keras leaves it out.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor AveragePool2D(
        Tensor x, int kernel, int kernelWidth = 0, int stride = 0, int strideWidth = 0, int dilation = 1, int dilationWidth = 0,
        Padding padding = default, int pad = 0, int[]? pads = null, bool countPadding = true, string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GlobalAveragePool2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor GlobalAveragePool2D(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GlobalMaxPool2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor GlobalMaxPool2D(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="UpSample2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="scale">The factor of height and width, 1 to 1024.</param>
    /// <param name="scaleWidth">The factor of the width; <paramref name="scale"/> by default.</param>
    /// <param name="interpolation">How the values between are found. <see cref="Interpolation.Nearest"/> by default.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor UpSample2D(
        Tensor x, int scale, int scaleWidth = 0, Interpolation interpolation = default, string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="ZeroPad2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="pads">One number for all sides; or two, above and below, and at the left and right; or four: top, bottom, left, right.</param>
    public static Tensor ZeroPad2D(Tensor x, params int[] pads) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GroupNormAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="groups">Into how many groups the channels of the last axis are divided; a divisor of their number.</param>
    /// <param name="epsilon">What is added to the variance, above 0. 1e-5 by default.</param>
    /// <param name="affine">Whether there are a learned scale and shift. True by default.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor GroupNorm(
        Tensor x, int groups, double epsilon = 1e-5, bool affine = true, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LocalResponseNormAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="size">The number of neighbouring channels, at least 1.</param>
    /// <param name="alpha">The factor of the squares, at least 0. 1e-4 by default.</param>
    /// <param name="beta">The exponent, above 0. 0.75 by default.</param>
    /// <param name="k">What is added to the squares, above 0. 1 by default; 2 in the paper.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor LocalResponseNorm(
        Tensor x, int size, double alpha = 1e-4, double beta = 0.75, double k = 1, string? name = null) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SpatialDropout2DAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="rate">The probability of zero, at least 0 and below 1.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor SpatialDropout2D(Tensor x, double rate, string? name = null) => CompileTime.Only<Tensor>();
}
