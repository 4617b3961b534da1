using static NetGen.Layers;

namespace NetGen.Benchmarks.Peers;

// The peers' workloads, with the same sizes, losses and initial distributions of inputs.

/// <summary>784-128-64-10 with ReLU.</summary>
[Network, Input(784)]
[Dense(128), Relu, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class Mlp;

/// <summary>784-1024-1024-10 with ReLU.</summary>
[Network, Input(784)]
[Dense(1024), Relu, Dense(1024), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class MlpWide;

/// <summary>2-8-1: the exclusive or.</summary>
[Network, Input(2)]
[Dense(8), Tanh, Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
public sealed partial class Tiny;

/// <summary>LeNet-5 with ReLU and maximum pools.</summary>
[Network, Input(28, 28, 1)]
[Conv2D(6, 5, Pad = 2), Relu, MaxPool2D(2)]
[Conv2D(16, 5), Relu, MaxPool2D(2)]
[Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class LeNet;

/// <summary>The network of Keras's CIFAR-10 example.</summary>
[Network, Input(32, 32, 3)]
[Conv2D(32, 3, Pad = 1), Relu, Conv2D(32, 3), Relu, MaxPool2D(2), Dropout(0.25)]
[Conv2D(64, 3, Pad = 1), Relu, Conv2D(64, 3), Relu, MaxPool2D(2), Dropout(0.25)]
[Flatten, Dense(512), Relu, Dropout(0.5), Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class KerasCifar;

/// <summary>The residual network of 20 layers for CIFAR-10 (He et al., 2015), with 1x1 convolutions on the shortcuts that change shape.</summary>
[Network, CrossEntropyLoss]
public sealed partial class ResNet20
{
    [Conv2D(16, 3, Pad = 1, Bias = false), BatchNorm, Relu]
    private static partial Tensor Stem(Tensor x);

    private static Tensor Forward([Shape(32, 32, 3)] Tensor input)
    {
        var x = Stem(input);
        for (int i = 0; i < 9; i++)
            x = Block(x, filters: 16 << (i / 3), stride: i is 3 or 6 ? 2 : 1);
        return Dense(GlobalAveragePool2D(x), 10);
    }

    private static Tensor Block(Tensor x, int filters, int stride)
    {
        var y = Relu(BatchNorm(Conv2D(x, filters, 3, stride: stride, pad: 1, bias: false)));
        y = BatchNorm(Conv2D(y, filters, 3, pad: 1, bias: false));
        var skip = stride == 1 ? x : BatchNorm(Conv2D(x, filters, 1, stride: stride, bias: false));
        return Relu(y + skip);
    }
}

/// <summary>32 steps of 64 values, 128 units, ten classes from the last state.</summary>
[Network, Input(32, 64)]
[Lstm(128), Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class LastLstm;

/// <summary>32 steps of 64 values, 128 units, ten classes from the last state.</summary>
[Network, Input(32, 64)]
[Gru(128), Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class LastGru;

/// <summary>The addition of binary numbers, bit by bit: 8 steps of 2 bits, 16 units, a bit at each step.</summary>
[Network, Input(8, 2)]
[SimpleRnn(16, ReturnSequences = true), Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
public sealed partial class BinaryAddition;

/// <summary>A Transformer over characters: vocabulary 65, 64 steps, 128 features, 4 heads, 2 layers, hidden 512, learned positions.</summary>
[Network]
public sealed partial class CharTransformer
{
    private static Tensor Forward([Shape(64)] IntTensor tokens)
    {
        var x = PositionEmbedding(Embedding(tokens, 65, 128));
        for (int i = 0; i < 2; i++) x = Block(x);
        return Dense(LayerNorm(x), 65);
    }

    private static Tensor Block(Tensor x)
    {
        x += MultiHeadAttention(LayerNorm(x), 4, causal: true);
        return x + Dense(Gelu(Dense(LayerNorm(x), 512)), 128);
    }

    [Loss]
    private static Tensor Loss(Tensor output, [Shape(64)] IntTensor next) => Mean(LogSumExp(output, -1) - Sum(OneHot(next, 65) * output, -1));
}

/// <summary>Word vectors by negative sampling: 50,000 words, 64 features, a neighbour and five words drawn at random.</summary>
[Network]
public sealed partial class SkipGram
{
    private static Tensor Forward(IntTensor center, [Shape(6)] IntTensor candidates) => Sum(Embedding(candidates, 50_000, 64) * Embedding(center, 50_000, 64), axis: 1);

    [Loss] private static Tensor Loss(Tensor output) => Softplus(-output[0]) + Sum(Softplus(output[1..]));
}

/// <summary>The same, whose optimizer updates the words of the batch alone.</summary>
[Network]
public sealed partial class SparseSkipGram
{
    private static Tensor Forward(IntTensor center, [Shape(6)] IntTensor candidates) =>
        Sum(Embedding(candidates, 50_000, 64, sparse: true) * Embedding(center, 50_000, 64, sparse: true), axis: 1);

    [Loss] private static Tensor Loss(Tensor output) => Softplus(-output[0]) + Sum(Softplus(output[1..]));
}
