// Which pixels belong to a cell? A U-Net (Ronneberger, Fischer and Brox 2015) goes down to few places with many channels and up again, and takes
// over from the way down, level by level, where exactly things are. The images are drawn by the sample: bright cells, scratches, noise.
//
//   dotnet run -c Release --project samples/UNet          writes artifacts/unet.png
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Side = Cells.Side, Shown = 8;
Dataset train = Cells.Draw(800, seed: 1), test = Cells.Draw(200, seed: 2);
Console.WriteLine(UNet.Summary);
Console.WriteLine();

float[] images = test.ToArray<float>(Dataset.Input), masks = test.ToArray<float>(Dataset.Target);
var model = new UNet(seed: 1);
Train(epochs: 1, rate: 4e-3);
float[] before = model.Predict(images);
Train(epochs: 2, rate: 4e-3);
Train(epochs: 2, rate: 1e-3);
float[] after = model.Predict(images);

// Row by row: images, what to find, what was found after the first epoch and in the end, and that over the image.
var sheet = new ContactSheet(Shown) { Magnification = 3 };
foreach (float[] row in new[] { images, masks, before, after })
    for (int i = 0; i < Shown; i++) sheet.Add(Of(row, i), Side, Side, row == before || row == after ? TileColors.Heat : TileColors.Gray);
for (int i = 0; i < Shown; i++) sheet.Add(Outlined(Of(images, i), Of(after, i)));
Console.WriteLine();
sheet.Save("unet.png", "images; their cells; how sure the network is after an epoch and in the end; the outlines of what it takes for cells");
Console.WriteLine($"intersection over union on {test.Count} test images {Overlap(after, masks):F4}, after the first epoch {Overlap(before, masks):F4}");

void Train(int epochs, double rate) =>
    model.Fit(train, new FitOptions { Epochs = epochs, BatchSize = 16, Optimizer = new Adam(rate), ShuffleSeed = 1 }, new ConsoleProgress());

static Span<float> Of(float[] values, int index) => values.AsSpan(index * Side * Side, Side * Side);

static double Overlap(float[] found, float[] masks)
{
    int both = 0, either = 0;
    for (int i = 0; i < masks.Length; i++)
    {
        bool isFound = found[i] > 0.5f, isCell = masks[i] > 0.5f;
        if (isFound && isCell) both++;
        if (isFound || isCell) either++;
    }
    return (double)both / either;
}

// The image in gray, and in orange the pixels of cells that have a neighbour outside.
static PixelImage Outlined(ReadOnlySpan<float> image, ReadOnlySpan<float> found)
{
    var result = new PixelImage(Side, Side, 3);
    for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
        {
            bool edge = found[y * Side + x] > 0.5f &&
                (y == 0 || x == 0 || y == Side - 1 || x == Side - 1 ||
                    Math.Min(Math.Min(found[(y - 1) * Side + x], found[(y + 1) * Side + x]), Math.Min(found[y * Side + x - 1], found[y * Side + x + 1])) <= 0.5f);
            byte gray = (byte)(255 * image[y * Side + x]);
            (result[y, x, 0], result[y, x, 1], result[y, x, 2]) = edge ? ((byte)255, (byte)140, (byte)0) : (gray, gray, gray);
        }
    return result;
}

[Network, BinaryCrossEntropyLoss]
internal sealed partial class UNet
{
    private const int Levels = 3, Filters = 8;

    private static Tensor Forward([Shape(Cells.Side, Cells.Side, 1)] Tensor image)
    {
        var x = Twice(image, Filters);
        var passed = new List<Tensor>();
        for (int level = 1; level < Levels; level++)
        {
            passed.Add(x);
            x = Twice(MaxPool2D(x, 2), Filters << level);
        }
        for (int level = Levels - 2; level >= 0; level--)
            x = Twice(Concat([passed[level], ConvTranspose2D(x, Filters << level, 2, stride: 2)]), Filters << level);
        return Sigmoid(Conv2D(x, 1, 1));
    }

    private static Tensor Twice(Tensor x, int filters)
    {
        for (int i = 0; i < 2; i++) x = Relu(BatchNorm(Conv2D(x, filters, 3, pad: 1, bias: false)));
        return x;
    }
}
