// Fashion-MNIST: 60,000 images of clothes to train on and 10,000 to test on, 784-128-64-10, five epochs of Adam.
//
//   apt-get install dataset-fashion-mnist                            the data, on Debian and its kin; or FASHION_MNIST names their folder
//   dotnet run -c Release --project samples/FashionMnist
//   dotnet run -c Release --project samples/FashionMnist -- --seed 7
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
ulong seed = args is ["--seed", var given] ? ulong.Parse(given, CultureInfo.InvariantCulture) : 1;
string folder = Environment.GetEnvironmentVariable("FASHION_MNIST") ?? "/usr/share/datasets/fashion-mnist";
if (!File.Exists(Path.Combine(folder, "train-images-idx3-ubyte.gz")))
{
    Console.WriteLine($"Fashion-MNIST is not in {folder}. On Debian: apt-get install dataset-fashion-mnist");
    return;
}

var train = IdxFile.Load(Path.Combine(folder, "train-images-idx3-ubyte.gz"), Path.Combine(folder, "train-labels-idx1-ubyte.gz"));
var test = IdxFile.Load(Path.Combine(folder, "t10k-images-idx3-ubyte.gz"), Path.Combine(folder, "t10k-labels-idx1-ubyte.gz"));
Console.WriteLine(FashionNetwork.Summary);
Console.WriteLine();

var model = new FashionNetwork(seed);
var options = new FitOptions
{
    Epochs = 5, BatchSize = 64, Optimizer = new Adam(1e-3), ShuffleSeed = seed, Validation = test, Callbacks = [new FallingRate()],
};
var result = model.Fit(train, options, new ConsoleProgress());
var times = result.History.Select(e => e.Duration.TotalSeconds).Order().ToArray();
Console.WriteLine();
Console.WriteLine($"seconds per epoch: {times[times.Length / 2]:F2} (from {times[0]:F2} to {times[^1]:F2})");
Console.WriteLine($"test accuracy {model.Evaluate(test).Accuracy:F4}");

[Network, Input(28, 28, 1)]
[Flatten, Dense(128), Relu, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class FashionNetwork;
