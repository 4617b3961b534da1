using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>Rows of tables, and weights that are brought into panels or out of them: a thread for each element.</summary>
internal static class DeviceRoutines
{
    private const int Threads = 256;

    /// <param name="isInteger">Whether an argument is a column of integers; else whole numbers are given in floating point.</param>
    public static IEnumerable<DeviceLaunch> Of(RoutineCall call, Func<Argument, string> argument, Func<Argument, bool> isInteger)
    {
        var numbers = call.Numbers;
        string[] arguments = call.Arguments.Select(argument).ToArray();
        switch (call.Method)
        {
            case "TableRows.Gather":
            {
                var (samples, count, tableStep, indexStep, rows, length) = (numbers[0], numbers[1].Factor, numbers[2].Factor, numbers[3].Factor, numbers[4].Factor, numbers[5].Factor);
                string body = $$"""
                    int element = index % {{length}}, at = index / {{length}}, sample = at / {{count}};
                    int row = {{Index(isInteger(call.Arguments[1]), "x1", indexStep, count)}};
                    y[index] = row >= 0 && row < {{rows}} ? x0[sample * {{tableStep}} + row * {{length}} + element] : 0F;
                    """;
                return [Launch("Gather", samples * (count * length), body, arguments, [false, isInteger(call.Arguments[1])])];
            }
            case "TableRows.GatherPanels":
            {
                var (samples, count, indexStep, rows, length) = (numbers[0], numbers[1].Factor, numbers[3].Factor, numbers[4].Factor, numbers[5].Factor);
                string body = $$"""
                    int element = index % {{length}}, at = index / {{length}}, sample = at / {{count}};
                    int row = {{Index(isInteger(call.Arguments[1]), "x1", indexStep, count)}};
                    y[index] = row >= 0 && row < {{rows}} ? x0[{{DeviceProducts.Place(new WeightLayout(rows, length, 1, 1, Precision.Single).Panels, "row", "element")}}] : 0F;
                    """;
                return [Launch("GatherPanels", samples * (count * length), body, arguments, [false, isInteger(call.Arguments[1])])];
            }
            case RoutineCalls.ScatterAdd:
            {
                var (samples, count, tableStep, indexStep, rows, length) = (numbers[0], numbers[1].Factor, numbers[2].Factor, numbers[3].Factor, numbers[4].Factor, numbers[5].Factor);
                string body = $$"""
                    int element = index % {{length}}, at = index / {{length}}, sample = at / {{count}};
                    int row = {{Index(isInteger(call.Arguments[1]), "x1", indexStep, count)}};
                    if (row >= 0 && row < {{rows}}) Atomic.Add(ref y[sample * {{tableStep}} + row * {{length}} + element], x0[index]);
                    """;
                var cleared = tableStep == 0 ? new Extent(rows * length) : samples * (rows * length);
                return
                [
                    Launch("Clear", cleared, "y[index] = 0F;", [arguments[2]], []),
                    Launch("ScatterAdd", samples * (count * length), body, arguments, [false, isInteger(call.Arguments[1])]),
                ];
            }
            default:
            {
                // The padding of panels is zero always.
                var layout = new WeightLayout(numbers[0].Factor, numbers[1].Factor, numbers[2].Factor, numbers[3].Factor, Precision.Single);
                var copy = Copy(call.Method, layout, arguments);
                return call.Method == "WeightCopy.Unpack" || layout.Panels.StoredOutputs == layout.Panels.Outputs ? [copy] : [Launch("Clear", new Extent(layout.Length), "y[index] = 0F;", [arguments[arguments.Length - 1]], []), copy];
            }
        }
    }

    private static string Index(bool isInteger, string view, int step, int count) =>
        $"{(isInteger ? "" : "(int)")}{view}[{(step == 0 ? $"at % {count}" : step == count ? "at" : $"sample * {step} + at % {count}")}]";

    private static DeviceLaunch Copy(string method, WeightLayout layout, string[] arguments)
    {
        int total = layout.Outputs * layout.Channels * layout.Positions;
        if (method == "WeightCopy.PackTransposed")
        {
            string rows = $"int output = index % {layout.Outputs}, input = index / {layout.Outputs};\ny[{DeviceProducts.Place(layout.Panels, "output", "input")}] = x0[index];";
            return Launch("PackTransposed", new Extent(total), rows, arguments, [false]);
        }
        int inGroup = layout.Outputs / layout.Groups;
        string place = layout.IsDepthwise ? DeviceProducts.Place(layout.Panels, "output", "position")
            : (layout.Groups == 1 ? "" : $"output / {inGroup} * {layout.Panels.Length} + ") + DeviceProducts.Place(layout.Panels, layout.Groups == 1 ? "output" : "lane", "input");
        string decode = $"int position = index % {layout.Positions}, channel = index / {layout.Positions} % {layout.Channels}, output = index / {layout.Positions * layout.Channels}, input = position * {layout.Channels} + channel, lane = output % {inGroup};\n";
        bool packs = method == "WeightCopy.Pack";
        return Launch(packs ? "Pack" : "Unpack", new Extent(total), decode + (packs ? $"y[{place}] = x0[index];" : $"y[index] = x0[{place}];"), arguments, [false]);
    }

    /// <param name="integers">For each argument but the last, which is written, whether it holds integers.</param>
    private static DeviceLaunch Launch(string kind, Extent total, string body, string[] arguments, bool[] integers)
    {
        var parameters = integers.Select((isInteger, i) => DeviceParameter.View("x" + CodeWriter.Number(i), isInteger)).Concat([DeviceParameter.View("y"), DeviceParameter.Number("count")]);
        string text = $"int index = Grid.IdxX * {Threads} + Group.IdxX;\nif (index >= {total.ToCode()}) return;\n" + body.Replace("\r", "");
        return new DeviceLaunch(new DeviceKernel(kind, parameters.ToEquatableArray(), Threads, text, ""), $"({total.ToCode()} + {Threads - 1}) / {Threads}", arguments.Append("count").ToEquatableArray());
    }
}
