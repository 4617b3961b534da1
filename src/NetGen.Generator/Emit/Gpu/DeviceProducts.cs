using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>The products of dense layers. Weights are read in the panels that they lie in, transposed or not: there is no copy of them.</summary>
internal static class DeviceProducts
{
    public static IEnumerable<DeviceLaunch> Of(ProductCall call, Func<Argument, string> argument, Func<Argument, (int Outputs, int Inputs)?> transposed, Func<Extent, string> scratch)
    {
        var arguments = new List<string> { argument(call.X), argument(call.Operand), argument(call.Result) };
        var views = new List<DeviceParameter> { DeviceParameter.View("x"), DeviceParameter.View("w"), DeviceParameter.View("y") };
        void Add(string name, Argument? value)
        {
            if (value is null) return;
            views.Add(DeviceParameter.View(name));
            arguments.Add(argument(value));
        }
        Add("bias", call.Bias);
        Add("residual", call.Residual);
        string x = $"x[row * {call.LeadingX} + k]";
        if (call.Kind == LoweredKind.WeightGradient)
        {
            var panels = new PanelLayout(call.Outputs, call.Inputs, Precision.Single);
            return new DeviceContraction("WeightGradient", views.ToEquatableArray(), new Extent(call.Inputs), call.Outputs, call.Rows)
            {
                StoredColumns = panels.StoredOutputs,
                A = $"return x[k * {call.LeadingX} + row];",
                B = $"return w[k * {call.LeadingOperand} + column];",
                // The padding of panels is zero always, and so are the sums of columns that there are not.
                Store = $"if (row < {call.Inputs} && column < {panels.StoredOutputs}) y[{Place(panels, "column", "row")}] = sum;",
                StoreColumnSum = call.Bias is null ? null : $"if (column < {call.Outputs}) bias[column] = sum;",
            }.Launches(arguments, scratch);
        }
        var original = transposed(call.Operand);
        string w = original is { } o ? Place(new PanelLayout(o.Outputs, o.Inputs, Precision.Single), "k", "column") : Place(new PanelLayout(call.Outputs, call.Inputs, Precision.Single), "column", "k");
        string at = $"row * {call.LeadingResult} + column";
        var store = new CodeWriter();
        store.Line($"if (row >= {call.Rows.ToCode()} || column >= {call.Outputs}) return;");
        StoreEpilogue(store, call.Epilogue, call.Bias is null ? "sum" : "sum + bias[column]", $"residual[row * {call.LeadingResidual} + column]", $"y[{at}]");
        return new DeviceContraction(call.Kind == LoweredKind.Dense ? "Dense" : "InputGradient", views.ToEquatableArray(), call.Rows, call.Outputs, new Extent(call.Inputs))
        {
            A = $"return {x};", B = $"return w[{w}];", Store = store.ToString().TrimEnd('\n'), IsAAlongDepth = true, IsBAlongDepth = original is not null,
        }.Launches(arguments, scratch);
    }

    /// <summary>Statements that store a function of a sum, and of another value at its place.</summary>
    public static void StoreEpilogue(CodeWriter writer, Expression? epilogue, string sum, string residual, string place)
    {
        if (epilogue is null)
        {
            writer.Line($"{place} = {sum};");
            return;
        }
        writer.Line($"float value = {sum};");
        string result = new DeviceExpressions(writer).Print(epilogue, operand => operand == 0 ? "value" : residual);
        writer.Line($"{place} = {DeviceExpressions.Bare(result)};");
    }

    /// <summary>Where a weight lies in panels, as C#.</summary>
    public static string Place(PanelLayout panels, string output, string input)
    {
        int width = panels.Width;
        if (panels.FullPanels == 0) return $"{input} * {panels.TailWidth} + {output}";
        string lane = panels.TailWidth == 0 ? CodeWriter.Number(width) : $"({output} < {panels.FullPanels * width} ? {width} : {panels.TailWidth})";
        return $"{output} / {width} * {width * panels.Inputs} + {input} * {lane} + {output} % {width}";
    }
}
