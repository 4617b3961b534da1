using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Convolutions and their gradients, as products of matrices that are never made: what an element of them is in the image, each thread works out when it copies it to
/// shared memory.
/// </summary>
internal static class DeviceConvolutions
{
    public static IEnumerable<DeviceLaunch> Of(ConvolutionCall call, Func<Argument, string> argument, Func<Extent, string> scratch)
    {
        var arguments = new List<string> { argument(call.X), argument(call.Other), argument(call.Result) };
        var views = new List<DeviceParameter> { DeviceParameter.View("x"), DeviceParameter.View("w"), DeviceParameter.View("y") };
        void Add(string name, Argument? value)
        {
            if (value is null) return;
            views.Add(DeviceParameter.View(name));
            arguments.Add(argument(value));
        }
        Add("scale", call.Scale);
        Add("bias", call.Bias);
        Add("residual", call.Residual);
        if (call.Weights.IsDepthwise) return [DeviceDepthwise.Of(call, views.ToEquatableArray(), arguments)];
        return (call.Kind switch
        {
            LoweredKind.Convolution => Forward(call, views.ToEquatableArray()),
            LoweredKind.ConvolutionInputGradient => InputGradient(call, views.ToEquatableArray()),
            _ => WeightGradient(call, views.ToEquatableArray()),
        }).Launches(arguments, scratch);
    }

    public static Operations.Window WindowOf(ConvolutionCall call) => ConvolutionKernels.WindowOf(call.Operation);

    private static DeviceContraction Forward(ConvolutionCall call, EquatableArray<DeviceParameter> views)
    {
        var result = call.ResultStrides!;
        int columns = call.Weights.Outputs / call.Weights.Groups, channels = call.Weights.Channels;
        return new DeviceContraction("Convolution", views, Places(call.Samples, result), columns, new Extent(channels * call.Weights.Positions))
        {
            Groups = new Extent(call.Weights.Groups), IsAAlongDepth = true,
            A = Image(call, "row", "k", result.Sizes),
            B = $"return w[{Group(call.Weights)}{DeviceProducts.Place(call.Weights.Panels, "column", "k")}];",
            Store = StoreAt(call, result, columns),
        };
    }

    private static DeviceContraction InputGradient(ConvolutionCall call, EquatableArray<DeviceParameter> views)
    {
        var (window, result, dy) = (WindowOf(call), call.ResultStrides!, call.XStrides);
        var weights = call.Weights.Transposed;
        int columns = weights.Channels, outputs = weights.Outputs / weights.Groups;
        return new DeviceContraction("ConvolutionInputGradient", views, Places(call.Samples, result), columns, new Extent(outputs * weights.Positions))
        {
            Groups = new Extent(weights.Groups), IsAAlongDepth = true, IsBAlongDepth = true,
            A = $$"""
                int sample = row / {{result.Sizes[0] * result.Sizes[1]}}, place = row % {{result.Sizes[0] * result.Sizes[1]}}, position = k / {{outputs}};
                int h = place / {{result.Sizes[1]}} + {{window.Top}} - position / {{window.KernelWidth}} * {{window.DilationHeight}};
                int v = place % {{result.Sizes[1]}} + {{window.Left}} - position % {{window.KernelWidth}} * {{window.DilationWidth}};
                if (h < 0 || v < 0 || h % {{window.StrideHeight}} != 0 || v % {{window.StrideWidth}} != 0) return 0F;
                h /= {{window.StrideHeight}};
                v /= {{window.StrideWidth}};
                return h < {{dy.Sizes[0]}} && v < {{dy.Sizes[1]}} ? x[{{At(dy, "sample", "h", "v", $"group * {outputs} + k % {outputs}")}}] : 0F;
                """.Replace("\r", ""),
            B = $"int output = k % {outputs}, input = k / {outputs} * {columns} + column;\nreturn w[{Group(weights)}{DeviceProducts.Place(weights.Panels, "output", "input")}];",
            Store = StoreAt(call, result, columns),
        };
    }

    private static DeviceContraction WeightGradient(ConvolutionCall call, EquatableArray<DeviceParameter> views)
    {
        var dy = call.OtherStrides!;
        int columns = call.Weights.Outputs / call.Weights.Groups, rows = call.Weights.Channels * call.Weights.Positions;
        return new DeviceContraction("ConvolutionWeightGradient", views, new Extent(rows), columns, Places(call.Samples, dy))
        {
            Groups = new Extent(call.Weights.Groups), StoredColumns = call.Weights.Panels.StoredOutputs,
            A = Image(call, "k", "row", dy.Sizes),
            B = $"int sample = k / {dy.Sizes[0] * dy.Sizes[1]}, place = k % {dy.Sizes[0] * dy.Sizes[1]};\n"
                + $"return w[{At(dy, "sample", $"place / {dy.Sizes[1]}", $"place % {dy.Sizes[1]}", $"group * {columns} + column")}];",
            Store = $"if (row < {rows} && column < {call.Weights.Panels.StoredOutputs}) y[{Group(call.Weights)}{DeviceProducts.Place(call.Weights.Panels, "column", "row")}] = sum;",
            StoreColumnSum = call.Bias is null ? null : $"if (column < {columns}) bias[group * {columns} + column] = sum;",
        };
    }

    public static Extent Places(Extent samples, Strides image) => samples * (image.Sizes[0] * image.Sizes[1]);

    private static string Group(WeightLayout weights) => weights.Matrices == 1 ? "" : $"group * {weights.Panels.Length} + ";

    /// <summary>An element of the image below a window: of a place, and of a position of the window with its channel.</summary>
    /// <param name="places">The index of the place, of all samples.</param>
    /// <param name="taps">The index of the position and channel.</param>
    private static string Image(ConvolutionCall call, string places, string taps, EquatableArray<int> sizes)
    {
        var window = WindowOf(call);
        int channels = call.Weights.Channels, area = sizes[0] * sizes[1];
        return $$"""
            int sample = {{places}} / {{area}}, place = {{places}} % {{area}}, position = {{taps}} / {{channels}};
            int h = place / {{sizes[1]}} * {{window.StrideHeight}} + position / {{window.KernelWidth}} * {{window.DilationHeight}} - {{window.Top}};
            int v = place % {{sizes[1]}} * {{window.StrideWidth}} + position % {{window.KernelWidth}} * {{window.DilationWidth}} - {{window.Left}};
            return h >= 0 && h < {{call.XStrides.Sizes[0]}} && v >= 0 && v < {{call.XStrides.Sizes[1]}} ? x[{{At(call.XStrides, "sample", "h", "v", $"group * {channels} + {taps} % {channels}")}}] : 0F;
            """.Replace("\r", "");
    }

    /// <summary>An element of an image, as C#.</summary>
    public static string At(Strides image, string sample, string row, string column, string channel) =>
        $"{sample} * {image.Sample} + ({row}) * {image.Distances[0]} + ({column}) * {image.Distances[1]} + {(image.Distances[2] == 1 ? channel : $"({channel}) * {image.Distances[2]}")}";

    private static string StoreAt(ConvolutionCall call, Strides result, int columns)
    {
        var writer = new CodeWriter();
        int area = result.Sizes[0] * result.Sizes[1];
        writer.Line($"if (row >= {Places(call.Samples, result).ToCode()} || column >= {columns}) return;");
        writer.Line($"int sample = row / {area}, place = row % {area}, channel = group * {columns} + column;");
        writer.Line($"int at = {At(result, "sample", $"place / {result.Sizes[1]}", $"place % {result.Sizes[1]}", "channel")};");
        string sum = "sum";
        if (call.Scale is not null) sum += " * scale[channel]";
        if (call.Bias is not null) sum += " + bias[channel]";
        if (call.Residual is not null) sum += " + residual[at]";
        DeviceProducts.StoreEpilogue(writer, call.Epilogue, sum, "0F", "y[at]");
        return writer.ToString().TrimEnd('\n');
    }
}
