// An image with the content of one and the style of another: its pixels are moved until what a network sees in it has the places of the first
// image and the correlations between features, the Gram matrices, of the second (Gatys, Ecker and Bethge 2016). The network is frozen and has random
// weights, as textures need no trained ones (Ustyuzhaninov et al. 2016). Both images are drawn by the sample, or named by the user.
//
//   dotnet run -c Release --project samples/StyleTransfer                               writes artifacts/style.png
//   dotnet run -c Release --project samples/StyleTransfer -- CONTENT.png STYLE.png      of any size; both become 96 x 96
using System.Globalization;
using NetGen;
using NetGen.Samples;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Side = StyleNetwork.Side, Steps = 240, Shown = 4;
float[] content = Load(args, 0) ?? Scenes.Landscape(Side), style = Load(args, 1) ?? Scenes.Brushwork(Side);
Console.WriteLine(StyleNetwork.Summary);
Console.WriteLine();

var network = new StyleNetwork(seed: 1);
Pass pass = network.CreatePass(1);
float[] places = network.Content(content), gram1 = network.Gram1(style), gram2 = network.Gram2(style), gram3 = network.Gram3(style);
var sheet = new ContactSheet(Shown) { Magnification = 2 };
var shape = new ImageShape(Side, Side, 3);
sheet.Add(content, shape);
sheet.Add(style, shape);
sheet.EndRow();

// Adam over pixels, from the content with a little noise, which even areas need for strokes to begin; the network's own parameters are frozen.
var random = new RandomStream(1);
float[] image = Array.ConvertAll(content, v => Math.Clamp(v + (float)random.Normal(0, 0.03), 0, 1));
float[] gradient = new float[image.Length], mean = new float[image.Length], square = new float[image.Length];
for (int step = 1; step <= Steps; step++)
{
    float loss = network.ForwardBackward(pass, image, places, gram1, gram2, gram3, gradient, GradientMode.InputsOnly);
    double rate = 0.03 * Math.Min(1, 2.0 * (Steps - step + 1) / Steps), scale = rate * Math.Sqrt(1 - Math.Pow(0.999, step)) / (1 - Math.Pow(0.9, step));
    for (int i = 0; i < image.Length; i++)
    {
        mean[i] += 0.1f * (gradient[i] - mean[i]);
        square[i] += 0.001f * (gradient[i] * gradient[i] - square[i]);
        image[i] = Math.Clamp(image[i] - (float)(scale * mean[i] / (Math.Sqrt(square[i]) + 1e-8)), 0, 1);
    }
    if (step % (Steps / Shown) != 0) continue;
    sheet.Add(image, shape);
    Console.WriteLine($"step {step,3}: loss {loss:G4}");
}
Console.WriteLine();
sheet.Save("style.png", "content and style; below, what the content becomes");

static float[]? Load(string[] args, int index)
{
    if (args.Length <= index) return null;
    byte[] pixels = PixelImage.Load(args[index]).ToChannels(3).Resize(Side, Side).Pixels;
    return Array.ConvertAll(pixels, p => p / 255f);
}
