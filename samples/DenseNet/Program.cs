// Each layer reads what all layers before it have made (Huang et al. 2017), as a loop over a list. What the layers take from whom is shown as a picture,
// like the paper's figure 5. On the images that the KerasCifar sample draws.
//
//   dotnet run -c Release --project samples/DenseNet          writes artifacts/densenet.png
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Dataset train = Shapes.Draw(3000, seed: 1), test = Shapes.Draw(1000, seed: 2);
Console.WriteLine($"{train.Count:N0} drawn images of {string.Join(", ", Shapes.Names)}");
Console.WriteLine(DenseNet.Summary);
Console.WriteLine();

var model = new DenseNet(seed: 1);
foreach (double rate in new[] { 4e-3, 1e-3 })
    model.Fit(train, new FitOptions { Epochs = 3, BatchSize = 32, Optimizer = new AdamW(rate), Validation = test, ShuffleSeed = 1 }, new ConsoleProgress());

// For each layer of a block, from left to right, how much it weighs what each before it made, from top to bottom: the mean of the absolute weights.
var sheet = new ContactSheet(DenseNet.Blocks) { Magnification = 40, Gap = 8 };
for (int block = 0; block < DenseNet.Blocks; block++)
{
    var share = new float[DenseNet.Depth * DenseNet.Depth];
    for (int layer = 0; layer < DenseNet.Depth; layer++)
    {
        var weight = model.Parameters[$"block{block + 1}.layer{layer}.weight"];
        float[] values = weight.ToArray();
        int channels = weight.Shape[1], first = channels - layer * DenseNet.Growth;
        for (int source = 0; source <= layer; source++)
        {
            int from = source == 0 ? 0 : first + (source - 1) * DenseNet.Growth, to = first + source * DenseNet.Growth;
            // Weights are [filters, channels, 3, 3].
            var own = values.Where((_, i) => i / 9 % channels >= from && i / 9 % channels < to);
            share[source * DenseNet.Depth + layer] = own.Average(Math.Abs);
        }
    }
    sheet.Add(share, DenseNet.Depth, DenseNet.Depth, TileColors.Heat, 1 / share.Max());
}
Console.WriteLine();
sheet.Save("densenet.png", "for each block, how much its layers (columns) weigh the block's input (first row) and each layer before them (rows below)");
Console.WriteLine($"test accuracy {model.Evaluate(test).Accuracy:F4}");

[Network, CrossEntropyLoss]
internal sealed partial class DenseNet
{
    public const int Blocks = 3, Depth = 4, Growth = 8;

    private static Tensor Forward([Shape(32, 32, 3)] Tensor image)
    {
        var x = MaxPool2D(Conv2D(image, 2 * Growth, 3, pad: 1, bias: false), 2);
        for (int block = 0; block < Blocks; block++)
        {
            x = Block(x);
            // Half the channels and a quarter of the places, between blocks.
            if (block + 1 < Blocks) x = AveragePool2D(Conv2D(Relu(BatchNorm(x)), x.Shape[^1] / 2, 1, bias: false), 2);
        }
        return Softmax(Dense(GlobalAveragePool2D(Relu(BatchNorm(x))), Shapes.Names.Length));
    }

    private static Tensor Block(Tensor x)
    {
        List<Tensor> made = [x];
        for (int layer = 0; layer < Depth; layer++)
            made.Add(Conv2D(Relu(BatchNorm(Concat([.. made]))), Growth, 3, pad: 1, bias: false, name: $"layer{layer}"));
        return Concat([.. made]);
    }
}
