using static NetGen.Layers;

namespace NetGen.Gpu.Tests;

[Network, Gpu, Input(20)]
[Dense(33), Relu, Dense(17), Tanh, Dense(5), Softmax]
[CrossEntropyLoss]
public sealed partial class Classifier;

[Network, Gpu, Input(13), L2(1e-2)]
[Dense(31), Gelu, LayerNorm, Dense(9), Softplus, Dense(3)]
[SquaredErrorLoss]
public sealed partial class Regressor;

[Network, Gpu, Input(40)]
[Dense(37), Relu, Dropout(0.3), Dense(24), Sigmoid, Dropout(0.5), Dense(4), Softmax]
[CrossEntropyLoss(LabelSmoothing = 0.1)]
public sealed partial class Dropping;

[Network, Gpu, Input(6)]
[Dense(8), Elu, Dense(8), Silu, Dense(8), LeakyRelu, Dense(8), HardSigmoid, Dense(8), Step(StraightThrough = true), Dense(8), Tanh, Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
public sealed partial class Activations;

[Network, Gpu, Input(2)]
[Dense(3), Sigmoid, Dense(1), Sigmoid]
[MeanSquaredErrorLoss]
public sealed partial class Tiny;

[Network, Gpu, Input(70), Dense(150), Relu, BatchNorm, Dense(700), GroupNorm(7), Dense(70), Softmax]
[CrossEntropyLoss]
public sealed partial class Wide;

[Network, Gpu, Input(12, 12, 1)]
[Conv2D(6, 5, Padding = Padding.Same), Relu, MaxPool2D(2), Conv2D(7, 3), Relu, MaxPool2D(2)]
[Flatten, Dense(20), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class LeNet;

[Network, Gpu, Input(9, 7, 4)]
[Conv2D(8, 3, Stride = 2, Pad = 1, Bias = false), BatchNorm, Relu]
[Conv2D(8, 3, Dilation = 2, Pad = 2, Groups = 2), Silu]
[Conv2D(8, 3, Pad = 1, Groups = 8), Relu, AveragePool2D(2, Stride = 1), LocalResponseNorm(3)]
[Conv2D(5, 1), GlobalAveragePool2D, Dense(3), Softmax]
[CrossEntropyLoss]
public sealed partial class Windows;

[Network, Gpu, Input(8, 8, 3), Conv2D(130, 3, Pad = 1), Relu, SpatialDropout2D(0.2), GlobalMaxPool2D, Dense(2), Softmax]
[CrossEntropyLoss]
public sealed partial class ManyChannels;

[Network, Gpu, SquaredErrorLoss]
public sealed partial class Residual
{
    private static Tensor Forward([Shape(8, 8, 3)] Tensor image)
    {
        var x = Relu(BatchNorm(Conv2D(image, 6, 3, pad: 1, bias: false)));
        for (int i = 0; i < 2; i++)
        {
            var y = Relu(BatchNorm(Conv2D(x, 6 << i, 3, stride: 1 + i, pad: 1, bias: false)));
            y = BatchNorm(Conv2D(y, 6 << i, 3, pad: 1, bias: false));
            x = Relu(y + (i == 0 ? x : BatchNorm(Conv2D(x, 12, 1, stride: 2, bias: false))));
        }
        return Dense(GlobalAveragePool2D(x), 3);
    }
}

[Network, Gpu, MeanSquaredErrorLoss]
public sealed partial class UShape
{
    private static Tensor Forward([Shape(8, 8, 2)] Tensor image)
    {
        var a = Relu(Conv2D(image, 4, 3, pad: 1));
        var b = Relu(Conv2D(MaxPool2D(a, 2), 6, 3, pad: 1));
        var c = Relu(ConvTranspose2D(b, 4, 2, stride: 2));
        var d = UpSample2D(b, 2, interpolation: Interpolation.Bilinear);
        var e = UpSample2D(b, 2);
        return Conv2D(Concat([a, c, d, e]), 1, 3, pad: 1);
    }
}

[Network, Gpu, Input(9, 5)]
[Gru(7, ReturnSequences = true), Lstm(6), Dense(4), Softmax]
[CrossEntropyLoss]
public sealed partial class Recurrent;

[Network, Gpu, CrossEntropyLoss]
public sealed partial class Tokens
{
    private static Tensor Forward([Shape(6)] IntTensor tokens) => Dense(Relu(Dense(Mean(Embedding(tokens, 11, 8), 0), 9)), 3);
}

[Network, Gpu, Input(6, 4), Dense(5), Tanh]
public sealed partial class WithoutLoss;

[Network, Gpu, CrossEntropyLoss]
public sealed partial class Attending
{
    private static Tensor Forward([Shape(67, 12)] Tensor x, IntTensor length)
    {
        x += MultiHeadAttention(LayerNorm(x), 2, lengths: length, causal: true, rotary: true);
        x += MultiHeadAttention(RmsNorm(x), 3, lengths: length);
        return Dense(Mean(x, 0), 3);
    }
}

[Network, Gpu, CrossEntropyLoss]
public sealed partial class Asking
{
    private static Tensor Forward([Shape(5, 68)] Tensor question, [Shape(20, 10)] Tensor memory)
    {
        var y = MultiHeadAttention(question, 1, memory: memory);
        y += MultiHeadAttention(y, 4, causal: true);
        y += MultiHeadAttention(y, 2, memory: Dense(memory, 14), bias: false);
        return Dense(Flatten(y), 3);
    }
}

[Network, Gpu, Input(7, 6), MultiHeadAttention(2, Causal = true, Dropout = 0.3), GlobalMaxPool1D, Dense(3), Softmax]
[CrossEntropyLoss]
public sealed partial class DroppingAttention;

[Network, Gpu, MeanSquaredErrorLoss]
public sealed partial class Moving
{
    private static Tensor Forward([Shape(17, 3)] Tensor x, [Shape(31, 17)] Tensor y)
    {
        var table = Parameter("table", [97, 3], Initializer.Normal, 0.5);
        var product = MatMul(y, Pad(x, 1, 2, 1));
        var turned = Transpose(product, 1, 0)[.., 1..^2];
        var most = Max(turned, 1) - StopGradient(Mean(turned, 1));
        var seen = MatMul(x, Transpose(table, 1, 0));
        return Dense(Concat([most, Sum(Tanh(seen), 0)]), 31);
    }
}

[Network, Gpu, MeanSquaredErrorLoss]
public sealed partial class Pairing
{
    private static Tensor Forward([Shape(20, 33)] Tensor x, [Shape(33, 70)] Tensor y)
    {
        var table = Parameter("table", [70, 18], Initializer.Normal, 0.2);
        var scores = Tanh(0.3 * MatMul(x, y));
        var mixed = MatMul(scores, Transpose(y, 1, 0)) + x;
        var heads = Transpose(Reshape(MatMul(scores, table), 20, 2, 9), 1, 0, 2);
        var turned = MatMul(heads, Transpose(heads, 0, 2, 1));
        return Concat([Sum(mixed, 0), Sum(Sum(turned, 0), 0)]);
    }
}
