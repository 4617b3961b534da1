// Handwritten digits, the whole way: 1,797 real 8 x 8 images, 80 % to train on and 20 % to test on, a dense network, trained within
// seconds, saved, loaded again and shown to predict the same bits.
//
//   dotnet run -c Release --project samples/Digits                  one network; the last line is its test accuracy
//   dotnet run -c Release --project samples/Digits -- --seed 7      another split and other initial weights
//   dotnet run -c Release --project samples/Digits -- --seeds 10    ten networks on ten splits; the last line is the median
using System.Globalization;
using System.Runtime.InteropServices;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int seed = Option("--seed", 1), seeds = Option("--seeds", 0);

// 64 numbers from 0 to 16 and the digit in each line; see data/ORIGIN.md.
var digits = CsvFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"), new CsvOptions { Label = ^1 }).Scale("input", 1 / 16.0);

if (seeds > 0)
{
    var accuracies = new double[seeds];
    for (int s = 1; s <= seeds; s++)
    {
        accuracies[s - 1] = Train(s, progress: null).Accuracy;
        Console.WriteLine($"seed {s,2}: test accuracy {accuracies[s - 1]:F4}");
    }
    Array.Sort(accuracies);
    double median = (accuracies[(seeds - 1) / 2] + accuracies[seeds / 2]) / 2;
    Console.WriteLine($"median test accuracy of {seeds} seeds {median:F4}");
    return;
}

Console.WriteLine(DigitNetwork.Summary);
Console.WriteLine();
var (model, test, accuracy) = Train(seed, new ConsoleProgress());

// Saved as safetensors, with the names and shapes that PyTorch would use.
string path = Path.Combine("artifacts", "digits.safetensors");
Directory.CreateDirectory("artifacts");
model.Save(path);
var reloaded = DigitNetwork.Load(path);
float[] images = Array.ConvertAll(test.ToArray<double>("input"), x => (float)x);
float[] probabilities = model.Predict(images);
bool same = MemoryMarshal.AsBytes<float>(probabilities).SequenceEqual(MemoryMarshal.AsBytes<float>(reloaded.Predict(images)));
Console.WriteLine();
Console.WriteLine($"saved to {path} ({new FileInfo(path).Length:N0} bytes) and loaded again: the same {(same ? "bits" : "BITS ARE NOT")} for all {test.Count} test images");
if (!same) Environment.ExitCode = 1;

ShowMistakes();
Console.WriteLine($"test accuracy {accuracy:F4}");

(DigitNetwork Model, Dataset Test, double Accuracy) Train(int seed, IProgress<TrainingProgress>? progress)
{
    var (train, test) = digits.Split(0.8, (ulong)seed);
    var model = new DigitNetwork((ulong)seed);
    model.Fit(train, new FitOptions { Epochs = 30, BatchSize = 32, Optimizer = new AdamW(2e-3), ShuffleSeed = (ulong)seed }, progress);
    return (model, test, model.Evaluate(test).Accuracy!.Value);
}

// The first test images that are taken for another digit.
void ShowMistakes()
{
    int[] labels = test.ToArray<int>("target");
    var wrong = Enumerable.Range(0, test.Count)
        .Select(i => (Image: i, Label: labels[i], Answer: model.Classify(images.AsSpan(64 * i, 64)))).Where(m => m.Answer != m.Label).ToArray();
    Console.WriteLine($"{test.Count - wrong.Length} of {test.Count} test images are read right{(wrong.Length > 0 ? "; some that are not:" : "")}");
    var shown = wrong.Take(5).ToArray();
    for (int row = 0; row < 8 && shown.Length > 0; row++)
        Console.WriteLine("  " + string.Join("   ", shown.Select(m => string.Concat(Enumerable.Range(0, 8).Select(x => Ink(images[64 * m.Image + 8 * row + x]))))));
    if (shown.Length > 0) Console.WriteLine("  " + string.Join("   ", shown.Select(m => $"{m.Label}, read as {m.Answer}".PadRight(16))));
}

static string Ink(float darkness) => new(" .:*#@"[(int)(darkness * 5.99f)], 2);

int Option(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return otherwise;
    if (at + 1 < args.Length && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out int value) && value > 0) return value;
    Console.Error.WriteLine($"{name} takes a number above 0, as in {name} {Math.Max(otherwise, 10)}");
    Environment.Exit(2);
    return 0;
}

[Network, Input(64)]
[Dense(128, Bias = false), BatchNorm, Relu, Dropout(0.2)]
[Dense(64, Bias = false), BatchNorm, Relu, Dropout(0.2)]
[Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class DigitNetwork;
