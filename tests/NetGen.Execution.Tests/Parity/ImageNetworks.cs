namespace NetGen.Execution.Tests.Parity;

// The networks of make_image_data.py, by the same names, in both precisions.

[Network, Input(7, 5, 3)]
[Conv2D(6, 3, KernelWidth = 2, Groups = 3, Pad = 1), Tanh, Conv2D(4, 3, Dilation = 2, Pad = 2, Bias = false), BatchNorm, Relu]
[Conv2D(8, 3, Stride = 2, Pads = [1, 0, 0, 1]), Elu, Conv2D(8, 3, Groups = 8, Pad = 1), Tanh, Conv2D(5, 1), Silu, GlobalAveragePool2D, Dense(3), CrossEntropyLoss]
public sealed partial class ImageConvolutions;

[Network(Precision = Precision.Double), Input(7, 5, 3)]
[Conv2D(6, 3, KernelWidth = 2, Groups = 3, Pad = 1), Tanh, Conv2D(4, 3, Dilation = 2, Pad = 2, Bias = false), BatchNorm, Relu]
[Conv2D(8, 3, Stride = 2, Pads = [1, 0, 0, 1]), Elu, Conv2D(8, 3, Groups = 8, Pad = 1), Tanh, Conv2D(5, 1), Silu, GlobalAveragePool2D, Dense(3), CrossEntropyLoss]
public sealed partial class ImageConvolutionsDouble;

[Network, Input(9, 7, 2)]
[Conv2D(4, 3, Pad = 1), Relu, MaxPool2D(3, Stride = 2, Pad = 1), Conv2D(4, 2), Tanh]
[AveragePool2D(2, KernelWidth = 3, Stride = 1, Pad = 1), AveragePool2D(3, Stride = 2, Pad = 1, CountPadding = false), Tanh, Flatten]
[BatchNorm, Dense(5), Relu, Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class ImagePools;

[Network(Precision = Precision.Double), Input(9, 7, 2)]
[Conv2D(4, 3, Pad = 1), Relu, MaxPool2D(3, Stride = 2, Pad = 1), Conv2D(4, 2), Tanh]
[AveragePool2D(2, KernelWidth = 3, Stride = 1, Pad = 1), AveragePool2D(3, Stride = 2, Pad = 1, CountPadding = false), Tanh, Flatten]
[BatchNorm, Dense(5), Relu, Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class ImagePoolsDouble;

[Network, Input(3, 2, 4)]
[ConvTranspose2D(4, 3, Stride = 2, Pad = 1, OutputPad = 1), GroupNorm(2), Relu, UpSample2D(2, Interpolation = Interpolation.Bilinear)]
[Conv2D(3, 3, Pad = 1, Bias = false), GroupNorm(3, Affine = false), Silu, UpSample2D(1, ScaleWidth = 2), ZeroPad2D(1, 0, 2, 1), ConvTranspose2D(2, 2, Dilation = 2)]
[MeanSquaredErrorLoss]
public sealed partial class ImageDecoder;

[Network(Precision = Precision.Double), Input(3, 2, 4)]
[ConvTranspose2D(4, 3, Stride = 2, Pad = 1, OutputPad = 1), GroupNorm(2), Relu, UpSample2D(2, Interpolation = Interpolation.Bilinear)]
[Conv2D(3, 3, Pad = 1, Bias = false), GroupNorm(3, Affine = false), Silu, UpSample2D(1, ScaleWidth = 2), ZeroPad2D(1, 0, 2, 1), ConvTranspose2D(2, 2, Dilation = 2)]
[MeanSquaredErrorLoss]
public sealed partial class ImageDecoderDouble;

[Network, Input(17, 3)]
[Conv1D(6, 3, Pad = 1, Bias = false), BatchNorm, Relu, MaxPool1D(2), Conv1D(4, 3, Dilation = 2, Groups = 2), Tanh, AveragePool1D(2, Stride = 1), Flatten, Dense(2), CrossEntropyLoss]
public sealed partial class ImageSequence;

[Network(Precision = Precision.Double), Input(17, 3)]
[Conv1D(6, 3, Pad = 1, Bias = false), BatchNorm, Relu, MaxPool1D(2), Conv1D(4, 3, Dilation = 2, Groups = 2), Tanh, AveragePool1D(2, Stride = 1), Flatten, Dense(2), CrossEntropyLoss]
public sealed partial class ImageSequenceDouble;

[Network, Input(12, 12, 1)]
[Conv2D(4, 5, Padding = Padding.Same), Relu, MaxPool2D(2), Conv2D(6, 3), Relu, MaxPool2D(2), Flatten, Dense(10), Relu, Dense(4), Softmax, CrossEntropyLoss]
public sealed partial class ImageLeNet;

[Network(Precision = Precision.Double), Input(12, 12, 1)]
[Conv2D(4, 5, Padding = Padding.Same), Relu, MaxPool2D(2), Conv2D(6, 3), Relu, MaxPool2D(2), Flatten, Dense(10), Relu, Dense(4), Softmax, CrossEntropyLoss]
public sealed partial class ImageLeNetDouble;

[Network, Input(8, 8, 3)]
[Conv2D(8, 3, Pad = 1, Bias = false), BatchNorm, Relu, Conv2D(8, 3, Pad = 1, Bias = false), BatchNorm, Relu]
[Conv2D(12, 3, Stride = 2, Pad = 1, Bias = false), BatchNorm, Relu, GlobalAveragePool2D, Dense(4), CrossEntropyLoss]
public sealed partial class ImageStages;

[Network(Precision = Precision.Double), Input(8, 8, 3)]
[Conv2D(8, 3, Pad = 1, Bias = false), BatchNorm, Relu, Conv2D(8, 3, Pad = 1, Bias = false), BatchNorm, Relu]
[Conv2D(12, 3, Stride = 2, Pad = 1, Bias = false), BatchNorm, Relu, GlobalAveragePool2D, Dense(4), CrossEntropyLoss]
public sealed partial class ImageStagesDouble;

[Network, Input(11, 11, 2)]
[Conv2D(6, 5, Stride = 2, Pad = 2), Tanh, LocalResponseNorm(5, Alpha = 0.5, K = 2), MaxPool2D(3, Stride = 2)]
[Conv2D(4, 3, Groups = 2, Pad = 1), LeakyRelu, GlobalMaxPool2D, Dense(3), CrossEntropyLoss]
public sealed partial class ImageResponse;

[Network(Precision = Precision.Double), Input(11, 11, 2)]
[Conv2D(6, 5, Stride = 2, Pad = 2), Tanh, LocalResponseNorm(5, Alpha = 0.5, K = 2), MaxPool2D(3, Stride = 2)]
[Conv2D(4, 3, Groups = 2, Pad = 1), LeakyRelu, GlobalMaxPool2D, Dense(3), CrossEntropyLoss]
public sealed partial class ImageResponseDouble;
