// The convolutional network of the Keras tutorial (https://www.tensorflow.org/tutorials/images/cnn), on CIFAR-10 or on images that the sample draws.
//
//   dotnet run -c Release --project samples/KerasCifar                                 drawn shapes of six kinds, three epochs, within half a minute
//   dotnet run -c Release --project samples/KerasCifar -- --cifar FOLDER               CIFAR-10, ten epochs: FOLDER is cifar-10-batches-bin of
//                                                                                      https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
//   ... --epochs 3 --seed 7 --augment                                                  and with flipped and shifted training images
using System.Globalization;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? folder = Text("--cifar");
int epochs = Number("--epochs", folder is null ? 3 : 10);
ulong seed = (ulong)Number("--seed", 1);

Dataset train, test;
if (folder is not null)
{
    try
    {
        (train, test) = CifarFile.LoadFolder(folder);
    }
    catch (Exception error) when (error is IOException or InvalidDataException)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
    Console.WriteLine($"CIFAR-10 from {folder}: {train.Count:N0} images to train on, {test.Count:N0} to test on");
}
else
{
    train = Shapes.Draw(6000, seed: 1);
    test = Shapes.Draw(1500, seed: 2);
    Console.WriteLine($"No --cifar FOLDER is given: these are not photographs, but {train.Count:N0} and {test.Count:N0} images that the sample draws,");
    Console.WriteLine($"of {string.Join(", ", Shapes.Names)}; their accuracy says nothing of CIFAR-10.");
}
Console.WriteLine();
Console.WriteLine(KerasNetwork.Summary);
Console.WriteLine();

var model = new KerasNetwork(seed);
var options = new FitOptions
{
    Epochs = epochs, BatchSize = 32, Optimizer = new Adam(1e-3), ShuffleSeed = seed, Validation = test,
    Augmentation = args.Contains("--augment") ? [new RandomHorizontalFlip(), new RandomShift(4)] : null,
};
var result = model.Fit(train, options, new ConsoleProgress());
Console.WriteLine();
Console.WriteLine($"{train.Count / result.History.Average(e => e.Duration.TotalSeconds):N0} images a second");
Console.WriteLine($"test accuracy {model.Evaluate(test).Accuracy:F4}");
return 0;

string? Text(string name)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return null;
    if (at + 1 < args.Length) return args[at + 1];
    Console.Error.WriteLine($"{name} takes a value");
    Environment.Exit(2);
    return null;
}

int Number(string name, int otherwise)
{
    if (Text(name) is not { } text) return otherwise;
    if (int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value > 0) return value;
    Console.Error.WriteLine($"{name} takes a number above 0, and '{text}' came");
    Environment.Exit(2);
    return 0;
}

[Network, Input(32, 32, 3)]
[Conv2D(32, 3), Relu, MaxPool2D(2)]
[Conv2D(64, 3), Relu, MaxPool2D(2)]
[Conv2D(64, 3), Relu]
[Flatten, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class KerasNetwork;
