using NetGen;
using static NetGen.Layers;

/// <summary>64 - 40 - 20 - 6 - 20 - 40 - 64.</summary>
[Network, MeanSquaredErrorLoss]
internal sealed partial class DeepAutoencoder
{
    private static Tensor Forward([Shape(64)] Tensor image)
    {
        var x = Sigmoid(Dense(Encode(image), 20, name: "decode3"));
        x = Sigmoid(Dense(x, 40, name: "decode2"));
        return Sigmoid(Dense(x, 64, name: "decode1"));
    }

    [Entry]
    private static Tensor Encode([Shape(64)] Tensor image)
    {
        var x = Sigmoid(Dense(image, 40, name: "encode1"));
        x = Sigmoid(Dense(x, 20, name: "encode2"));
        return Sigmoid(Dense(x, 6, name: "encode3"));
    }
}

/// <summary>The outermost layers alone.</summary>
[Network, MeanSquaredErrorLoss]
internal sealed partial class FirstPair
{
    private static Tensor Forward([Shape(64)] Tensor image) => Sigmoid(Dense(Encode(image), 64, name: "decode1"));

    [Entry] private static Tensor Encode([Shape(64)] Tensor image) => Sigmoid(Dense(image, 40, name: "encode1"));
}

/// <summary>The layers between.</summary>
[Network, MeanSquaredErrorLoss]
internal sealed partial class SecondPair
{
    private static Tensor Forward([Shape(40)] Tensor code) => Sigmoid(Dense(Encode(code), 40, name: "decode2"));

    [Entry] private static Tensor Encode([Shape(40)] Tensor code) => Sigmoid(Dense(code, 20, name: "encode2"));
}

/// <summary>The innermost layers.</summary>
[Network, MeanSquaredErrorLoss]
internal sealed partial class ThirdPair
{
    private static Tensor Forward([Shape(20)] Tensor code) => Sigmoid(Dense(Encode(code), 20, name: "decode3"));

    [Entry] private static Tensor Encode([Shape(20)] Tensor code) => Sigmoid(Dense(code, 6, name: "encode3"));
}
