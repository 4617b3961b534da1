using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Benchmarks.Kernels;

/// <summary>A convolution whose result is as large as its image, by itself in one direction, emitted and compiled as in a user's project.</summary>
internal sealed class ConvolutionKernel
{
    private delegate void Kernel(Span<float> image, Span<float> other, Span<float> bias, Span<float> result, int samples);

    private ConvolutionKernel(Action run, long flops)
    {
        Run = run;
        Flops = flops;
    }

    public Action Run { get; }

    /// <summary>Multiplications and additions as they are usually counted: all of the window at every place, those with padding too.</summary>
    public long Flops { get; }

    /// <summary>Image height and width, window, inputs, outputs.</summary>
    public static readonly (int Size, int Window, int Inputs, int Outputs)[] Sizes =
        [(32, 3, 16, 16), (32, 3, 32, 32), (32, 3, 64, 64), (16, 3, 16, 16), (16, 3, 32, 32), (16, 3, 64, 64), (8, 3, 16, 16), (8, 3, 32, 32), (8, 3, 64, 64), (28, 5, 1, 6), (28, 5, 6, 16)];

    public static ConvolutionKernel Create(DenseDirection direction, int samples, int size, int kernel, int inputs, int outputs)
    {
        var precision = Compiler.Graph.Precision.Single;
        var window = Window.Of(kernel, kernel) with { Top = kernel / 2, Bottom = kernel / 2, Left = kernel / 2, Right = kernel / 2 };
        var weights = WeightLayout.Of([outputs, inputs, kernel, kernel], 1, precision);
        bool forward = direction == DenseDirection.Forward;
        Shape image = new(size, size, inputs), map = new(size, size, outputs);
        Operation operation = forward ? new ConvolutionOperation(window, 1) : new ConvolutionInputGradientOperation(window, 1, size, size);
        var form = direction == DenseDirection.WeightGradient ? Region.Arena
            : WindowCalls.WeightsOf(operation, forward ? weights : weights.Transposed, forward ? image : map, forward ? map : image, plain: !forward);
        Strides x = Image(inputs, inputs > 1, direction != DenseDirection.InputGradient), y = Image(outputs, true, direction == DenseDirection.InputGradient);
        // Whatever reads beyond an image has room before its first row.
        Argument a = new(new Location(Region.Arena, 0), 0, Offset: 256), b = new(new Location(form, 1), 0), c = new(new Location(Region.Arena, 2), 0), d = new(new Location(Region.Arena, 3), 0);
        var relu = Expression.Unary(v => Scalar.Max(v, 0));
        var call = direction switch
        {
            DenseDirection.Forward => new ConvolutionCall(
                0, 1, "", LoweredKind.Convolution, operation, weights, a, x, b, null, null, c, d, y, relu, Extent.Batch),
            DenseDirection.InputGradient => new ConvolutionCall(
                0, 1, "", LoweredKind.ConvolutionInputGradient, operation, weights.Transposed, a, y, b, null, null, null, d, x, null, Extent.Batch),
            _ => new ConvolutionCall(
                0, 1, "", LoweredKind.ConvolutionWeightGradient, new ConvolutionWeightGradientOperation(window, 1), weights, a, x, b, y, null, null, d, null, null, Extent.Batch),
        };
        var run = Compile(call, precision);
        int images = samples * x.Sample + 512, other = samples * y.Sample + 512, panels = 2 * Math.Max(weights.Length, weights.Transposed.Length) + 64;
        var (first, second, result) = direction switch
        {
            DenseDirection.Forward => (images, panels, other),
            DenseDirection.InputGradient => (other, panels, images),
            _ => (images, other, panels),
        };
        Memory<float> from = DenseKernel.Numbers(first), with = DenseKernel.Numbers(second), bias = DenseKernel.Numbers(outputs + 32), to = DenseKernel.Numbers(result);
        return new ConvolutionKernel(() => run(from.Span, with.Span, bias.Span, to.Span, samples), 2L * samples * size * size * kernel * kernel * inputs * outputs);

        // Images of a network's own have zeros beside them, where runs of columns are without gaps.
        Strides Image(int channels, bool padded, bool isRead)
        {
            int column = padded ? PanelLayout.LeadingDimension(channels, precision) : channels, zeros = isRead && padded && column == channels && form is not (Region.Tiles or Region.TurnedTiles or Region.Runs) ? kernel / 2 : 0;
            int row = (size + 2 * zeros) * column;
            return new Strides(size * row, new([size, size, channels]), new([row, column, 1])) { Zeros = (zeros, zeros) };
        }
    }

    private static Kernel Compile(ConvolutionCall call, Compiler.Graph.Precision precision)
    {
        var writer = new CodeWriter();
        foreach (string name in ContractionKernels.Usings.Append("NetGen.CompilerServices").Distinct()) writer.Line($"using {name};");
        using (writer.Braces("public static class Host"))
        {
            using (writer.Braces("public static void Run(Span<float> image, Span<float> other, Span<float> bias, Span<float> result, int samples)"))
            {
                writer.Line("ref float a = ref MemoryMarshal.GetReference(image), b = ref MemoryMarshal.GetReference(other), c = ref MemoryMarshal.GetReference(bias), d = ref MemoryMarshal.GetReference(result);");
                writer.Line(new WindowStatements("float", argument => argument.Offset == 0 ? "ref " + "abcd"[argument.Location.Index] : $"ref Unsafe.Add(ref {"abcd"[argument.Location.Index]}, {argument.Offset})", "samples").Of(call, null));
            }
            using (writer.Braces("private static class Kernels"))
            {
                bool costly = ContractionKernels.Emit(writer, [], precision, [call.Epilogue]);
                ConvolutionKernels.Emit(writer, [call], precision, costly);
            }
        }
        return DenseKernel.Compile(writer.ToString()).CreateDelegate<Kernel>();
    }
}
