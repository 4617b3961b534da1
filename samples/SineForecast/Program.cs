// A long short-term memory continues a curve: two waves of different lengths with noise, of which it sees 48 steps and says the next. Fed with its own answers it then goes on by itself.
// Written as a picture to artifacts/sine-forecast.svg under the current folder.
//
//   dotnet run -c Release --project samples/SineForecast
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Steps = 2000, Window = 48, Ahead = 150;
const double Noise = 0.05;

var random = new RandomStream(1);
float[] series = [.. Enumerable.Range(0, Steps).Select(t => (float)(Wave(t) + Noise * random.Normal()))];

// What comes later is for the test: the parts are made into windows one by one, so that no window sees both.
var (past, future) = Sequences.Split(series, 0.8);
Dataset train = Sequences.Windows(past, Window), test = Sequences.Windows(future, Window);

var model = new Forecast(seed: 1);
Console.WriteLine(Forecast.Summary);
Console.WriteLine();
foreach (double rate in (double[])[5e-3, 1e-3])
{
    model.Fit(train, new FitOptions { Epochs = 40, BatchSize = 32, Optimizer = new Adam(rate), ClipNorm = 1 });
    Console.WriteLine($"40 epochs at {rate}: error of the next step {Math.Sqrt(model.Evaluate(test).Loss):F4} (root mean square)");
}
float[] last = test.ToArray<float>(Dataset.Target), before = [.. Enumerable.Range(0, test.Count).Select(i => test.Sample<float>(Dataset.Input, i)[^1])];
double naive = Math.Sqrt(last.Zip(before).Average(p => Math.Pow(p.First - p.Second, 2))), error = Math.Sqrt(model.Evaluate(test).Loss);
Console.WriteLine($"the noise alone: {Noise}; that tomorrow is as today: {naive:F4}");

// On its own: each answer is the last step of the next question.
int start = past.Length + Window;
var window = future[..Window];
float[] own = new float[Ahead];
for (int i = 0; i < Ahead; i++)
{
    own[i] = model.Predict(window)[0];
    window = [.. window[1..], own[i]];
}
double alone = Math.Sqrt(own.Select((y, i) => Math.Pow(y - Wave(start + i), 2)).Average());
if (error > 2 * Noise || alone > 0.3) Environment.ExitCode = 1;

string path = Path.Combine("artifacts", "sine-forecast.svg");
new Figure(
    new Plot($"On its own, {Ahead} steps ahead", "step", "y") { YRange = (-1.6, 2.6) }
        .Points("measured", Enumerable.Range(start - Window, Window + Ahead).Select(t => ((double)t, (double)series[t])))
        .Line("truth without noise", Enumerable.Range(start, Ahead).Select(t => ((double)t, Wave(t))), dashed: true)
        .Line("network", own.Select((y, i) => ((double)(start + i), (double)y))),
    new Plot("One step ahead, on later data", "step", "y") { YRange = (-1.6, 2.6) }
        .Points("measured", last.Take(200).Select((y, i) => ((double)(start + i), (double)y)))
        .Line("network", model.Predict(test.Take(200).ToArray<float>(Dataset.Input)).Select((y, i) => ((double)(start + i), (double)y))))
    .Save(path);
Console.WriteLine();
Console.WriteLine($"plotted in {path}");
Console.WriteLine($"error of the next step {error:F4}, of {Ahead} steps on its own {alone:F4}");

static double Wave(double t) => Math.Sin(t / 4) * (1 + 0.4 * Math.Sin(t / 13));

[Network, Input(48, 1)]
[Lstm(32), Dense(1)]
[MeanSquaredErrorLoss]
internal sealed partial class Forecast;
