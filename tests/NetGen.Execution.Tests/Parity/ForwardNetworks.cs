using static NetGen.Layers;

namespace NetGen.Execution.Tests.Parity;

// Networks of make_forward_data.py, whose functions have the same names and lines. Each in both precisions, over one method.

/// <summary>The methods that both precisions run.</summary>
[Blocks]
public static partial class ForwardBodies
{
    /// <summary>The first layers of a residual network.</summary>
    [Conv2D(6, 3, Pad = 1, Bias = false), BatchNorm, Relu]
    public static partial Tensor Stem(Tensor x);

    /// <summary>Residual blocks with batch normalisation, as in ResNet-20.</summary>
    [Shared]
    public static Tensor Residual(Tensor image)
    {
        var x = Stem(image);
        for (int i = 0; i < 3; i++) x = Block(x, filters: 6 << (i / 2), stride: i == 2 ? 2 : 1);
        return Dense(GlobalAveragePool2D(x), 4);
    }

    private static Tensor Block(Tensor x, int filters, int stride)
    {
        var y = Relu(BatchNorm(Conv2D(x, filters, 3, stride: stride, pad: 1, bias: false)));
        y = BatchNorm(Conv2D(y, filters, 3, pad: 1, bias: false));
        var skip = stride == 1 ? x : BatchNorm(Conv2D(x, filters, 1, stride: stride, bias: false));
        return Relu(y + skip);
    }

    /// <summary>Pre-norm blocks of masked attention with two heads and a network behind it.</summary>
    [Shared]
    public static Tensor Attention(Tensor sequence)
    {
        const int time = 5, features = 8, heads = 2, size = features / heads;
        double[] mask = [.. Enumerable.Range(0, time * time).Select(i => i % time > i / time ? -1e9 : 0)];
        var x = sequence + Parameter("position", [time, features], Initializer.Normal, 0.1);
        for (int i = 0; i < 2; i++)
        {
            var parts = Split(Transpose(Reshape(Dense(LayerNorm(x), 3 * features), time, 3, heads, size), 1, 2, 0, 3), 3, axis: 0);
            var (query, key, value) = (Squeeze(parts[0], 0), Squeeze(parts[1], 0), Squeeze(parts[2], 0));
            var weights = Softmax(MatMul(query, Transpose(key)) / Math.Sqrt(size) + Constant(mask, [time, time]), 2);
            x += Dense(Reshape(Transpose(MatMul(weights, value), 1, 0, 2), time, features), features);
            x += Dense(Gelu(Dense(LayerNorm(x), 2 * features)), features);
        }
        return Dense(Mean(x, 0), 3);
    }

    /// <summary>Rows of a table, one-hot integers, and lengths.</summary>
    [Shared]
    public static Tensor Words(IntTensor words, IntTensor kind)
    {
        var table = Parameter("table", [7, 4], Initializer.Normal, 0.5);
        var rows = Gather(table, words) + Gather(Parameter("kinds", [3, 4], Initializer.Normal, 0.5), kind);
        var x = Tanh(Dense(Concat([rows, OneHot(words, 7)]), 6));
        var pooled = Concat([Max(x, 0), Mean(x, 0), L2Normalize(Sum(x, 0)), OneHot(kind, 3)]);
        return MatMul(L2Normalize(Dense(pooled, 4)), Transpose(table)) * 3;
    }

    /// <summary>Functions of tensors, one after another.</summary>
    [Shared]
    public static Tensor Functions(Tensor a, Tensor b)
    {
        var v = a + Parameter("shift", [3, 4], Initializer.Normal, 0.3);
        var p = Square(v) + 0.5;
        Tensor[] parts =
        [
            v * b - v / (b * b + 1), Exp(v), Log(p), Log1p(p), Sqrt(p), Abs(v), Sin(v), Cos(v), Erf(v), Power(p, 1.5), Clip(v, -0.4, 0.3), Maximum(v, b), Minimum(v, b), Where(v > b, v * 2, b),
            Stack([Mean(v, 1), Max(v, 1), Min(v, 1), Variance(v, 1), Sum(v, 1), LogSumExp(v, 1)], -1), Softmax(v, 0), LogSoftmax(v, 1), L2Normalize(v, 0), Pad(v, 1, 1, 2, value: 0.5), v[1..] * v[..^1],
            v[^1] * v[.., 1][0], Transpose(MatMul(v, Transpose(v))), StopGradient(v) * v, BroadcastTo(v[.., 0..1], 3, 4) * b, Split(v, [1, 3])[1], v - BatchMean(v), ArgMax(v) * Sum(v, 1),
        ];
        return Dense(Concat([.. parts.Select(x => Flatten(x))]), 3);
    }
}

[Network, CrossEntropyLoss]
public sealed partial class ForwardResidual
{
    private static Tensor Forward([Shape(8, 7, 3)] Tensor image) => ForwardBodies.Residual(image);
}

[Network(Precision = Precision.Double), CrossEntropyLoss]
public sealed partial class ForwardResidualDouble
{
    private static Tensor Forward([Shape(8, 7, 3)] Tensor image) => ForwardBodies.Residual(image);
}

[Network, CrossEntropyLoss]
public sealed partial class ForwardAttention
{
    private static Tensor Forward([Shape(5, 8)] Tensor sequence) => ForwardBodies.Attention(sequence);
}

[Network(Precision = Precision.Double), CrossEntropyLoss]
public sealed partial class ForwardAttentionDouble
{
    private static Tensor Forward([Shape(5, 8)] Tensor sequence) => ForwardBodies.Attention(sequence);
}

[Network, CrossEntropyLoss]
public sealed partial class ForwardWords
{
    private static Tensor Forward([Shape(5)] IntTensor words, IntTensor kind) => ForwardBodies.Words(words, kind);
}

[Network(Precision = Precision.Double), CrossEntropyLoss]
public sealed partial class ForwardWordsDouble
{
    private static Tensor Forward([Shape(5)] IntTensor words, IntTensor kind) => ForwardBodies.Words(words, kind);
}

[Network, CrossEntropyLoss]
public sealed partial class ForwardFunctions
{
    private static Tensor Forward([Shape(3, 4)] Tensor a, [Shape(3, 4)] Tensor b) => ForwardBodies.Functions(a, b);
}

[Network(Precision = Precision.Double), CrossEntropyLoss]
public sealed partial class ForwardFunctionsDouble
{
    private static Tensor Forward([Shape(3, 4)] Tensor a, [Shape(3, 4)] Tensor b) => ForwardBodies.Functions(a, b);
}
