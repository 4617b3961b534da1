// A deep autoencoder: 64 pixels of a digit through five layers of sigmoids into 6 numbers and back. Trained end to end, and once more after each layer
// has learned alone to code and decode what the layer before makes (Hinton and Salakhutdinov 2006, with autoencoders in place of Boltzmann machines).
//
//   dotnet run -c Release --project samples/Autoencoder          writes artifacts/autoencoder.png and artifacts/autoencoder.svg
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Pretraining = 15, Epochs = 60, Shown = 16;
var (train, test) = DigitImages.Load().Split(0.8, seed: 1);
float[] images = train.ToArray<float>(Dataset.Input), others = test.ToArray<float>(Dataset.Input);
Console.WriteLine(DeepAutoencoder.Summary);
Console.WriteLine();

// The same number of epochs for both: those of the three layers count too, though they cost less.
var wholeCurve = new Curve("end to end", 0);
var whole = new DeepAutoencoder(seed: 1);
Train(whole, Epochs, wholeCurve);

// Each pair of layers learns to reproduce its input through fewer numbers; the codes of one are the inputs of the next.
var first = new FirstPair(seed: 1);
first.Fit(images, images, Options(Pretraining));
float[] codes = first.Encode(images);
var second = new SecondPair(seed: 1);
second.Fit(codes, codes, Options(Pretraining));
codes = second.Encode(codes);
var third = new ThirdPair(seed: 1);
third.Fit(codes, codes, Options(Pretraining));

var pretrainedCurve = new Curve("layers first", 3 * Pretraining);
var pretrained = new DeepAutoencoder(seed: 1);
pretrained.Parameters.CopyFrom(first.Parameters, "*code1.*");
pretrained.Parameters.CopyFrom(second.Parameters, "*code2.*");
pretrained.Parameters.CopyFrom(third.Parameters, "*code3.*");
double beginning = Error(pretrained);
Train(pretrained, Epochs - 3 * Pretraining, pretrainedCurve);

Console.WriteLine($"mean squared error of {test.Count} digits that no network was trained on, after {Epochs} epochs in all:");
Console.WriteLine($"  end to end                        {Error(whole):F4}");
Console.WriteLine($"  {Pretraining} epochs a layer, then together    {Error(pretrained):F4}; before the layers were trained together {beginning:F4}");

var sheet = new ContactSheet(Shown) { Magnification = 5 };
foreach (float[] row in new[] { others, whole.Predict(others), pretrained.Predict(others) })
    for (int i = 0; i < Shown; i++) sheet.Add(row.AsSpan(i * DigitImages.Length, DigitImages.Length), DigitImages.Side, DigitImages.Side);
sheet.Save("autoencoder.png", "digits, and what is left of them after 6 numbers: trained end to end, and after pretraining");
var plot = new Plot("Autoencoders of six layers", "epochs, those of single layers too", "mean squared error of test digits") { YRange = (0, 0.16) };
foreach (var curve in new[] { wholeCurve, pretrainedCurve }) plot.Line(curve.Name, curve.Points);
plot.Save(Path.Combine("artifacts", "autoencoder.svg"));
Console.WriteLine("artifacts/autoencoder.svg: the error while training");

void Train(DeepAutoencoder model, int epochs, Curve curve)
{
    curve.Points.Add((curve.Begin, Error(model)));
    model.Fit(images, images, Options(epochs) with { Callbacks = [new EachEpoch(epoch => curve.Points.Add((curve.Begin + epoch, Error(model))))] });
}

double Error(DeepAutoencoder model) => model.Evaluate(others, others).Loss;

static FitOptions Options(int epochs) => new() { Epochs = epochs, BatchSize = 32, Optimizer = new Adam(3e-3), ShuffleSeed = 1 };

internal sealed record Curve(string Name, int Begin)
{
    public List<(double, double)> Points { get; } = [];
}

internal sealed class EachEpoch(Action<int> action) : Callback
{
    public override void OnEpochEnd(TrainingContext context, EpochResult result) => action(context.Epoch);
}
