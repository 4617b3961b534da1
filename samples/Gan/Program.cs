// Two networks that train each other: one makes digits out of noise by transposed convolutions, the other tells them from handwritten ones, and its
// gradients with respect to its inputs are what the first learns from (Goodfellow et al. 2014; the layers as in DCGAN, Radford, Metz and Chintala 2016).
//
//   dotnet run -c Release --project samples/Gan                          writes artifacts/gan.png
//   dotnet run -c Release --project samples/Gan -- --epochs 200 --seed 7
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int BatchSize = 64, Shown = 16, Rows = 8;
int epochs = Option("--epochs", 100);
ulong seed = (ulong)Option("--seed", 1);
var digits = DigitImages.Load();
Console.WriteLine(Generator.Summary);
Console.WriteLine();
Console.WriteLine(Discriminator.Summary);
Console.WriteLine();

var generator = new Generator(seed);
var discriminator = new Discriminator(seed);
Pass made = generator.CreatePass(BatchSize), judged = discriminator.CreatePass(BatchSize);
Optimizer ofGenerator = new Adam(1e-3, beta1: 0.5), ofDiscriminator = new Adam(5e-4, beta1: 0.5);
var random = new RandomStream(seed);
float[] noise = new float[BatchSize * Generator.InputLength], gradient = new float[BatchSize * DigitImages.Length];
// What handwritten and made digits are taken for while the discriminator learns: a little doubt keeps its gradients alive.
float[] real = Filled(0.9f), fake = Filled(0), wished = Filled(1);

// The same noise in every row of the picture.
float[] shownNoise = Noise(new float[Shown * Generator.InputLength]);
var sheet = new ContactSheet(Shown) { Magnification = 6 };
Show();
for (int epoch = 1, row = 1; epoch <= epochs; epoch++)
{
    double judge = 0, maker = 0;
    int steps = 0;
    foreach (var batch in digits.Batches(BatchSize, shuffleSeed: seed + (ulong)epoch))
    {
        if (batch.Count < BatchSize) break;
        judge += discriminator.ForwardBackward(judged, batch.Get<float>(Dataset.Input), real);
        judge += discriminator.ForwardBackward(judged, generator.Forward(made, Noise(noise)), fake, mode: GradientMode.Accumulate);
        ofDiscriminator.Step(discriminator.Parameters);

        // What would have to change in the made images for them to pass as handwritten; the discriminator itself stays as it is.
        maker += discriminator.ForwardBackward(judged, generator.Forward(made, Noise(noise)), wished, gradient, GradientMode.InputsOnly);
        generator.Backward(made, gradient);
        ofGenerator.Step(generator.Parameters);
        steps++;
    }
    if (epoch < row * (double)epochs / (Rows - 2) && epoch != epochs) continue;
    row++;
    Show();
    Console.WriteLine($"epoch {epoch,3}: discriminator {judge / steps:F3}, generator {maker / steps:F3}");
}
for (int i = 0; i < Shown; i++) sheet.Add(digits.Sample<float>(Dataset.Input, i), DigitImages.Side, DigitImages.Side);
Console.WriteLine();
sheet.Save("gan.png", "digits made of the same noise from before the training, above, to its end; in the last row handwritten ones");

void Show()
{
    float[] images = generator.Predict(shownNoise);
    for (int i = 0; i < Shown; i++) sheet.Add(images.AsSpan(i * DigitImages.Length, DigitImages.Length), DigitImages.Side, DigitImages.Side);
}

float[] Noise(float[] values)
{
    for (int i = 0; i < values.Length; i++) values[i] = (float)random.Normal();
    return values;
}

static float[] Filled(float value)
{
    var values = new float[BatchSize];
    Array.Fill(values, value);
    return values;
}

int Option(string name, int otherwise)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return otherwise;
    if (at + 1 < args.Length && int.TryParse(args[at + 1], CultureInfo.InvariantCulture, out int value) && value > 0) return value;
    Console.Error.WriteLine($"{name} takes a number above 0, as in {name} {otherwise}");
    Environment.Exit(2);
    return 0;
}

[Network, Input(16)]
[Dense(128, Bias = false), BatchNorm, Relu, Reshape(2, 2, 32)]
[ConvTranspose2D(32, 4, Stride = 2, Pad = 1, Bias = false), BatchNorm, Relu]
[ConvTranspose2D(1, 4, Stride = 2, Pad = 1), Sigmoid]
internal sealed partial class Generator;

[Network, Input(8, 8, 1)]
[Conv2D(32, 4, Stride = 2, Pad = 1), LeakyRelu(0.2), Dropout(0.3)]
[Conv2D(64, 4, Stride = 2, Pad = 1), LeakyRelu(0.2), Dropout(0.3)]
[Flatten, Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
internal sealed partial class Discriminator;
