using System.Globalization;
using NetGen;

// What is waited for: a network with its parameters, and one prediction.
var network = new Classifier(seed: 1);
var input = new float[Classifier.InputLength];
input.AsSpan().Fill(0.5f);
float[] output = network.Predict(input);
Console.WriteLine("first " + output[0].ToString(CultureInfo.InvariantCulture));

[Network, Input(784)]
[Dense(128), Relu, Dense(64), Relu, Dense(10)]
internal sealed partial class Classifier;
