// The perceptron of the textbooks: AND, NAND and OR with weights set by hand and with weights learned; XOR, which no single layer can say,
// put together from three gates by hand, and learned by a network of two layers.
//
//   dotnet run -c Release --project samples/LogicGates
using System.Globalization;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
float[] inputs = [0, 0, 0, 1, 1, 0, 1, 1];
var gates = new (string Name, float[] Truth)[] { ("AND", [0, 0, 0, 1]), ("NAND", [1, 1, 1, 0]), ("OR", [0, 1, 1, 1]) };

Console.WriteLine("One layer, weights set by hand: w1 x1 + w2 x2 + b >= 0");
var byHand = new Dictionary<string, Perceptron>
{
    ["AND"] = ByHand(0.5f, 0.5f, -0.7f),
    ["NAND"] = ByHand(-0.5f, -0.5f, 0.7f),
    ["OR"] = ByHand(0.5f, 0.5f, -0.2f),
};
Heading();
foreach (var (name, truth) in gates) Row(name, byHand[name].Predict(inputs), truth, Weights(byHand[name]));

Console.WriteLine();
Console.WriteLine("One layer, weights learned by the perceptron rule, one example at a time");
Heading();
foreach (var (name, truth) in gates)
{
    var (perceptron, epochs) = Learn(truth, atMost: 100);
    Row(name, perceptron.Predict(inputs), truth, $"{Weights(perceptron)}, after {epochs} epochs");
}
float[] xor = [0, 1, 1, 0];
var (failed, tried) = Learn(xor, atMost: 1000);
Row("XOR", failed.Predict(inputs), xor, $"after {tried} epochs: no line divides (0,1) and (1,0) from (0,0) and (1,1)");

Console.WriteLine();
Console.WriteLine("Two layers");
Heading();
var combined = new float[4];
for (int i = 0; i < 4; i++)
{
    var x = inputs.AsSpan(2 * i, 2);
    combined[i] = byHand["AND"].Predict([byHand["NAND"].Predict(x)[0], byHand["OR"].Predict(x)[0]])[0];
}
Row("XOR", combined, xor, "by hand: AND(NAND(x), OR(x))");

var network = new XorNetwork(seed: 1);
var pass = network.CreatePass(capacity: 4);
var optimizer = new Adam(0.05);
int step = 0;
for (float loss = 1; loss > 0.01f && step < 5000; step++)
{
    loss = network.ForwardBackward(pass, inputs, xor);
    optimizer.Step(network.Parameters);
}
float[] probabilities = network.Predict(inputs);
Row("XOR", Array.ConvertAll(probabilities, p => p > 0.5f ? 1f : 0f), xor,
    $"learned in {step} steps: {string.Join(", ", probabilities.Select(p => p.ToString("F3")))}");

int right = Right(Array.ConvertAll(probabilities, p => p > 0.5f ? 1f : 0f), xor);
bool solved = right == 4;
Console.WriteLine();
Console.WriteLine($"XOR by one layer: {Right(failed.Predict(inputs), xor)} of 4 right; by two layers: {right} of 4 right, {(solved ? "solved" : "NOT SOLVED")}");
if (!solved) Environment.ExitCode = 1;

static Perceptron ByHand(float w1, float w2, float bias)
{
    var perceptron = new Perceptron();
    perceptron.Parameters["dense1.weight"].CopyFrom([w1, w2]);
    perceptron.Parameters["dense1.bias"].CopyFrom([bias]);
    return perceptron;
}

// Shows the examples one after another until all four are right.
(Perceptron, int Epochs) Learn(float[] truth, int atMost)
{
    var perceptron = new Perceptron(seed: 3);
    var pass = perceptron.CreatePass(capacity: 1);
    var rule = new Sgd(0.1);
    for (int epoch = 1; epoch <= atMost; epoch++)
    {
        for (int i = 0; i < 4; i++)
        {
            perceptron.ForwardBackward(pass, inputs.AsSpan(2 * i, 2), truth.AsSpan(i, 1));
            rule.Step(perceptron.Parameters);
        }
        if (Right(perceptron.Predict(inputs), truth) == 4) return (perceptron, epoch);
    }
    return (perceptron, atMost);
}

static int Right(float[] answers, float[] truth) => answers.Zip(truth).Count(p => p.First == p.Second);

static string Weights(Perceptron perceptron)
{
    var w = perceptron.Parameters["dense1.weight"];
    return $"w = ({w[0, 0]:F2}, {w[0, 1]:F2}), b = {perceptron.Parameters["dense1.bias"][0]:F2}";
}

static void Heading() => Console.WriteLine("  gate  (0,0) (0,1) (1,0) (1,1)");

static void Row(string name, float[] answers, float[] truth, string remark) =>
    Console.WriteLine($"  {name,-5}{string.Concat(answers.Zip(truth).Select(p => $"{p.First,4:F0}{(p.First == p.Second ? "  " : " !")}"))}  {remark}");

/// <summary>Rosenblatt's: with the squared error and the threshold's gradient passed straight through, a step is w += rate (target - output) x.</summary>
[Network, Input(2)]
[Dense(1), Step(StraightThrough = true)]
[SquaredErrorLoss]
internal sealed partial class Perceptron;

[Network, Input(2)]
[Dense(8), Tanh, Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
internal sealed partial class XorNetwork;
