using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Convolutions and their gradients on every vector width against the operations' own meaning in double.</summary>
public class ConvolutionTests
{
    private static readonly Window Same3 = Window.Of(3, 3) with { Top = 1, Bottom = 1, Left = 1, Right = 1 };

    public static TheoryData<int, bool> Paths => new() { { 512, false }, { 256, false }, { 128, false }, { 0, true }, { 256, true } };

    [Theory, MemberData(nameof(Paths))]
    public void Odd_windows(int bits, bool wide)
    {
        var module = Module(wide);
        var image = new Shape(7, 5, 3);
        var odd = Window.Of(3, 2);
        module.Add("plain", image, x => module.Convolution(x, 6, odd));
        module.Add("strided", image, x => module.Convolution(x, 6, odd with { StrideHeight = 2, StrideWidth = 2 }));
        module.Add("dilated", image, x => module.Convolution(x, 5, odd with { DilationHeight = 2, DilationWidth = 2 }));
        module.Add("dilatedPadded", image, x => module.Convolution(x, 17, odd with { DilationHeight = 2, DilationWidth = 2, Top = 2, Bottom = 1, Left = 1, Right = 2 }, bias: false));
        module.Add("stridedDilated", image, x => module.Convolution(
            x, 4, odd with { StrideHeight = 2, StrideWidth = 3, DilationHeight = 2, DilationWidth = 2, Top = 1, Bottom = 2, Left = 2, Right = 1 }));
        module.Add("groups", image, x => module.Convolution(x, 6, odd with { Top = 1, Left = 1 }, groups: 3));
        module.Add("groupsStrided", new Shape(7, 5, 6), x => module.Convolution(x, 9, odd with { StrideHeight = 2, StrideWidth = 2 }, groups: 3, activation: v => Scalar.Max(v, 0)));
        module.Add("widePadding", image, x => module.Convolution(x, 8, odd with { Top = 3, Bottom = 3, Left = 3, Right = 3 }));
        module.Add("strideOverKernel", image, x => module.Convolution(x, 8, Window.Of(1, 1) with { StrideHeight = 2, StrideWidth = 3 }));
        module.Add("pointwise", image, x => module.Convolution(x, 7, Window.Of(1, 1), activation: Scalar.Tanh));
        module.Add("sequence", new Shape(1, 13, 4), x => module.Convolution(x, 5, Window.Of(1, 3) with { Left = 2 }));
        module.Add("column", new Shape(9, 1, 4), x => module.Convolution(x, 5, Window.Of(3, 1) with { Top = 1, Bottom = 1 }));
        module.Check(bits, 1, 2, 7);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Channels(int bits, bool wide)
    {
        var module = Module(wide);
        foreach (int inputs in new[] { 1, 3, 17 })
            foreach (int outputs in new[] { 1, 3, 6, 16, 31, 32, 33 })
                module.Add($"from{inputs}To{outputs}", new Shape(4, 5, inputs), x => module.Convolution(x, outputs, Same3, bias: outputs != 3, activation: v => Scalar.Max(v, 0)));
        module.Add("from32To64", new Shape(5, 13, 32), x => module.Convolution(x, 64, Same3));
        module.Add("from6To16", new Shape(6, 14, 6), x => module.Convolution(x, 16, Window.Of(5, 5)));
        module.Check(bits, 1, 2);
    }

    /// <summary>Windows of 3x3 over channels that fill vectors: tiles of four results, cut off at odd sizes, with every padding, in one block or two.</summary>
    [Theory, MemberData(nameof(Paths))]
    public void Tiles(int bits, bool wide)
    {
        var module = Module(wide);
        Func<Scalar, Scalar> relu = v => Scalar.Max(v, 0);
        module.Add("padded", new Shape(7, 8, 16), x => module.Convolution(x, 16, Same3, activation: relu));
        module.Add("unpadded", new Shape(11, 11, 32), x => module.Convolution(module.Convolution(x, 48, Window.Of(3, 3)), 16, Same3, bias: false, activation: relu));
        module.Add("uneven", new Shape(5, 9, 16), x => module.Convolution(x, 32, Window.Of(3, 3) with { Top = 2, Bottom = 1, Right = 3 }));
        module.Add("blocks", new Shape(31, 30, 16), x => module.Convolution(x, 16, Same3));
        module.Add("transposed", new Shape(6, 8, 16), x => module.Transposed(x, 32, Same3, 6, 8));
        foreach (var activation in new[] { null, relu, v => v * Scalar.Sigmoid(v) })
        {
            string name = activation is null ? "" : activation == relu ? "Relu" : "Silu";
            module.Add("normalised" + name, new Shape(7, 8, 16), x => Normalise(module, module.Convolution(x, 32, Same3), activation), gradients: false);
            module.Add("added" + name, new Shape(7, 8, 16), x => Added(module, module.Convolution(x, 16, Same3, bias: activation is null), x, activation), gradients: false);
            module.Add("normalisedAdded" + name, new Shape(7, 8, 16), x => Added(module, Normalise(module, module.Convolution(x, 16, Same3), null), module.Relu(x), activation), gradients: false);
        }
        var calls = module.Check(bits, 1, 2);
        Assert.All(calls, c => Assert.NotEqual(0, c.TileRows));
        Assert.Equal(3, calls.Select(c => c.Kind).Distinct().Count());
    }

    /// <summary>Images with zeros beside them: written by convolutions, pools and their gradients, read by windows of all kinds in the three directions; and gradients made of runs.</summary>
    [Theory, MemberData(nameof(Paths))]
    public void Halos(int bits, bool wide)
    {
        var module = Module(wide);
        Func<Scalar, Scalar> relu = v => Scalar.Max(v, 0);
        // Three layers of random weights make numbers whose sum has no digits left otherwise.
        Func<Scalar, Scalar> small = v => 0.02 * Scalar.Max(v, 0);
        Window wideWindow = Window.Of(5, 5) with { Top = 2, Bottom = 2, Left = 2, Right = 2 }, odd = Window.Of(3, 2);
        var sparse = odd with { StrideHeight = 2, StrideWidth = 2, DilationHeight = 2, DilationWidth = 2, Top = 2, Bottom = 1, Left = 1, Right = 2 };
        module.Add("chain", new Shape(7, 5, 3), x => module.Convolution(module.Convolution(module.Convolution(x, 16, wideWindow, activation: small), 16, wideWindow), 8, sparse));
        module.Add("backward", new Shape(7, 5, 3), x => module.Convolution(module.Convolution(module.Convolution(x, 16, wideWindow, activation: small), 16, wideWindow, bias: false), 8, sparse));
        module.Add("groups", new Shape(7, 5, 3), x => module.Convolution(module.Convolution(x, 6, odd, activation: relu), 6, sparse, groups: 3));
        module.Add("map", new Shape(7, 5, 8), x => module.Convolution(module.Builder.Map(v => v[0] * v[1], module.Relu(x), module.Convolution(x, 8, Same3)), 16, wideWindow));
        module.Add("pool", new Shape(9, 10, 8), x => module.Convolution(
            module.Builder.Add(new MaxPoolOperation(Window.Tiles(2, 2)), module.Convolution(x, 16, Same3, activation: relu)), 6, wideWindow, activation: relu));
        module.Add("unpadded", new Shape(7, 14, 4), x => module.Convolution(module.Convolution(x, 16, Window.Of(3, 5), activation: relu), 8, Window.Of(3, 3), activation: Scalar.Tanh));
        module.Add("strided", new Shape(9, 11, 4), x => module.Convolution(module.Convolution(x, 16, wideWindow with { StrideHeight = 2, StrideWidth = 2 }, activation: relu), 8, odd));
        module.Add("twice", new Shape(7, 6, 4), x =>
        {
            int y = module.Convolution(x, 16, Same3, activation: relu);
            return module.Builder.Map(v => v[0] * v[1] + v[2], module.Convolution(y, 4, wideWindow), module.Convolution(y, 4, Same3 with { Left = 2, Right = 0 }), module.Convolution(y, 4, Window.Of(1, 1)));
        });
        module.Add("runs", new Shape(9, 14, 1), x => module.Convolution(module.Convolution(x, 6, Same3, activation: relu), 16, Window.Of(5, 5)));
        module.Add("runsStrided", new Shape(9, 11, 3), x => module.Convolution(x, 5, Window.Of(4, 5) with { StrideHeight = 3, StrideWidth = 2, Top = 2, Left = 1, Right = 1 }));
        var calls = module.Check(bits, 1, 2, 7);
        Assert.Contains(calls, c => c.IsRuns);
        Assert.Equal(3, calls.Where(c => c.XStrides.Zeros != (0, 0)).Select(c => c.Kind).Distinct().Count());
    }

    private static int Added(ConvolutionModule module, int x, int y, Func<Scalar, Scalar>? activation) =>
        module.Builder.Map(v => activation is null ? v[0] + v[1] : activation(v[0] + v[1]), x, y);

    /// <summary>Values between layers have rows of vectors, those of views and results have none.</summary>
    [Theory, MemberData(nameof(Paths))]
    public void Chains_and_epilogues(int bits, bool wide)
    {
        var module = Module(wide);
        Func<Scalar, Scalar>?[] activations = [null, v => Scalar.Max(v, 0), Scalar.Tanh, v => 0.5 * v * (1 + Scalar.Erf(v / Math.Sqrt(2))), v => Scalar.Select(Scalar.Less(v, 0), 0.1 * v, v)];
        for (int i = 0; i < activations.Length; i++)
        {
            var activation = activations[i];
            module.Add("epilogue" + i, new Shape(5, 7, 2), x => module.Convolution(
                module.Convolution(module.Convolution(x, 5, Same3, activation: activation), 17, Same3, bias: false, activation: activation), 6, Same3, activation: activation));
        }
        module.Add("flattened", new Shape(5, 7, 2), x =>
        {
            int y = module.Convolution(x, 6, Same3, activation: v => Scalar.Max(v, 0));
            return module.Builder.Dense(module.Builder.Reshape(y, new Shape(5 * 7 * 6)), module.Parameter(10, 5 * 7 * 6));
        });
        module.Add("longRow", new Shape(1, 101, 3), x => module.Convolution(module.Convolution(x, 5, Window.Of(1, 3), activation: Scalar.Tanh), 3, Window.Of(1, 2)));
        module.Check(bits, 1, 7);
    }

    /// <summary>Factors and summands of channels, as of a normalisation by running statistics, are part of the kernel, with what is done behind.</summary>
    [Theory, MemberData(nameof(Paths))]
    public void Normalised(int bits, bool wide)
    {
        var module = Module(wide);
        Func<Scalar, Scalar>?[] activations = [null, v => Scalar.Max(v, 0), v => v * Scalar.Sigmoid(v)];
        foreach (int outputs in new[] { 3, 16, 33 })
            for (int i = 0; i < activations.Length; i++)
            {
                var activation = activations[i];
                module.Add($"to{outputs}With{i}", new Shape(5, 7, 4), x => Normalise(module, module.Convolution(x, outputs, Same3, bias: i == 1), activation), gradients: false);
            }
        module.Add("transposed", new Shape(3, 4, 6), x => Normalise(module, module.Transposed(x, 9, Same3 with { StrideHeight = 2, StrideWidth = 2 }, 6, 7, 3, activation: null), activations[1]), gradients: false);
        module.Add("chain", new Shape(5, 7, 2), x => Normalise(module, module.Convolution(Normalise(module, module.Convolution(x, 6, Same3), activations[1]), 8, Same3), null), gradients: false);
        module.Add("added", new Shape(5, 7, 6), x => module.Builder.Map(v => Scalar.Max(v[0] + v[1], 0), Normalise(module, module.Convolution(x, 6, Same3), null), x), gradients: false);
        module.Check(bits, 1, 2);
    }

    private static int Normalise(ConvolutionModule module, int x, Func<Scalar, Scalar>? activation)
    {
        int channels = module.Builder.ShapeOf(x).Last;
        int scale = module.Builder.Map(v => 1 / Scalar.Sqrt(v[0] * v[0] + 0.1), module.Parameter(channels));
        int y = module.Builder.Map(v => (v[0] - v[1]) * v[2] + v[3], x, module.Parameter(channels), module.Builder.Map(v => v[0] * v[1], scale, module.Parameter(channels)), module.Parameter(channels));
        return activation is null ? y : module.Builder.Map(v => activation(v[0]), y);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Groups_and_depthwise(int bits, bool wide)
    {
        var module = Module(wide);
        foreach (int channels in new[] { 2, 3, 17, 32, 37 })
        {
            module.Add("depthwise" + channels, new Shape(5, 6, channels), x => module.Convolution(x, channels, Same3, channels, activation: v => Scalar.Max(v, 0)));
            module.Add("depthwiseNormalised" + channels, new Shape(5, 6, channels), x => Normalise(module, module.Convolution(x, channels, Same3, channels), v => v * Scalar.Sigmoid(v)), gradients: false);
            module.Add("depthwiseStrided" + channels, new Shape(7, 5, channels), x => module.Convolution(
                module.Relu(x), channels, Window.Of(3, 2) with { StrideHeight = 2, StrideWidth = 2, DilationWidth = 2, Left = 1, Top = 1 }, channels));
        }
        module.Add("multiplied", new Shape(5, 6, 4), x => module.Convolution(x, 12, Same3, 4));
        module.Add("twoGroups", new Shape(5, 6, 34), x => module.Convolution(x, 34, Same3, 2, activation: Scalar.Tanh));
        module.Add("pointwiseGroups", new Shape(5, 6, 6), x => module.Convolution(x, 9, Window.Of(1, 1), 3));
        var calls = module.Check(bits, 1, 2);
        Assert.All(calls.Where(c => c.Weights.IsDepthwise && c.Kind == LoweredKind.Convolution), c => Assert.True(c.IsFinished));
    }

    [Theory, MemberData(nameof(Paths))]
    public void Transposed(int bits, bool wide)
    {
        var module = Module(wide);
        module.Add("doubling", new Shape(3, 4, 5), x => module.Transposed(x, 6, Window.Of(2, 2) with { StrideHeight = 2, StrideWidth = 2 }, 6, 8));
        module.Add("odd", new Shape(3, 4, 6), x => module.Transposed(x, 9, Same3 with { StrideHeight = 2, StrideWidth = 2 }, 6, 7, 3));
        module.Add("dilated", new Shape(3, 4, 2), x => module.Transposed(x, 3, Window.Of(3, 2) with { StrideHeight = 3, StrideWidth = 2, DilationHeight = 2, DilationWidth = 2 }, 11, 9));
        module.Add("pointwise", new Shape(3, 4, 2), x => module.Transposed(x, 3, Window.Of(1, 1), 3, 4));
        module.Check(bits, 1, 2, 7);
    }

    private static ConvolutionModule Module(bool wide) => new(wide ? Compiler.Graph.Precision.Double : Compiler.Graph.Precision.Single);
}
