using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Autodiff;

/// <summary>Gradients and gradients of gradients of operations on images, against finite differences, at odd sizes.</summary>
public class ImageGradientTests
{
    /// <summary>Window, groups, image and outputs.</summary>
    public static TheoryData<int[], int, int[], int> Convolutions => new()
    {
        { [3, 2, 1, 1, 1, 1, 0, 0, 0, 0], 1, [7, 5, 3], 2 },
        { [3, 2, 2, 2, 1, 1, 1, 0, 0, 1], 1, [7, 5, 3], 2 },
        { [3, 2, 1, 1, 2, 2, 2, 2, 1, 1], 1, [7, 5, 3], 2 },
        { [3, 2, 2, 1, 2, 1, 2, 1, 0, 0], 3, [7, 5, 3], 3 },
        { [3, 3, 1, 1, 1, 1, 1, 1, 1, 1], 3, [3, 4, 3], 6 },
        { [1, 1, 1, 1, 1, 1, 0, 0, 0, 0], 1, [1, 1, 3], 2 },
        { [3, 3, 1, 1, 1, 1, 1, 1, 1, 1], 1, [1, 1, 1], 1 },
        { [1, 3, 1, 2, 1, 1, 0, 0, 1, 1], 2, [1, 8, 4], 2 },
        { [2, 2, 3, 3, 1, 1, 0, 0, 0, 0], 1, [7, 7, 1], 1 },
    };

    [Theory]
    [MemberData(nameof(Convolutions))]
    public void ConvolutionsAndTheirGradients(int[] window, int groups, int[] image, int outputs)
    {
        var w = Of(window);
        int[] kernel = [outputs, image[2] / groups, w.KernelHeight, w.KernelWidth], places = [w.OutputHeight(image[0]), w.OutputWidth(image[1]), outputs];
        foreach (int batch in new[] { 3 })
        {
            var check = new GradientCheck { Batch = batch };
            int x = check.Input(image), weight = check.Unbatched(kernel);
            check.CheckTwice(check.Builder.Convolution(x, weight, w, groups), x, weight);
            int dy = check.Input(places);
            check.CheckTwice(check.Builder.Add(new ConvolutionInputGradientOperation(w, groups, image[0], image[1]), dy, weight), dy, weight);
            check.CheckTwice(check.Builder.Add(new ConvolutionWeightGradientOperation(w, groups), x, dy), x, dy);
        }
        var one = new GradientCheck();
        int unbatched = one.Unbatched(image), weights = one.Unbatched(kernel);
        one.CheckTwice(one.Builder.Convolution(unbatched, weights, w, groups), unbatched, weights);
    }

    [Theory]
    [InlineData(2, 2, 2, 2, 1, 1, 0, 0, 0, 0)]
    [InlineData(3, 2, 2, 1, 1, 1, 1, 1, 1, 0)]
    [InlineData(3, 3, 1, 1, 2, 1, 1, 1, 1, 1)]
    [InlineData(2, 2, 3, 3, 1, 1, 0, 0, 0, 0)]
    [InlineData(1, 1, 1, 1, 1, 1, 0, 0, 0, 0)]
    public void Pools(params int[] window)
    {
        var w = Of(window);
        foreach (int batch in new[] { 2 })
        {
            var check = new GradientCheck { Batch = batch };
            int x = check.Input(7, 5, 3);
            int cubed = check.Builder.Map(v => v[0] * v[0] * v[0], x);
            check.CheckTwice(check.Builder.Add(new MaxPoolOperation(w), cubed), x);
            check.CheckTwice(check.Builder.Add(new SumPoolOperation(w), cubed), x);
            int dy = check.Input(w.OutputHeight(7), w.OutputWidth(5), 3), z = check.Input(7, 5, 3);
            int y = check.Builder.Add(new MaxPoolOperation(w), x);
            int dy3 = check.Builder.Map(v => v[0] * v[0] * v[0], dy), z3 = check.Builder.Map(v => v[0] * v[0] * v[0], z);
            check.CheckTwice(check.Builder.Add(new MaxPoolGradientOperation(w), x, y, dy3), dy);
            check.CheckTwice(check.Builder.Add(new MaxPoolSelectOperation(w), x, y, z3), z);
            check.CheckTwice(check.Builder.Add(new SumPoolGradientOperation(w, 7, 5), dy3), dy);
        }
    }

    [Fact]
    public void PaddingSlicesAndInterpolation()
    {
        var check = new GradientCheck { Batch = 3 };
        int x = check.Input(4, 1, 5), b = check.Unbatched(4, 6);
        int curved = check.Builder.Map(v => Scalar.Tanh(v[0]) * v[0], x), unbatched = check.Builder.Map(v => Scalar.Exp(v[0]), b);
        check.CheckTwice(check.Builder.Add(new PadOperation([1, 0, 2], [0, 3, 1], [2, 1, 3]), curved), x);
        check.CheckTwice(check.Builder.Pad(unbatched, [0, 1], [2, 0]), b);
        check.CheckTwice(check.Builder.Slice(curved, [1, 0, 0], [2, 1, 3], [2, 1, 2]), x);
        check.CheckTwice(check.Builder.Slice(unbatched, [1, 2], [2, 3]), b);
        check.CheckTwice(check.Builder.Add(new InterpolateOperation(0, 3), curved), x);
        check.CheckTwice(check.Builder.Add(new InterpolateOperation(1, 2), curved), x);
        check.CheckTwice(check.Builder.Add(new InterpolateOperation(2, 4), curved), x);
        check.CheckTwice(check.Builder.Add(new InterpolateGradientOperation(1, 3), unbatched), b);
    }

    private static Window Of(int[] w) => new(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9]);
}
