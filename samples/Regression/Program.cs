// A line and a curve through noisy points: a network of one neuron finds what least squares finds, and one hidden layer of 16 bends.
// Written as a picture to artifacts/regression.svg under the current folder.
//
//   dotnet run -c Release --project samples/Regression
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The line: y = 0.7 x - 0.3.
var (lineX, lineY) = Noisy(x => 0.7 * x - 0.3, count: 60, noise: 0.25, seed: 1);
var line = new Line(seed: 1);
double lineLoss = Fit(line.CreatePass(60), line.Parameters, (pass) => line.ForwardBackward(pass, lineX, lineY), new Sgd(0.05), steps: 400);
var (slope, intercept) = LeastSquares(lineX, lineY);
Console.WriteLine("A line: one neuron, gradient descent on the squared error");
Console.WriteLine($"  learned        y = {line.Parameters["dense1.weight"][0, 0]:F4} x {line.Parameters["dense1.bias"][0]:+ 0.0000;- 0.0000}, loss {lineLoss:F4}");
Console.WriteLine($"  least squares  y = {slope:F4} x {intercept:+ 0.0000;- 0.0000}");
Console.WriteLine("  truth          y = 0.7000 x - 0.3000");

// The curve: y = sin(2 x) + 0.3 x.
var (curveX, curveY) = Noisy(Curve, count: 150, noise: 0.15, seed: 2);
var curve = new CurveNetwork(seed: 1);
double curveLoss = Fit(curve.CreatePass(150), curve.Parameters, pass => curve.ForwardBackward(pass, curveX, curveY), new Adam(0.02), steps: 3000);
float[] grid = [.. Enumerable.Range(0, 201).Select(i => -3 + 0.03f * i)];
float[] fitted = curve.Predict(grid);
double error = Math.Sqrt(grid.Zip(fitted).Average(p => Math.Pow(p.Second - Curve(p.First), 2)));
Console.WriteLine();
Console.WriteLine("A curve: one hidden layer of 16 tanh neurons");
Console.WriteLine($"  loss {curveLoss:F4} (the noise alone: {0.15 * 0.15 / 2:F4}), {error:F4} away from the noiseless curve (root mean square)");
if (Math.Abs(line.Parameters["dense1.weight"][0, 0] - slope) > 1e-3 || error > 0.1) Environment.ExitCode = 1;

string path = Path.Combine("artifacts", "regression.svg");
new Figure(
    new Plot("A line: Dense(1)", "x", "y")
        .Points("noisy points", Pairs(lineX, lineY)).Line("truth", Of(grid, x => 0.7 * x - 0.3), dashed: true).Line("network", Pairs(grid, line.Predict(grid))),
    new Plot("A curve: Dense(16), Tanh, Dense(1)", "x", "y")
        .Points("noisy points", Pairs(curveX, curveY)).Line("truth", Of(grid, Curve), dashed: true).Line("network", Pairs(grid, fitted)))
    .Save(path);
Console.WriteLine();
Console.WriteLine($"plotted in {path}");

static double Curve(double x) => Math.Sin(2 * x) + 0.3 * x;

// All points are one batch: plain gradient descent. Returns the last loss.
static double Fit(Pass pass, ParameterSet parameters, Func<Pass, float> forwardBackward, Optimizer optimizer, int steps)
{
    float loss = 0;
    for (int i = 0; i < steps; i++)
    {
        loss = forwardBackward(pass);
        optimizer.Step(parameters);
    }
    return loss;
}

static (float[] X, float[] Y) Noisy(Func<double, double> truth, int count, double noise, int seed)
{
    var random = new Random(seed);
    float[] x = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 6 - 3))];
    return (x, Array.ConvertAll(x, v => (float)(truth(v) + noise * Normal())));

    double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

static (double Slope, double Intercept) LeastSquares(float[] x, float[] y)
{
    double meanX = x.Average(v => (double)v), meanY = y.Average(v => (double)v);
    double slope = x.Zip(y).Sum(p => (p.First - meanX) * (p.Second - meanY)) / x.Sum(v => (v - meanX) * (v - meanX));
    return (slope, meanY - slope * meanX);
}

static IEnumerable<(double, double)> Pairs(float[] x, float[] y) => x.Zip(y, (a, b) => ((double)a, (double)b));

static IEnumerable<(double, double)> Of(float[] x, Func<double, double> truth) => x.Select(v => ((double)v, truth(v)));

[Network, Input(1), Dense(1), SquaredErrorLoss]
internal sealed partial class Line;

[Network, Input(1)]
[Dense(16), Tanh, Dense(1)]
[SquaredErrorLoss]
internal sealed partial class CurveNetwork;
