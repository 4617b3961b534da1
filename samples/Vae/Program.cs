// A variational autoencoder (Kingma and Welling 2014): each digit becomes a small cloud in a plane rather than a point, and the clouds together are held near
// a normal distribution, so that every place of the plane decodes to something like a digit.
//
//   dotnet run -c Release --project samples/Vae          writes artifacts/vae.png: the plane, decoded place by place
using System.Globalization;
using NetGen;
using NetGen.Samples;
using static NetGen.Layers;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Grid = 18;
var (train, test) = DigitImages.Load().Split(0.9, seed: 1);
float[] images = train.ToArray<float>(Dataset.Input), others = test.ToArray<float>(Dataset.Input);
Console.WriteLine(VariationalAutoencoder.Summary);
Console.WriteLine();

var model = new VariationalAutoencoder(seed: 1);
foreach (double rate in new[] { 3e-3, 1e-3, 3e-4 })
{
    model.Fit(images, new FitOptions { Epochs = 50, BatchSize = 64, Optimizer = new Adam(rate), ShuffleSeed = 1 });
    Console.WriteLine($"bound on the negative log-likelihood of {test.Count} other digits after 50 epochs at {rate}: {model.Evaluate(others).Loss:F2}");
}

// Equal steps of probability, not of distance: as many places where the digits are as the normal distribution has there.
var places = new float[Grid * Grid * 2];
for (int row = 0; row < Grid; row++)
    for (int column = 0; column < Grid; column++)
        (places[(row * Grid + column) * 2], places[(row * Grid + column) * 2 + 1]) = (Quantile((column + 0.5) / Grid), Quantile((row + 0.5) / Grid));
float[] digits = model.Decode(places);
var sheet = new ContactSheet(Grid) { Magnification = 5, Background = 0 };
for (int i = 0; i < Grid * Grid; i++) sheet.Add(digits.AsSpan(i * DigitImages.Length, DigitImages.Length), DigitImages.Side, DigitImages.Side);
Console.WriteLine();
sheet.Save("vae.png", $"{Grid * Grid} generated digits, each from its place in the plane");

// The normal distribution's, by bisection of its density's integral.
static float Quantile(double probability)
{
    double low = -6, high = 6;
    for (int i = 0; i < 40; i++)
    {
        double middle = (low + high) / 2;
        if (Cumulative(middle) < probability) low = middle;
        else high = middle;
    }
    return (float)low;
}

// By Simpson's rule.
static double Cumulative(double x)
{
    const int Steps = 200;
    double h = x / Steps, sum = 0;
    for (int i = 0; i <= Steps; i++) sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-0.5 * i * h * i * h);
    return 0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI);
}

[Network]
internal sealed partial class VariationalAutoencoder
{
    private static (Tensor logits, Tensor mean, Tensor logVariance) Forward([Shape(64)] Tensor image)
    {
        var hidden = Tanh(Dense(Tanh(Dense(image, 96)), 48));
        Tensor mean = Dense(hidden, 2), logVariance = Dense(hidden, 2);
        var place = IsTraining ? mean + Exp(0.5 * logVariance) * RandomNormal(2) : mean;
        return (Logits(place), mean, logVariance);
    }

    /// <summary>A digit from its place in the plane.</summary>
    [Entry] private static Tensor Decode([Shape(2)] Tensor place) => Sigmoid(Logits(place));

    [Shared] private static Tensor Logits(Tensor place) => Dense(Tanh(Dense(Tanh(Dense(place, 48)), 96)), 64);

    /// <summary>The binary cross-entropy of the pixels, and how far the cloud is from the normal distribution.</summary>
    [Loss]
    private static (Tensor error, Tensor divergence) Loss(Tensor logits, Tensor mean, Tensor logVariance, Tensor image) =>
        (Sum(Softplus(logits) - image * logits), -0.5 * Sum(1 + logVariance - Square(mean) - Exp(logVariance)));
}
