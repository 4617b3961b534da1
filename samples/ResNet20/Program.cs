// ResNet-20 (He et al., 2015, https://arxiv.org/abs/1512.03385) as a Forward method, on CIFAR-10 or on images that the sample draws.
//
//   dotnet run -c Release --project samples/ResNet20                                   drawn shapes of six kinds, within half a minute
//   dotnet run -c Release --project samples/ResNet20 -- --cifar FOLDER                 CIFAR-10 with flipped and shifted images: FOLDER is cifar-10-batches-bin of
//                                                                                      https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz
//   ... --depth-drop 0.5                                                               stochastic depth (Huang et al., 2016): blocks are left out in training, the last with this
//                                                                                      probability, the ones before with less
//   ... --epochs 3 --images 1000 --seed 7
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string? folder = Text("--cifar");
int epochs = (int)Number("--epochs", folder is null ? 4 : 30);
ulong seed = (ulong)Number("--seed", 1);
float depthDrop = (float)Number("--depth-drop", 0);

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
    train = Shapes.Draw((int)Number("--images", 2000), seed: 1);
    test = Shapes.Draw(600, seed: 2);
    Console.WriteLine($"No --cifar FOLDER is given: these are not photographs, but {train.Count:N0} and {test.Count:N0} images that the sample draws,");
    Console.WriteLine($"of {string.Join(", ", Shapes.Names)}; their accuracy says nothing of CIFAR-10.");
}
Console.WriteLine();
Console.WriteLine(ResNet20.Summary);
Console.WriteLine();

var model = new ResNet20(seed) { DepthDrop = depthDrop };
var options = new FitOptions
{
    Epochs = epochs, BatchSize = 32, Optimizer = folder is null ? new Adam(2e-3) : new Momentum(0.05, 0.9), ShuffleSeed = seed, Validation = test,
    Augmentation = folder is null ? null : [new RandomHorizontalFlip(), new RandomShift(4)],
    Callbacks = [new FallingRate()],
};
var result = model.Fit(train, options, new ConsoleProgress());
Console.WriteLine();
Console.WriteLine($"{train.Count / result.History.Average(e => e.Duration.TotalSeconds):N0} images a second{(depthDrop > 0 ? $", blocks left out with a probability up to {depthDrop}" : "")}");
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

double Number(string name, double otherwise)
{
    if (Text(name) is not { } text) return otherwise;
    if (double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value >= 0) return value;
    Console.Error.WriteLine($"{name} takes a number, and '{text}' came");
    Environment.Exit(2);
    return 0;
}

[Network, CrossEntropyLoss]
internal sealed partial class ResNet20
{
    [Conv2D(16, 3, Pad = 1, Bias = false), BatchNorm, Relu]
    private static partial Tensor Stem(Tensor x);

    private static Tensor Forward([Shape(32, 32, 3)] Tensor input, [Hyperparameter(0)] Tensor depthDrop)
    {
        const int blocks = 9;
        var x = Stem(input);
        for (int i = 0; i < blocks; i++)
            x = Block(x, filters: 16 << (i / 3), stride: i is 3 or 6 ? 2 : 1, survival: 1 - (i + 1.0) / blocks * depthDrop);
        return Dense(GlobalAveragePool2D(x), 10);
    }

    private static Tensor Block(Tensor x, int filters, int stride, Tensor survival)
    {
        var y = Relu(BatchNorm(Conv2D(x, filters, 3, stride: stride, pad: 1, bias: false)));
        y = BatchNorm(Conv2D(y, filters, 3, pad: 1, bias: false));
        var skip = stride == 1 ? x : BatchNorm(Conv2D(x, filters, 1, stride: stride, bias: false));
        // One random number for each image and block in training; what is expected of it in inference.
        return Relu(y * (IsTraining ? RandomUniform() < survival : survival) + skip);
    }
}
