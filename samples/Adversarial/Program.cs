// Images that fool a network: each pixel is moved a little in the direction that makes the loss grow, which the gradient with respect to the input tells
// (the fast gradient sign method, Goodfellow, Shlens and Szegedy 2015). A second network is trained on such images too, and withstands them.
//
//   dotnet run -c Release --project samples/Adversarial          writes artifacts/adversarial.png
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int BatchSize = 32, Epochs = 25;
const float Strength = 0.15f;
var (train, test) = DigitImages.Load().Split(0.8, seed: 1);
float[] images = test.ToArray<float>(Dataset.Input);
int[] labels = test.ToArray<int>(Dataset.Target);

var plain = new DigitReader(seed: 1);
plain.Fit(train, new FitOptions { Epochs = Epochs, BatchSize = BatchSize, Optimizer = new AdamW(2e-3), ShuffleSeed = 1 });
var hardened = Harden(new DigitReader(seed: 1));

Console.WriteLine("accuracy on test images whose pixels, from 0 to 1, were moved by");
Console.WriteLine($"{"",-34}{string.Concat(Strengths().Select(s => $"{s,8:F2}"))}");
Console.WriteLine($"{"trained on images",-34}{string.Concat(Strengths().Select(s => $"{Accuracy(plain, s),8:F3}"))}");
Console.WriteLine($"{"trained on moved images too",-34}{string.Concat(Strengths().Select(s => $"{Accuracy(hardened, s),8:F3}"))}");
Console.WriteLine();

// One image of each digit that is read right, and wrong after the move: the image, the move, both.
float[] gradients = Gradients(plain, images, labels), moved = Moved(images, gradients, Strength);
int[] fooled = [.. Enumerable.Range(0, labels.Length).Where(i => Read(plain, images, i) == labels[i] && Read(plain, moved, i) != labels[i])
    .DistinctBy(i => labels[i]).OrderBy(i => labels[i])];
var sheet = new ContactSheet(fooled.Length) { Magnification = 9 };
foreach (int i in fooled) sheet.Add(Of(images, i), DigitImages.Side, DigitImages.Side);
float[] signs = Array.ConvertAll(gradients, g => (float)Math.Sign(g));
foreach (int i in fooled) sheet.Add(Of(signs, i), DigitImages.Side, DigitImages.Side, TileColors.Signed, Strength);
foreach (int i in fooled) sheet.Add(Of(moved, i), DigitImages.Side, DigitImages.Side);
sheet.Save("adversarial.png", $"digits that are read right; moves of {Strength} (blue adds ink, red takes some); what is read wrong");
Console.WriteLine($"read as  {string.Join(' ', fooled.Select(i => Read(plain, images, i)))}");
Console.WriteLine($"and then {string.Join(' ', fooled.Select(i => Read(plain, moved, i)))}");
Console.WriteLine($"accuracy under moves of {Strength}: {Accuracy(plain, Strength):F3}, and {Accuracy(hardened, Strength):F3} where such images were learned too");

static float[] Strengths() => [0, 0.05f, 0.1f, 0.15f, 0.2f, 0.3f];

// Half of each batch as it is, half moved against the network as it is at that moment.
DigitReader Harden(DigitReader model)
{
    Pass attack = model.CreatePass(BatchSize), pass = model.CreatePass(2 * BatchSize);
    var optimizer = new AdamW(2e-3);
    for (int epoch = 1; epoch <= Epochs; epoch++)
        foreach (var batch in train.Batches(BatchSize, shuffleSeed: (ulong)epoch))
        {
            float[] x = batch.Get<float>(Dataset.Input).ToArray();
            int[] y = batch.Get<int>(Dataset.Target).ToArray();
            var gradient = new float[x.Length];
            model.ForwardBackward(attack, x, y, gradient, GradientMode.InputsOnly);
            model.ForwardBackward(pass, [.. x, .. Moved(x, gradient, Strength)], [.. y, .. y]);
            optimizer.Step(model.Parameters);
        }
    return model;
}

double Accuracy(DigitReader model, float strength) => model.Evaluate(Moved(images, Gradients(model, images, labels), strength), labels).Accuracy!.Value;

// The gradient of the loss with respect to each pixel; the network's own gradients stay as they are.
static float[] Gradients(DigitReader model, float[] images, int[] labels)
{
    var gradients = new float[images.Length];
    model.ForwardBackward(model.CreatePass(labels.Length), images, labels, gradients, GradientMode.InputsOnly);
    return gradients;
}

static float[] Moved(float[] images, float[] gradients, float strength) =>
    [.. images.Zip(gradients, (x, g) => Math.Clamp(x + strength * Math.Sign(g), 0, 1))];

static Span<float> Of(float[] images, int index) => images.AsSpan(index * DigitImages.Length, DigitImages.Length);

static int Read(DigitReader model, float[] images, int index) => model.Classify(Of(images, index));

[Network, Input(8, 8, 1)]
[Conv2D(16, 3, Pad = 1), Relu, MaxPool2D(2)]
[Conv2D(32, 3, Pad = 1), Relu, MaxPool2D(2)]
[Flatten, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
internal sealed partial class DigitReader;
