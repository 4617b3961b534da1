// Why deep networks of sigmoids would not learn, and what initialisation has to do with it: the size of the gradient in each layer of a network of
// six hidden layers before training, and its loss while training, for sigmoid and ReLU times three ways to begin: Gaussian with a
// standard deviation of 0.01, Xavier (Glorot and Bengio 2010), and He (He et al. 2015). On the digits of the Digits sample.
// Written as a picture to artifacts/vanishing-gradient.svg under the current folder.
//
//   dotnet run -c Release --project samples/VanishingGradient
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Layers = 7, BatchSize = 32, Epochs = 20;
var digits = LoadDigits();
var beginnings = new (string Name, Func<int, int, double> Deviation)[]
{
    ("Gaussian", (_, _) => 0.01),
    ("Xavier", (fanIn, fanOut) => Math.Sqrt(2.0 / (fanIn + fanOut))),
    ("He", (fanIn, _) => Math.Sqrt(2.0 / fanIn)),
};

Console.WriteLine($"Norm of the loss's gradient with respect to each layer's weights, before training; loss after {Epochs} epochs");
Console.WriteLine($"{"",-18}{string.Concat(Enumerable.Range(1, Layers).Select(l => $"{"layer " + l,9}"))}{"loss",9}");
var plots = new List<Plot>();
foreach (string activation in new[] { "sigmoid", "ReLU" })
{
    var gradients = new Plot($"{activation}: gradient by layer", "layer", "norm of the weights' gradient") { LogY = true };
    var losses = new Plot($"{activation}: learning curves", "epoch", "training loss") { YRange = (0, 2.5) };
    foreach (var (name, deviation) in beginnings)
    {
        var (norms, curve) = activation == "sigmoid" ? Study(new SigmoidNetwork(), deviation) : Study(new ReluNetwork(), deviation);
        gradients.Line(name, norms.Select((n, i) => (i + 1.0, n)), markers: true);
        losses.Line(name, curve.Select((l, i) => ((double)i, l)));
        Console.WriteLine($"{activation + ", " + name,-18}{string.Concat(norms.Select(n => $"{n,9:0.0E+0}"))}{curve[^1],9:F3}");
    }
    plots.Add(gradients);
    plots.Add(losses);
}

string path = Path.Combine("artifacts", "vanishing-gradient.svg");
new Figure([.. plots]).Save(path);
Console.WriteLine();
Console.WriteLine("A sigmoid's derivative is at most 1/4, so each layer shrinks the gradient; ReLU's is 1 where it is active, and He's variance makes up for the half that is not.");
Console.WriteLine($"plotted in {path}");

// The norm of each layer's gradient at the beginning, and the training loss before each epoch and after the last.
(double[] Norms, double[] Losses) Study<TNetwork>(TNetwork network, Func<int, int, double> deviation) where TNetwork : class, INetwork<TNetwork, float>
{
    var random = new Random(1);
    foreach (var weight in network.Parameters.Where(p => p.IsWeight))
    {
        double scale = deviation(weight.Shape[1], weight.Shape[0]);
        weight.CopyFrom([.. Enumerable.Range(0, weight.Count).Select(_ => (float)(scale * Normal(random)))]);
    }
    var pass = network.CreatePass(digits.Count);
    double[] losses = new double[Epochs + 1];
    losses[0] = network.ForwardBackward(pass, digits.Batches(digits.Count).Single());
    double[] norms = [.. Enumerable.Range(1, Layers).Select(l => network.Parameters.GradientNorm($"dense{l}.weight"))];
    var optimizer = new Sgd(0.03);
    for (int epoch = 1; epoch <= Epochs; epoch++)
    {
        foreach (var batch in digits.Batches(BatchSize, shuffleSeed: (ulong)epoch))
        {
            losses[epoch] += network.ForwardBackward(pass, batch) * batch.Count / digits.Count;
            optimizer.Step(network.Parameters);
        }
    }
    return (norms, losses);
}

static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

static Dataset LoadDigits()
{
    var rows = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv"))
        .Select(line => Array.ConvertAll(line.Split(','), v => int.Parse(v, CultureInfo.InvariantCulture))).ToArray();
    return new Dataset([.. rows.SelectMany(r => r.Take(64)).Select(v => v / 16f - 0.3f)], [.. rows.Select(r => r[64])]);
}

[Network, Input(64)]
[Dense(32), Sigmoid, Dense(32), Sigmoid, Dense(32), Sigmoid, Dense(32), Sigmoid, Dense(32), Sigmoid, Dense(32), Sigmoid]
[Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class SigmoidNetwork;

[Network, Input(64)]
[Dense(32), Relu, Dense(32), Relu, Dense(32), Relu, Dense(32), Relu, Dense(32), Relu, Dense(32), Relu]
[Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class ReluNetwork;
