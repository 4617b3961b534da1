// What a convolutional network looks at: the filters of its first layer, and what they make of one image, before and after training, as PNG files.
//
//   dotnet run -c Release --project samples/FilterViewer               writes artifacts/filters.png and artifacts/features.png
//
// On Fashion-MNIST where it is installed (Debian: apt-get install dataset-fashion-mnist; or FASHION_MNIST names its folder), else on the 8 x 8 digits
// that come with the samples, enlarged. In filters red is negative, blue positive, white zero; in maps of features bright is a strong response.
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Side = 28, Kernel = 7, Shown = 3;
var data = Load();
var (train, rest) = (data.Take(data.Count - 1000), data.Skip(data.Count - 1000));
Console.WriteLine(ViewedNetwork.Summary);

var model = new ViewedNetwork(seed: 3);
var before = model.Clone();
model.Fit(train, new FitOptions { Epochs = 3, BatchSize = 64, Optimizer = new AdamW(2e-3), Validation = rest }, new ConsoleProgress());

int filterCount = model.Parameters["conv2d1.weight"].Shape[0];
var filters = new ContactSheet(filterCount) { Magnification = 8 };
foreach (var network in new[] { before, model })
{
    float[] values = network.Parameters["conv2d1.weight"].ToArray();
    double largest = values.Max(Math.Abs);
    for (int f = 0; f < filterCount; f++) filters.Add(values.AsSpan(f * Kernel * Kernel, Kernel * Kernel), Kernel, Kernel, TileColors.Signed, 1 / largest);
}
filters.Save("filters.png", "the filters before training, above, and after; red is negative, blue positive, white zero");

// Row by row: the image, then what each filter makes of it, behind the rectifier; before and after, both by the brightest place of their row.
var features = new ContactSheet(filterCount + 1) { Magnification = 3 };
foreach (int i in DifferentClasses(rest, Shown))
{
    float[] image = rest.Sample<float>("input", i).ToArray();
    foreach (var network in new[] { before, model })
    {
        features.Add(image, Side, Side);
        var maps = network.Trace(image)["relu1"];
        for (int f = 0; f < filterCount; f++)
        {
            var map = new float[Side * Side];
            for (int p = 0; p < map.Length; p++) map[p] = (float)maps.Values.Span[p * filterCount + f];
            features.Add(map, Side, Side, TileColors.Heat, 1 / Math.Max(maps.Maximum, 1e-9));
        }
    }
}
features.Save("features.png", "an image and what the filters make of it, before training, and after in the row below; three times. Bright is a strong response, and a black column a filter that answers to nothing");
Console.WriteLine($"accuracy on {rest.Count} other images {model.Evaluate(rest).Accuracy:F4}");

// The first images of as many classes.
static int[] DifferentClasses(Dataset data, int count)
{
    int[] labels = data.ToArray<int>("target");
    return [.. Enumerable.Range(0, labels.Length).DistinctBy(i => labels[i]).Take(count)];
}

static Dataset Load()
{
    string folder = Environment.GetEnvironmentVariable("FASHION_MNIST") ?? "/usr/share/datasets/fashion-mnist";
    string images = Path.Combine(folder, "train-images-idx3-ubyte.gz");
    if (File.Exists(images)) return IdxFile.Load(images, Path.Combine(folder, "train-labels-idx1-ubyte.gz")).Take(20000);
    Console.WriteLine($"Fashion-MNIST is not in {folder}: the digits that come with the samples are taken instead.");
    var digits = CsvFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"), new CsvOptions { Label = ^1 });
    var large = new float[digits.Count * Side * Side];
    for (int i = 0; i < digits.Count; i++)
    {
        byte[] pixels = Array.ConvertAll(digits.Sample<double>("input", i).ToArray(), v => (byte)(v / 16 * 255));
        byte[] resized = new PixelImage(8, 8, 1, pixels).Resize(Side, Side).Pixels;
        for (int p = 0; p < resized.Length; p++) large[i * resized.Length + p] = resized[p] / 255f;
    }
    return Dataset.Create("input", large, Side, Side).With("target", digits.ToArray<int>("target"));
}

// The first weights begin small, so that the filters show what they learned and not where they began.
[Network, Input(28, 28, 1)]
[Conv2D(12, 7, Pad = 3, WeightInitializer = Initializer.Normal, WeightInitializerArgument = 0.02), Relu, MaxPool2D(2)]
[Conv2D(16, 3, Pad = 1), Relu, MaxPool2D(2)]
[Flatten, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class ViewedNetwork;
