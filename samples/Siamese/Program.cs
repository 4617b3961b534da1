// Two images through one network: it learns to put images of the same digit near each other in a plane and others apart, from pairs alone, of which it is
// told whether they are the same (Hadsell, Chopra and LeCun 2006). The weights are shared: [Shared] makes them belong to the method, not to each call.
//
//   dotnet run -c Release --project samples/Siamese          writes artifacts/siamese.png: a map of digits that it never saw
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Pairs = 20000, Size = 1000;
var (train, test) = DigitImages.Load().Split(0.8, seed: 1);
Console.WriteLine(SiameseNetwork.Summary);
Console.WriteLine();

var model = new SiameseNetwork(seed: 1);
model.Fit(MakePairs(train, Pairs, seed: 1), new FitOptions { Epochs = 8, BatchSize = 64, Optimizer = new AdamW(2e-3), ShuffleSeed = 1 }, new ConsoleProgress());

// A new image is of the digit whose middle is nearest.
float[] known = model.Embed(train.ToArray<float>(Dataset.Input)), places = model.Embed(test.ToArray<float>(Dataset.Input));
int[] knownLabels = train.ToArray<int>(Dataset.Target), labels = test.ToArray<int>(Dataset.Target);
var middles = Enumerable.Range(0, 10).Select(d => Enumerable.Range(0, knownLabels.Length).Where(i => knownLabels[i] == d).ToArray())
    .Select(own => (X: own.Average(i => known[2 * i]), Y: own.Average(i => known[2 * i + 1]))).ToArray();
int right = Enumerable.Range(0, labels.Length).Count(i => Nearest(places[2 * i], places[2 * i + 1]) == labels[i]);

Console.WriteLine();
Pictures.Save(Map(), "siamese.png", "each test image where the network puts it, colored by its digit");
Console.WriteLine($"accuracy of the nearest middle, in a plane: {(double)right / labels.Length:F4}");

int Nearest(double x, double y) => Enumerable.Range(0, 10).MinBy(d => (x - middles[d].X) * (x - middles[d].X) + (y - middles[d].Y) * (y - middles[d].Y));

// As many pairs of the same digit as of two.
static Dataset MakePairs(Dataset data, int count, ulong seed)
{
    var random = new RandomStream(seed);
    int[] labels = data.ToArray<int>(Dataset.Target);
    int[][] byDigit = [.. Enumerable.Range(0, 10).Select(d => Enumerable.Range(0, labels.Length).Where(i => labels[i] == d).ToArray())];
    float[] left = new float[count * DigitImages.Length], right = new float[count * DigitImages.Length], same = new float[count];
    for (int p = 0; p < count; p++)
    {
        int a = random.Next(labels.Length), b;
        if (p % 2 == 0) b = byDigit[labels[a]][random.Next(byDigit[labels[a]].Length)];
        else do b = random.Next(labels.Length); while (labels[a] == labels[b]);
        same[p] = p % 2 == 0 ? 1 : 0;
        data.Sample<float>(Dataset.Input, a).CopyTo(left.AsSpan(p * DigitImages.Length));
        data.Sample<float>(Dataset.Input, b).CopyTo(right.AsSpan(p * DigitImages.Length));
    }
    return Dataset.Create("left", left, 8, 8, 1).With("right", right, 8, 8, 1).With("same", same);
}

PixelImage Map()
{
    ReadOnlySpan<byte> colors = [230, 25, 75, 60, 180, 75, 255, 225, 25, 80, 120, 255, 245, 130, 48, 200, 80, 220, 70, 240, 240, 240, 50, 230, 210, 245, 60, 250, 190, 190];
    double lowX = double.MaxValue, highX = double.MinValue, lowY = double.MaxValue, highY = double.MinValue;
    for (int i = 0; i < labels.Length; i++)
    {
        (lowX, highX) = (Math.Min(lowX, places[2 * i]), Math.Max(highX, places[2 * i]));
        (lowY, highY) = (Math.Min(lowY, places[2 * i + 1]), Math.Max(highY, places[2 * i + 1]));
    }
    const int Pixel = 3, Thumb = DigitImages.Side * Pixel;
    var map = new PixelImage(Size, Size, 3);
    for (int i = 0; i < labels.Length; i++)
    {
        int column = (int)((places[2 * i] - lowX) / (highX - lowX) * (Size - Thumb - 1)), row = (int)((places[2 * i + 1] - lowY) / (highY - lowY) * (Size - Thumb - 1));
        var image = test.Sample<float>(Dataset.Input, i);
        for (int y = 0; y < Thumb; y++)
            for (int x = 0; x < Thumb; x++)
                for (int c = 0; c < 3; c++)
                {
                    // The brighter of what is there and what comes, so that thumbnails shine through each other.
                    ref byte pixel = ref map[row + y, column + x, c];
                    pixel = Math.Max(pixel, (byte)(image[y / Pixel * DigitImages.Side + x / Pixel] * colors[3 * labels[i] + c]));
                }
    }
    return map;
}

[Network]
internal sealed partial class SiameseNetwork
{
    private static Tensor Forward([Shape(8, 8, 1)] Tensor left, [Shape(8, 8, 1)] Tensor right) => Sqrt(Sum(Square(Embed(left) - Embed(right))) + 1e-6);

    // Near each other where they are the same; at least 2 apart where not.
    [Loss] private static Tensor Contrastive(Tensor output, [Shape] Tensor same) => same * Square(output) + (1 - same) * Square(Maximum(2 - output, 0));

    /// <summary>The place of an image in the plane.</summary>
    [Entry]
    private static Tensor Embed([Shape(8, 8, 1)] Tensor image)
    {
        var x = MaxPool2D(Relu(Conv2D(image, 16, 3, pad: 1)), 2);
        x = MaxPool2D(Relu(Conv2D(x, 32, 3, pad: 1)), 2);
        return Dense(Relu(Dense(Flatten(x), 64)), 2);
    }
}
