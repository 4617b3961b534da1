// LeNet-5 (LeCun et al., 1998) with today's rectifiers and maximum pools, on two sets of small images: 1,797 handwritten digits of 8 x 8 pixels, which come
// with it, and Fashion-MNIST's 60,000 images of clothes, where they are installed.
//
//   apt-get install dataset-fashion-mnist                              the clothes, on Debian and its kin; or FASHION_MNIST names their folder
//   dotnet run -c Release --project samples/LeNet5                     three epochs of the clothes; the last line is the test accuracy
//   dotnet run -c Release --project samples/LeNet5 -- --epochs 10 --seed 7
using System.Globalization;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int epochs = Option("--epochs", 3);
ulong seed = (ulong)Option("--seed", 1);

Console.WriteLine(SmallLeNet.Summary);
Console.WriteLine();
var digits = CsvFile.Load(Path.Combine(AppContext.BaseDirectory, "data", "digits.csv"), new CsvOptions { Label = ^1 }).Scale("input", 1 / 16.0);
var (digitTrain, digitTest) = digits.Split(0.8, seed);
var small = new SmallLeNet(seed);
small.Fit(digitTrain, new FitOptions { Epochs = 30, BatchSize = 32, Optimizer = new AdamW(2e-3), ShuffleSeed = seed });
Console.WriteLine($"digits: test accuracy {small.Evaluate(digitTest).Accuracy:F4} after 30 epochs");
Console.WriteLine();

string folder = Environment.GetEnvironmentVariable("FASHION_MNIST") ?? "/usr/share/datasets/fashion-mnist";
if (!File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz")))
{
    Console.WriteLine($"Fashion-MNIST is not in {folder}. On Debian: apt-get install dataset-fashion-mnist");
    return;
}
var train = IdxFile.Load(Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"));
var test = IdxFile.Load(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
Console.WriteLine(LeNet5.Summary);
Console.WriteLine();
var model = new LeNet5(seed);
var options = new FitOptions { Epochs = epochs, BatchSize = 64, Optimizer = new Adam(1e-3), ShuffleSeed = seed, Validation = test };
var result = model.Fit(train, options, new ConsoleProgress());
Console.WriteLine();
Console.WriteLine($"seconds per epoch: {result.History.Average(e => e.Duration.TotalSeconds):F1}");
Console.WriteLine($"test accuracy {model.Evaluate(test).Accuracy:F4}");

int Option(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return otherwise;
    if (at + 1 < args.Length && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out int value) && value > 0) return value;
    Console.Error.WriteLine($"{name} takes a number above 0, as in {name} 10");
    Environment.Exit(2);
    return 0;
}

[Network, Input(28, 28, 1)]
[Conv2D(6, 5, Padding = Padding.Same), Relu, MaxPool2D(2)]
[Conv2D(16, 5), Relu, MaxPool2D(2)]
[Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class LeNet5;

// The same for images of 8 x 8 pixels.
[Network, Input(8, 8, 1)]
[Conv2D(16, 3, Pad = 1), Relu, MaxPool2D(2)]
[Conv2D(32, 3, Pad = 1), Relu, MaxPool2D(2)]
[Flatten, Dense(64), Relu, Dropout(0.3), Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class SmallLeNet;
