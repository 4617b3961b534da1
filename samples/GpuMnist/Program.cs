// Trains LeNet-5 on the digits of MNIST on the best device that ILGPU finds, and predicts on the processor with what it has learnt.
// The argument is the folder with the four files of MNIST (train-images-idx3-ubyte and the others, packed or not).

using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using NetGen;

if (args.Length == 0)
{
    Console.WriteLine("usage: dotnet run -c Release -- FOLDER, with MNIST's files in it");
    return 1;
}
var train = Read("train");
var test = Read("t10k");

// ILGPU's processor, where there is nothing better, with groups as large as the kernels need.
using var context = Context.Create(builder => builder.Cuda().OpenCL().CPU(new CPUDevice(32, 8, 1)).EnableAlgorithms());
using var accelerator = context.GetPreferredDevice(preferCPU: false).CreateAccelerator(context);
Console.WriteLine($"on {accelerator.Name}");

var model = new GpuMnist.LeNet5(seed: 1);
using (var gpu = model.OnAccelerator(accelerator))
{
    gpu.Fit(train, new FitOptions { Epochs = 5, BatchSize = 128, Optimizer = new Adam(1e-3), Validation = test }, new ConsoleProgress());
    gpu.CopyTo(model);
}
Console.WriteLine($"on the processor: accuracy {model.Evaluate(test).Accuracy:P2}");
return 0;

Dataset Read(string name)
{
    return IdxFile.Load(Find("images-idx3-ubyte"), Find("labels-idx1-ubyte"));

    string Find(string kind)
    {
        string path = Path.Combine(args[0], $"{name}-{kind}");
        return File.Exists(path) ? path : path + ".gz";
    }
}

namespace GpuMnist
{
    /// <summary>LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998, with rectified units.</summary>
    [Network, Gpu, Input(28, 28, 1)]
    [Conv2D(6, 5, Padding = Padding.Same), Relu, MaxPool2D(2)]
    [Conv2D(16, 5), Relu, MaxPool2D(2)]
    [Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
    [CrossEntropyLoss]
    public sealed partial class LeNet5;
}
