// What a convolutional network looks at: the filters of its first layer, and what they make of one image, before and after training, as PNG files.
//
//   dotnet run -c Release --project samples/FilterViewer               writes artifacts/filters.png and artifacts/features.png
//
// On Fashion-MNIST where it is installed (Debian: apt-get install dataset-fashion-mnist; or FASHION_MNIST names its folder), else on the 8 x 8 digits
// that come with the samples, enlarged. In filters red is negative, blue positive, white zero; in feature maps bright is a strong response.
using System.Globalization;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Side = 28, Kernel = 7, Shown = 3;
var data = Load();
var (train, rest) = (data.Take(data.Count - Shown), data.Skip(data.Count - Shown));
Console.WriteLine(ViewedNetwork.Summary);

var model = new ViewedNetwork(seed: 3);
var before = model.Clone();
model.Fit(train, new FitOptions { Epochs = 3, BatchSize = 64, Optimizer = new AdamW(2e-3), Validation = rest }, new ConsoleProgress());

Directory.CreateDirectory("artifacts");
var filters = new ContactSheet(Kernel, Kernel, columns: 8, scale: 8);
foreach (var network in new[] { before, model })
{
    var weight = network.Parameters["conv2d1.weight"];
    float[] values = weight.ToArray();
    double largest = values.Max(Math.Abs);
    for (int f = 0; f < weight.Shape[0]; f++)
        filters.Add(values.AsSpan(f * Kernel * Kernel, Kernel * Kernel).ToArray().Select(v => ContactSheet.Signed(v / largest)));
    filters.EndRow();
}
Save(filters, "filters.png", "two rows of filters before training, two after");

// Row by row: the image, then its 16 feature maps behind the rectifier, before and after.
var features = new ContactSheet(Side, Side, columns: 17, scale: 2);
for (int i = 0; i < Shown; i++)
{
    float[] image = rest.Sample<float>("input", i).ToArray();
    foreach (var network in new[] { before, model })
    {
        features.Add(image.Select(v => ContactSheet.Gray(v)));
        var maps = network.Trace(image)["relu1"];
        int channels = maps.Shape[^1];
        double brightest = Math.Max(maps.Maximum, 1e-9);
        for (int c = 0; c < channels; c++)
        {
            int channel = c;
            features.Add(Enumerable.Range(0, Side * Side).Select(p => ContactSheet.Gray(maps.Values.Span[p * channels + channel] / brightest)));
        }
    }
}
Save(features, "features.png", "an image and what the filters make of it, before and below after training, three times");
Console.WriteLine($"accuracy on the training images {model.Evaluate(train.Take(5000)).Accuracy:F4}");

static void Save(ContactSheet sheet, string name, string what)
{
    string path = Path.Combine("artifacts", name);
    var image = sheet.ToImage();
    image.SavePng(path);
    Console.WriteLine($"{path} ({image.Width} x {image.Height}): {what}");
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

[Network, Input(Side, Side, 1)]
[Conv2D(16, 7, Pad = 3), Relu, MaxPool2D(2)]
[Conv2D(16, 3, Pad = 1), Relu, MaxPool2D(2)]
[Flatten, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class ViewedNetwork
{
    private const int Side = 28;
}
