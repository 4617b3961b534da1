using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using static NetGen.Compiler.Emit.Gpu.DeviceConvolutions;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Convolutions where every channel has a window of its own: a thread goes over it for each element of the result. Of the weights' gradients, a group has 32 channels of one
/// position, whose places eight threads share.
/// </summary>
internal static class DeviceDepthwise
{
    private const int Threads = 256, Channels = 32, Slices = Threads / Channels;

    public static DeviceLaunch Of(ConvolutionCall call, EquatableArray<DeviceParameter> views, List<string> arguments)
    {
        var writer = new CodeWriter();
        string kind, groups;
        if (call.Kind == LoweredKind.ConvolutionWeightGradient)
        {
            (kind, groups) = ("DepthwiseWeightGradient", CodeWriter.Number(Tiles(call.Weights.Panels) * call.Weights.Panels.Inputs));
            PrintWeightGradient(writer, call);
        }
        else
        {
            var total = call.ResultStrides!.Sizes.Aggregate(call.Samples, (a, b) => a * b);
            (kind, groups) = (call.Kind == LoweredKind.Convolution ? "Depthwise" : "DepthwiseInputGradient", $"({total.ToCode()} + {Threads - 1}) / {Threads}");
            writer.Line($"int index = Grid.IdxX * {Threads} + Group.IdxX;\nif (index >= {total.ToCode()}) return;");
            Print(writer, call);
        }
        var kernel = new DeviceKernel(kind, views.Append(DeviceParameter.Number("count")).ToEquatableArray(), Threads, writer.ToString().TrimEnd('\n'), "");
        return new DeviceLaunch(kernel, groups, arguments.Append("count").ToEquatableArray());
    }

    private static int Tiles(PanelLayout panels) => (panels.StoredOutputs + Channels - 1) / Channels;

    private static void PrintWeightGradient(CodeWriter writer, ConvolutionCall call)
    {
        var (window, panels, dy) = (WindowOf(call), call.Weights.Panels, call.OtherStrides!);
        string places = Places(call.Samples, dy).ToCode();
        writer.Line($$"""
            var shared = SharedMemory.Allocate<float>({{Threads}});
            int thread = Group.IdxX, slice = thread / {{Channels}}, channel = Grid.IdxX % {{Tiles(panels)}} * {{Channels}} + thread % {{Channels}}, position = Grid.IdxX / {{Tiles(panels)}};
            float sum = 0F;
            """.Replace("\r", ""));
        using (writer.Braces($"for (int k = channel < {panels.Outputs} ? slice : {places}; k < {places}; k += {Slices})"))
            writer.Line($$"""
                int sample = k / {{dy.Sizes[0] * dy.Sizes[1]}}, place = k % {{dy.Sizes[0] * dy.Sizes[1]}}, p = place / {{dy.Sizes[1]}}, q = place % {{dy.Sizes[1]}};
                int h = p * {{window.StrideHeight}} + position / {{window.KernelWidth}} * {{window.DilationHeight}} - {{window.Top}};
                int v = q * {{window.StrideWidth}} + position % {{window.KernelWidth}} * {{window.DilationWidth}} - {{window.Left}};
                if (h >= 0 && h < {{call.XStrides.Sizes[0]}} && v >= 0 && v < {{call.XStrides.Sizes[1]}}) sum += x[{{At(call.XStrides, "sample", "h", "v", "channel")}}] * w[{{At(dy, "sample", "p", "q", "channel")}}];
                """.Replace("\r", ""));
        writer.Line("shared[thread] = sum;\nGroup.Barrier();");
        string all = string.Join(" + ", Enumerable.Range(0, Slices).Select(i => i == 0 ? "shared[thread]" : $"shared[thread + {i * Channels}]"));
        writer.Line($"if (slice == 0 && channel < {panels.StoredOutputs}) y[{DeviceProducts.Place(panels, "channel", "position")}] = {all};");
    }

    /// <summary>The convolution, or the gradient of its input.</summary>
    private static void Print(CodeWriter writer, ConvolutionCall call)
    {
        var (window, panels, result) = (WindowOf(call), call.Weights.Panels, call.ResultStrides!);
        int channels = result.Sizes[2], width = result.Sizes[1], height = result.Sizes[0];
        writer.Line($"int channel = index % {channels}, q = index / {channels} % {width}, p = index / {width * channels} % {height}, sample = index / {height * width * channels};");
        writer.Line("float sum = 0F;");
        using (writer.Braces($"for (int position = 0; position < {panels.Inputs}; position++)"))
        {
            if (call.Kind == LoweredKind.Convolution)
                writer.Line($"int h = p * {window.StrideHeight} + position / {window.KernelWidth} * {window.DilationHeight} - {window.Top}, v = q * {window.StrideWidth} + position % {window.KernelWidth} * {window.DilationWidth} - {window.Left};");
            else
                writer.Line($"""
                    int h = p + {window.Top} - position / {window.KernelWidth} * {window.DilationHeight}, v = q + {window.Left} - position % {window.KernelWidth} * {window.DilationWidth};
                    if (h % {window.StrideHeight} != 0 || v % {window.StrideWidth} != 0 || h < 0 || v < 0) continue;
                    h /= {window.StrideHeight};
                    v /= {window.StrideWidth};
                    """.Replace("\r", ""));
            writer.Line($"if (h >= 0 && h < {call.XStrides.Sizes[0]} && v >= 0 && v < {call.XStrides.Sizes[1]}) sum += x[{At(call.XStrides, "sample", "h", "v", "channel")}] * w[{DeviceProducts.Place(panels, "channel", "position")}];");
        }
        writer.Line($"int at = {At(result, "sample", "p", "q", "channel")};");
        string value = "sum" + (call.Scale is null ? "" : " * scale[channel]") + (call.Bias is null ? "" : " + bias[channel]") + (call.Residual is null ? "" : " + residual[at]");
        DeviceProducts.StoreEpilogue(writer, call.Epilogue, value, "0F", "y[at]");
    }
}
