using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>Pools, and what only moves or mixes elements: a thread for each element of the result, which gathers what belongs to it.</summary>
internal sealed class DeviceMovements
{
    private const int Threads = 256;

    private readonly MovementCall _call;
    private readonly CodeWriter _writer = new();

    private DeviceMovements(MovementCall call)
    {
        _call = call;
    }

    public static DeviceLaunch Of(MovementCall call, Func<Argument, string> argument)
    {
        var sizes = call.ResultStrides.Sizes;
        var total = sizes.Aggregate(call.Samples, (a, b) => a * b);
        var movement = new DeviceMovements(call);
        movement.Print(total);
        var parameters = call.Operands.Select((_, i) => DeviceParameter.View("x" + CodeWriter.Number(i))).Concat([DeviceParameter.View("y"), DeviceParameter.Number("count")]);
        string name = ProgramNames.Pascal(call.Operation.Name);
        var kernel = new DeviceKernel(name, parameters.ToEquatableArray(), Threads, movement._writer.ToString().TrimEnd('\n'), "");
        return new DeviceLaunch(kernel, $"({total.ToCode()} + {Threads - 1}) / {Threads}", call.Operands.Append(call.Result).Select(argument).Append("count").ToEquatableArray());
    }

    private void Print(Extent total)
    {
        var sizes = _call.ResultStrides.Sizes;
        _writer.Line($"int index = Grid.IdxX * {Threads} + Group.IdxX;\nif (index >= {total.ToCode()}) return;");
        int below = 1;
        for (int a = sizes.Count - 1; a >= 0; a--)
        {
            _writer.Line($"int i{a} = index{(below == 1 ? "" : " / " + CodeWriter.Number(below))} % {sizes[a]};");
            below *= sizes[a];
        }
        _writer.Line($"int sample = index / {below};");
        switch (_call.Operation)
        {
            case MaxPoolOperation:
                _writer.Line("float value = float.NegativeInfinity;");
                Window((h, v) => _writer.Line($"if ({Inside(h, v)}) value = DeviceMath.Largest(value, {Image(0, h, v)});"));
                break;
            case SumPoolOperation:
                _writer.Line("float value = 0F;");
                Window((h, v) => _writer.Line($"if ({Inside(h, v)}) value += {Image(0, h, v)};"));
                break;
            case MaxPoolSelectOperation:
                _writer.Line($"float value = 0F, most = {Element(1)};\nbool isFound = false;");
                Window((h, v) =>
                {
                    using (_writer.Braces($"if (!isFound && {Inside(h, v)} && {IsMost(Image(0, h, v))})")) _writer.Line($"value = {Image(2, h, v)};\nisFound = true;");
                });
                break;
            case SumPoolGradientOperation:
                _writer.Line("float value = 0F;");
                Places(0, () => _writer.Line($"value += {Place(0)};"));
                break;
            case MaxPoolGradientOperation:
                _writer.Line($"float value = 0F, here = {Element(0)};");
                Places(1, () =>
                {
                    // The first of equal ones gets it all.
                    _writer.Line($"float most = {Place(1)};\nbool isFirst = {IsMost("here")};");
                    using (_writer.Braces("for (int before = 0; isFirst && before < position; before++)"))
                    {
                        var w = WindowOf;
                        _writer.Line($"int h = p * {w.StrideHeight} + before / {w.KernelWidth} * {w.DilationHeight} - {w.Top}, v = q * {w.StrideWidth} + before % {w.KernelWidth} * {w.DilationWidth} - {w.Left};");
                        _writer.Line($"if ({Inside("h", "v")} && {IsMost(Image(0, "h", "v"))}) isFirst = false;");
                    }
                    _writer.Line($"if (isFirst) value += {Place(2)};");
                });
                break;
            case PadOperation pad: Pad(pad); break;
            case InterpolateOperation i: Interpolate(i.Axis, i.Scale); break;
            case InterpolateGradientOperation i: InterpolateGradient(i.Axis, i.Scale); break;
            default: throw new GraphException($"{_call.Operation.Name}: there are no kernels of graphics processors for it.");
        }
        _writer.Line($"y[{At(_call.ResultStrides, Enumerable.Range(0, sizes.Count).Select(a => "i" + CodeWriter.Number(a)))}] = value;");
    }

    private Window WindowOf => ConvolutionKernels.WindowOf(_call.Operation);

    private static string IsMost(string value) => $"({value} == most || float.IsNaN({value}) && float.IsNaN(most))";

    private static string At(Strides strides, IEnumerable<string> indices) =>
        string.Join(" + ", indices.Select((n, a) => (Index: n, Distance: strides.Distances[a])).Select(t => t.Distance == 1 ? t.Index : $"{t.Index} * {t.Distance}").Prepend($"sample * {strides.Sample}"));

    /// <summary>An operand's element at the place of the result's.</summary>
    private string Element(int operand) => $"x{operand}[{At(_call.OperandStrides[operand], ["i0", "i1", "i2"])}]";

    private string Image(int operand, string row, string column) => $"x{operand}[{At(_call.OperandStrides[operand], [row, column, "i2"])}]";

    /// <summary>An operand's element at a place whose window reads the result's element.</summary>
    private string Place(int operand) => Image(operand, "p", "q");

    private string Inside(string h, string v) => $"{h} >= 0 && {h} < {_call.OperandStrides[0].Sizes[0]} && {v} >= 0 && {v} < {_call.OperandStrides[0].Sizes[1]}";

    /// <summary>Goes over the image's elements below the window of the result's place.</summary>
    private void Window(Action<string, string> body)
    {
        var w = WindowOf;
        using var _ = _writer.Braces($"for (int position = 0; position < {w.KernelHeight * w.KernelWidth}; position++)");
        _writer.Line($"int h = i0 * {w.StrideHeight} + position / {w.KernelWidth} * {w.DilationHeight} - {w.Top}, v = i1 * {w.StrideWidth} + position % {w.KernelWidth} * {w.DilationWidth} - {w.Left};");
        body("h", "v");
    }

    /// <summary>Goes over the places whose windows read the result's element.</summary>
    /// <param name="operand">The image of these places.</param>
    private void Places(int operand, Action body)
    {
        var w = WindowOf;
        var sizes = _call.OperandStrides[operand].Sizes;
        using var _ = _writer.Braces($"for (int position = 0; position < {w.KernelHeight * w.KernelWidth}; position++)");
        _writer.Line($"int p = i0 + {w.Top} - position / {w.KernelWidth} * {w.DilationHeight}, q = i1 + {w.Left} - position % {w.KernelWidth} * {w.DilationWidth};");
        _writer.Line($"if (p < 0 || q < 0 || p % {w.StrideHeight} != 0 || q % {w.StrideWidth} != 0) continue;\np /= {w.StrideHeight};\nq /= {w.StrideWidth};");
        _writer.Line($"if (p >= {sizes[0]} || q >= {sizes[1]}) continue;");
        body();
    }

    private void Pad(PadOperation pad)
    {
        var from = _call.OperandStrides[0];
        var indices = new List<string>();
        var conditions = new List<string>();
        for (int a = 0; a < from.Sizes.Count; a++)
        {
            string index = $"(i{a} - {pad.Before[a]})";
            indices.Add(pad.Step[a] == 1 ? index : $"{index} / {pad.Step[a]}");
            if (pad.Before[a] == 0 && pad.After[a] == 0 && pad.Step[a] == 1) continue;
            conditions.Add($"i{a} >= {pad.Before[a]} && i{a} <= {pad.Before[a] + (from.Sizes[a] - 1) * pad.Step[a]}" + (pad.Step[a] == 1 ? "" : $" && {index} % {pad.Step[a]} == 0"));
        }
        string element = $"x0[{At(from, indices)}]";
        _writer.Line(conditions.Count == 0 ? $"float value = {element};" : $"float value = {string.Join(" && ", conditions)} ? {element} : 0F;");
    }

    private IEnumerable<string> Indices(int axis, string index) => _call.ResultStrides.Sizes.Select((_, a) => a == axis ? index : "i" + CodeWriter.Number(a));

    private void Interpolate(int axis, int scale)
    {
        var from = _call.OperandStrides[0];
        Taps("i" + CodeWriter.Number(axis), scale, from.Sizes[axis]);
        _writer.Line($"float value = (1F - weight) * x0[{At(from, Indices(axis, "lower"))}] + weight * x0[{At(from, Indices(axis, "upper"))}];");
    }

    private void InterpolateGradient(int axis, int scale)
    {
        var from = _call.OperandStrides[0];
        string place = "i" + CodeWriter.Number(axis);
        _writer.Line("float value = 0F;");
        using var _ = _writer.Braces($"for (int e = {place} == 0 ? 0 : ({place} - 1) * {scale}; e < ({place} + 2) * {scale} && e < {from.Sizes[axis]}; e++)");
        Taps("e", scale, _call.ResultStrides.Sizes[axis]);
        _writer.Line($"float part = (lower == {place} ? 1F - weight : 0F) + (upper == {place} ? weight : 0F);\nvalue += part * x0[{At(from, Indices(axis, "e"))}];");
    }

    /// <summary>The two elements that an interpolated one lies between, as <see cref="InterpolateOperation.Taps"/> has them.</summary>
    private void Taps(string element, int scale, int size)
    {
        _writer.Line($"int doubled = 2 * {element} + {1 - scale} > 0 ? 2 * {element} + {1 - scale} : 0, lower = doubled / {2 * scale}, upper = lower + 1 < {size} ? lower + 1 : {size - 1};");
        _writer.Line($"float weight = (float)(doubled - {2 * scale} * lower) * {CodeWriter.Literal(1.0 / (2 * scale), Precision.Single)};");
    }
}
