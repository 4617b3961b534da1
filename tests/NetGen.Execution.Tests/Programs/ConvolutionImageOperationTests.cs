using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Pools, slices, padding and interpolation against the operations' own meaning in double.</summary>
public class ConvolutionImageOperationTests
{
    [Theory, InlineData(256, false), InlineData(0, true)]
    public void Pools(int bits, bool wide)
    {
        var module = Module(wide);
        Window[] windows =
        [
            Window.Tiles(2, 2), Window.Of(3, 3) with { StrideHeight = 2, StrideWidth = 2 }, Window.Of(3, 2) with { Top = 1, Bottom = 1, Left = 1, Right = 1 },
            Window.Of(3, 3) with { StrideHeight = 2, StrideWidth = 2, Top = 1, Bottom = 1, Left = 1, Right = 1 }, Window.Of(2, 2) with { DilationHeight = 2, DilationWidth = 2 },
            Window.Of(2, 1) with { StrideHeight = 3, StrideWidth = 2 }, Window.Tiles(2, 2), Window.Of(2, 2), Window.Of(2, 2) with { StrideHeight = 3, StrideWidth = 3 },
        ];
        foreach (int channels in new[] { 1, 3, 6, 17, 32 })
            for (int i = 0; i < windows.Length; i++)
            {
                var window = windows[i];
                int height = i == 0 ? 6 : 7, width = i == 0 ? 8 : 5;
                module.Add($"max{i}Of{channels}", new Shape(height, width, channels), x => module.Builder.Add(new MaxPoolOperation(window), module.Relu(x)));
                module.Add($"sum{i}Of{channels}", new Shape(height, width, channels), x => module.Relu(module.Builder.Add(new SumPoolOperation(window), x)));
            }
        module.Add("upsampled", new Shape(3, 4, 5), x => module.Builder.Add(new SumPoolGradientOperation(Window.Tiles(2, 2), 6, 8), x));
        module.Add("selected", new Shape(4, 4, 5), x =>
        {
            int y = module.Builder.Add(new MaxPoolOperation(Window.Tiles(2, 2)), x);
            return module.Builder.Add(new MaxPoolSelectOperation(Window.Tiles(2, 2)), x, y, module.Builder.Map(v => v[0] * v[0], x));
        });
        module.Check(bits, 1, 2, 7);
    }

    [Theory, InlineData(256, false), InlineData(0, true)]
    public void Movements(int bits, bool wide)
    {
        var module = Module(wide);
        module.Add("padded", new Shape(4, 3, 5), x => module.Builder.Pad(module.Relu(x), [1, 0, 2], [0, 2, 1]));
        module.Add("spread", new Shape(4, 3, 5), x => module.Builder.Add(new PadOperation([1, 0, 0], [0, 2, 0], [2, 3, 1]), x));
        module.Add("sliced", new Shape(7, 6, 5), x => module.Builder.Slice(module.Relu(x), [1, 0, 2], [3, 2, 3], [2, 3, 1]));
        module.Add("vector", new Shape(9), x => module.Relu(module.Builder.Slice(x, [2], [3], [3])));
        module.Add("bilinear", new Shape(3, 4, 6), x => module.Builder.Add(new InterpolateOperation(1, 3), module.Builder.Add(new InterpolateOperation(0, 2), module.Relu(x))));
        module.Add("linear", new Shape(5, 1), x => module.Relu(module.Builder.Add(new InterpolateOperation(0, 2), x)));
        module.Add("reshaped", new Shape(5, 6), x => module.Convolution(module.Builder.Reshape(module.Relu(x), new Shape(5, 6, 1)), 3, Window.Of(2, 2)));
        module.Add("rows", new Shape(6), x => module.Convolution(module.Builder.Reshape(module.Relu(x), new Shape(1, 6, 1)), 3, Window.Of(1, 2)));
        module.Check(bits, 1, 2, 7);
    }

    private static ConvolutionModule Module(bool wide) => new(wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single);
}
