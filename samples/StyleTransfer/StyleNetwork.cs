using NetGen;
using static NetGen.Layers;

/// <summary>What a frozen network of random filters sees in an image, and how far that is from what is wished.</summary>
[Network, Frozen]
internal sealed partial class StyleNetwork
{
    public const int Side = 96;

    private static (Tensor places, Tensor first, Tensor second, Tensor third) Forward([Shape(Side, Side, 3)] Tensor image) =>
        (Content(image), Gram1(image), Gram2(image), Gram3(image));

    [Loss]
    private static (Tensor content, Tensor style, Tensor roughness) Loss(
        Tensor places, Tensor first, Tensor second, Tensor third, Tensor image,
        [Shape(Side / 4, Side / 4, 64)] Tensor wishedPlaces, [Shape(32, 32)] Tensor wishedFirst, [Shape(48, 48)] Tensor wishedSecond, [Shape(64, 64)] Tensor wishedThird) =>
        (Distance(places, wishedPlaces),
            4 * Distance(first, wishedFirst) + 8 * Distance(second, wishedSecond) + 8 * Distance(third, wishedThird),
            20 * (Mean(Square(image[1..] - image[..^1])) + Mean(Square(image[.., 1..] - image[.., ..^1]))));

    /// <summary>What is where.</summary>
    [Entry] private static Tensor Content([Shape(Side, Side, 3)] Tensor image) => Third(image);

    /// <summary>What comes with what, wherever it is: for fine features. Without subtracting means, so that it has the colors too.</summary>
    [Entry] private static Tensor Gram1([Shape(Side, Side, 3)] Tensor image) => Gram(First(image));

    /// <summary>For features of middle size.</summary>
    [Entry] private static Tensor Gram2([Shape(Side, Side, 3)] Tensor image) => Gram(Centered(Second(image)));

    /// <summary>For coarse features.</summary>
    [Entry] private static Tensor Gram3([Shape(Side, Side, 3)] Tensor image) => Gram(Centered(Third(image)));

    [Shared] private static Tensor First(Tensor image) => Relu(Conv2D(2 * image - 1, 32, 5, pad: 2));

    [Shared] private static Tensor Second(Tensor image) => Relu(Conv2D(AveragePool2D(First(image), 2), 48, 3, pad: 1));

    [Shared] private static Tensor Third(Tensor image) => Relu(Conv2D(AveragePool2D(Second(image), 2), 64, 3, pad: 1));

    private static Tensor Gram(Tensor features)
    {
        var rows = Reshape(features, features.Shape[0] * features.Shape[1], features.Shape[2]);
        return MatMul(Transpose(rows), rows) / rows.Shape[0];
    }

    private static Tensor Centered(Tensor features) => features - Mean(features, [0, 1], keep: true);

    /// <summary>Relative, so that features of all sizes count alike.</summary>
    private static Tensor Distance(Tensor value, Tensor wished) => Sum(Square(value - wished)) / Sum(Square(wished));
}
