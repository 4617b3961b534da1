using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The statements that run convolutions, pools, and what only moves elements.</summary>
/// <param name="type">The numbers' type as C#.</param>
/// <param name="reference">An argument as C#: <c>ref Unsafe.Add(ref arena, 64)</c>.</param>
/// <param name="batch">The number of samples as C#.</param>
internal sealed class WindowStatements(string type, Func<Argument, string> reference, string batch)
{
    /// <summary>Whether convolutions take another value at the places of their results.</summary>
    public bool WithResidual { get; init; }

    private string Nothing => $"ref Unsafe.NullRef<{type}>()";

    /// <param name="unit">Where its units begin among those of a region, of which the statement computes the range from <c>first</c> to <c>end</c>; null for all units.</param>
    public string Of(ConvolutionCall call, int? unit)
    {
        var window = ConvolutionKernels.WindowOf(call.Operation);
        int groups = call.Weights.Groups;
        string count = call.Samples.ToCode(batch), x = reference(call.X), other = reference(call.Other), result = reference(call.Result);
        string scale = call.Scale is null ? Nothing : reference(call.Scale), bias = call.Bias is null ? Nothing : reference(call.Bias);
        string epilogue = $"<Kernels.{EpilogueType.NameOf(call.Epilogue)}>";
        string residual = WithResidual ? (call.Residual is null ? Nothing : reference(call.Residual)) + ", " : "";
        if (call.Kind == LoweredKind.ConvolutionInputGradient)
        {
            if (call.TileRows > 0) return Tiles($"ConvolutionShape.InputGradient({Zeros(call.XStrides)}, {ResultOf(call)}, {Shape(window)}, 1, 0, 0)");
            if (call.IsRuns) return $"Kernels.GradientRuns({x}, {Image(call.XStrides)}, {other}, {result}, {Image(call.ResultStrides!)}, {Shape(window)}, {count});";
            string shapes = $"{result}, {ResultOf(call)}, {Shape(window)}, {CodeWriter.Number(groups)}, {count});";
            return call.Weights.IsDepthwise ? $"Depthwise.InputGradient({x}, {Zeros(call.XStrides)}, {other}, {shapes}"
                : $"Kernels.ConvolveTransposed{epilogue}({x}, {Zeros(call.XStrides)}, {other}, {scale}, {bias}, {shapes}";
        }
        bool forward = call.Kind == LoweredKind.Convolution;
        string shape = $"ConvolutionShape.Forward({Zeros(call.XStrides)}, {(forward ? ResultOf(call) : Image(call.OtherStrides!))}, {Shape(window)}{(groups > 1 ? ", " + CodeWriter.Number(groups) : "")})";
        if (call.Weights.IsDepthwise)
            return call.IsFinished ? $"Kernels.ConvolveChannels{epilogue}({x}, {other}, {scale}, {bias}, {result}, {shape}, {count});"
                : forward ? $"Depthwise.Correlate({x}, {other}, {Nothing}, {result}, {shape}, {count});"
                : $"Depthwise.WeightGradient({x}, {other}, {result}, {shape}, {count});";
        if (call.TileRows > 0)
            return forward ? Tiles(shape) : $"Kernels.TileGradient({x}, {other}, {result}, {shape}, {CodeWriter.Number(call.TileRows)}, {count}, {Range(call, unit)});";
        return forward ? $"Kernels.Convolve{epilogue}({x}, {other}, {scale}, {bias}, {residual}{result}, {shape}, {count});"
            : $"Kernels.{(LineGradientKernels.Fits(call) ? "LineGradient" : "WindowGradient")}({x}, {other}, {result}, {shape}, {count}, {Range(call, unit)});";

        string Tiles(string shapes) => $"Kernels.ConvolveTiles{epilogue}({x}, {other}, {scale}, {bias}, {residual}{result}, {shapes}, {CodeWriter.Number(call.TileRows)}, {count});";
    }

    private static string Range(ConvolutionCall call, int? unit)
    {
        string less = unit is > 0 ? " - " + CodeWriter.Number(unit.Value) : "", units = CodeWriter.Number(Units(call));
        return unit is null ? $"0, {units}" : $"Math.Max(first{less}, 0), Math.Min(end{less}, {units})";
    }

    /// <summary>The parts of a weight gradient that can be divided between threads.</summary>
    public static int Units(ConvolutionCall call)
    {
        if (LineGradientKernels.Fits(call)) return LineGradientKernels.Units(call);
        var (weights, window) = (call.Weights, ConvolutionKernels.WindowOf(call.Operation));
        if (call.TileRows > 0) return weights.Channels / ConvolutionTiles.UnitInputs;
        bool run = IsRun(call);
        int taps = run ? 1 : window.KernelWidth, inputs = run ? window.KernelWidth * weights.Channels : weights.Channels;
        int panels = weights.Panels.FullPanels + (weights.Panels.TailWidth > 0 ? 1 : 0);
        return weights.Groups * panels * window.KernelHeight * taps * ((inputs + ConvolutionKernels.UnitInputs - 1) / ConvolutionKernels.UnitInputs);
    }

    /// <summary>Whether a row of the window is one run of elements of the image.</summary>
    public static bool IsRun(ConvolutionCall call)
    {
        var (weights, window) = (call.Weights, ConvolutionKernels.WindowOf(call.Operation));
        return weights.Groups == 1 && window.DilationWidth == 1 && (call.XStrides.Distances[1] == weights.Channels || window.KernelWidth > 1 || NeedsPadding(call, window));
    }

    /// <summary>Whether windows reach beyond the columns of the image and the zeros beside it.</summary>
    private static bool NeedsPadding(ConvolutionCall call, Window window) =>
        window.Left > call.XStrides.Zeros.Before
        || (call.OtherStrides!.Sizes[1] - 1) * window.StrideWidth + window.ExtentWidth - window.Left > call.XStrides.Sizes[1] + call.XStrides.Zeros.After;

    /// <summary>Writes the zeros beside images.</summary>
    public static string Beside(string image, Strides strides, string count) => $"ImageCopy.ClearBeside({image}, {Zeros(strides)}, {count});";

    private static string Zeros(Strides strides) =>
        Image(strides) + (strides.Zeros == (0, 0) ? "" : $" {{ Before = {CodeWriter.Number(strides.Zeros.Before)}, After = {CodeWriter.Number(strides.Zeros.After)} }}");

    public string Of(MovementCall call)
    {
        string result = reference(call.Result), count = call.Samples.ToCode(batch);
        string[] operands = call.Operands.Select(reference).ToArray();
        switch (call.Operation)
        {
            case MaxPoolOperation or MaxPoolGradientOperation or MaxPoolSelectOperation or SumPoolOperation or SumPoolGradientOperation:
                // Where all images have room for it, the padding is computed too, so that vectors are full.
                int channels = call.ResultStrides.Sizes[2];
                int padded = PanelLayout.LeadingDimension(channels, type == "float" ? Precision.Single : Precision.Double);
                var all = call.OperandStrides.Append(call.ResultStrides);
                if (all.All(s => s.Distances[1] >= padded && s.Sample >= padded)) channels = padded;
                string name = call.Operation switch
                {
                    MaxPoolOperation => "Max",
                    MaxPoolGradientOperation => "MaxGradient",
                    MaxPoolSelectOperation => "MaxSelect",
                    SumPoolOperation => "Sum",
                    _ => "SumGradient",
                };
                var images = operands.Select((o, i) => $"{o}, {Image(call.OperandStrides[i], channels)}").Append($"{result}, {Image(call.ResultStrides, channels)}");
                return $"Pooling.{name}({string.Join(", ", images)}, {Shape(ConvolutionKernels.WindowOf(call.Operation))}, {count});";
            case PadOperation pad:
                string length = call.Samples == Extent.Batch ? $"(nint){count} * {CodeWriter.Number(call.ResultStrides.Sample)}" : CodeWriter.Number(call.ResultStrides.Sizes.Aggregate(1, (a, b) => a * b));
                return $"Strided.Clear({result}, {length});\n"
                    + $"Strided.Copy({operands[0]}, {Distances(call.OperandStrides[0], null)}, {At(result, call.ResultStrides, pad.Before)}, {Distances(call.ResultStrides, pad.Step)}, "
                    + $"{Sizes(call.OperandStrides[0].Sizes, count)});";
            case InterpolateOperation i: return Interpolate("Interpolate", call, operands[0], result, call.OperandStrides[0].Sizes, i.Axis, i.Scale, count);
            case InterpolateGradientOperation i: return Interpolate("InterpolateGradient", call, operands[0], result, call.ResultStrides.Sizes, i.Axis, i.Scale, count);
            case AttentionOperation attention: return AttentionStatements.Forward(attention, call, operands, result, count);
            case AttentionGradientOperation gradient: return AttentionStatements.Gradient(gradient, call, operands, result, count);
            default: throw new GraphException($"{call.Operation.Name}: there is no routine for it.");
        }
    }

    private static string Interpolate(string name, MovementCall call, string from, string to, EquatableArray<int> sizes, int axis, int scale, string count) =>
        $"Strided.{name}({from}, {Distances(call.OperandStrides[0], null)}, {to}, {Distances(call.ResultStrides, null)}, {Sizes(sizes, count)}, {CodeWriter.Number(axis + 1)}, {CodeWriter.Number(scale)});";

    private static string At(string reference, Strides strides, EquatableArray<int> start)
    {
        int offset = start.Select((n, i) => n * strides.Distances[i]).Sum();
        return offset == 0 ? reference : $"ref Unsafe.Add({reference}, {CodeWriter.Number(offset)})";
    }

    private static string Distances(Strides strides, EquatableArray<int>? step) =>
        "[" + string.Join(", ", strides.Distances.Select((d, i) => d * (step is { } s ? s[i] : 1)).Prepend(strides.Sample).Select(d => CodeWriter.Number(d))) + "]";

    private static string Sizes(EquatableArray<int> sizes, string count) => "[" + string.Join(", ", sizes.Select(s => CodeWriter.Number(s)).Prepend(count)) + "]";

    private static string ResultOf(ConvolutionCall call) => Image(call.ResultStrides!) + (call.IsPart ? $" {{ Room = {CodeWriter.Number(call.ResultStrides!.Sizes[2])} }}" : "");

    private static string Image(Strides strides) => Image(strides, strides.Sizes[2]);

    private static string Image(Strides s, int channels) =>
        "new ImageLayout(" + string.Join(", ", new[] { s.Sizes[0], s.Sizes[1], channels, s.Sample, s.Distances[0], s.Distances[1] }.Select(n => CodeWriter.Number(n))) + ")";

    /// <summary>The constructor's arguments, without those that are what they are for most windows.</summary>
    private static string Shape(Window w)
    {
        (string Name, int Value, int Usual)[] rest =
        [
            ("StrideHeight", w.StrideHeight, 1), ("StrideWidth", w.StrideWidth, 1), ("DilationHeight", w.DilationHeight, 1), ("DilationWidth", w.DilationWidth, 1),
            ("Top", w.Top, 0), ("Left", w.Left, 0),
        ];
        return $"new WindowShape({CodeWriter.Number(w.KernelHeight)}, {CodeWriter.Number(w.KernelWidth)}"
            + string.Concat(rest.Where(r => r.Value != r.Usual).Select(r => $", {r.Name}: {CodeWriter.Number(r.Value)}")) + ")";
    }
}
