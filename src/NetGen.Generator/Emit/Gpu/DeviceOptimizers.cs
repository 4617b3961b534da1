namespace NetGen.Compiler.Emit.Gpu;

/// <summary>The part of <see cref="DeviceRuntime"/> that changes parameters: a kernel for each rule of <c>DeviceRule</c>, and the launch of the one that a step wants.</summary>
internal static class DeviceOptimizers
{
    private const string Decay = "g += (setting == 2 ? decay : 0F) * w;";

    /// <summary>A rule: how many numbers it keeps for each parameter (m and v), its coefficients in the order of <c>DeviceRule</c>, what decay does, and the step.</summary>
    private static readonly (string Name, int Moments, string[] Coefficients, string Decay, string[] Body)[] Rules =
    [
        ("Sgd", 0, ["rate"], Decay, ["weights[i] = DeviceMath.Flush(w - rate * g);"]),
        ("Momentum", 1, ["rate", "momentum"], Decay, ["m = momentum * m + g;", "weights[i] = DeviceMath.Flush(w - rate * m);"]),
        ("Nesterov", 1, ["rate", "momentum"], Decay, ["m = momentum * m + g;", "weights[i] = DeviceMath.Flush(w - rate * (g + momentum * m));"]),
        ("RmsProp", 1, ["rate", "alpha", "rest", "epsilon"], Decay, ["m = alpha * m + rest * (g * g);", "weights[i] = DeviceMath.Flush(w - rate * g / (MathF.Sqrt(m) + epsilon));"]),
        ("AdaGrad", 1, ["rate", "epsilon"], Decay, ["m += g * g;", "weights[i] = DeviceMath.Flush(w - rate * g / (MathF.Sqrt(m) + epsilon));"]),
        ("Adadelta", 2, ["rate", "rho", "rest", "epsilon"], Decay,
            ["m = rho * m + rest * (g * g);", "float delta = MathF.Sqrt(v + epsilon) / MathF.Sqrt(m + epsilon) * g;", "weights[i] = DeviceMath.Flush(w - rate * delta);", "v = rho * v + rest * (delta * delta);"]),
        ("Adam", 2, ["rate", "beta1", "rest1", "beta2", "rest2", "epsilon"], Decay, Adam),
        ("AdamW", 2, ["rate", "beta1", "rest1", "beta2", "rest2", "epsilon"], "w *= setting == 2 ? decay : 1F;", Adam),
    ];

    private static string[] Adam => ["m = beta1 * m + rest1 * g;", "v = beta2 * v + rest2 * (g * g);", "weights[i] = DeviceMath.Flush(w - rate * m / (MathF.Sqrt(v) + epsilon));"];

    private static string[] Moments(int count) => count == 0 ? [] : count == 1 ? ["m"] : ["m", "v"];

    /// <summary>The kernels, within their class.</summary>
    public static string Kernels
    {
        get
        {
            var writer = new CodeWriter();
            foreach (var (name, moments, coefficients, decay, body) in Rules)
            {
                string views = string.Concat(Moments(moments).Select(m => $", ArrayView<float> {m}Values")), numbers = string.Concat(coefficients.Select(c => $", float {c}"));
                writer.Line();
                using var _ = writer.Indent();
                using var _1 = writer.Braces($"internal static void {name}(ArrayView<float> weights, ArrayView<float> gradients{views}, ArrayView<int> settings, float decay{numbers})");
                writer.Line("""
                    int i = Grid.IdxX * 256 + Group.IdxX;
                    if (i >= weights.IntLength) return;
                    int setting = settings[i / 16];
                    if (setting == 0) return;
                    float w = weights[i], g = gradients[i];
                    """.Replace("\r", ""));
                writer.Line(decay);
                foreach (string moment in Moments(moments)) writer.Line($"float {moment} = {moment}Values[i];");
                foreach (string line in body) writer.Line(line);
                foreach (string moment in Moments(moments)) writer.Line($"{moment}Values[i] = DeviceMath.Flush({moment});");
            }
            return writer.ToString();
        }
    }

    /// <summary>The launches, within the class of the memory.</summary>
    public static string Update
    {
        get
        {
            var writer = new CodeWriter();
            using (writer.Indent())
            {
                foreach (var (name, moments, coefficients, _, _) in Rules) writer.Line($"private global::System.Action<KernelConfig, {Types(moments, coefficients.Length)}>? _{Field(name)};").Line();
                writer.Line("/// <summary>Changes parameters and moments by one step of an optimizer: one launch.</summary>");
                using var _1 = writer.Braces("internal void Update(DeviceParameters parameters, DeviceUpdate u)");
                writer.Line("""
                    var config = Config(parameters.Length);
                    var w = ((IlgpuBuffer)parameters.Values).Floats;
                    var g = ((IlgpuBuffer)parameters.Gradients).Floats;
                    var settings = ((IlgpuBuffer)parameters.Settings).Ints;
                    var m = u.Moments > 0 ? ((IlgpuBuffer)parameters.Moment(0)).Floats : default;
                    var v = u.Moments > 1 ? ((IlgpuBuffer)parameters.Moment(1)).Floats : default;
                    """.Replace("\r", ""));
                using var _2 = writer.Braces("switch (u.Rule)");
                foreach (var (name, moments, coefficients, _, _) in Rules)
                {
                    writer.Line($"case DeviceRule.{name}:");
                    using var _3 = writer.Indent();
                    string arguments = string.Concat(Moments(moments).Select(x => $", {x}")) + ", settings, u.Decay" + string.Concat(coefficients.Select((_, i) => $", u[{i}]"));
                    writer.Line($"(_{Field(name)} ??= accelerator.LoadStreamKernel<{Types(moments, coefficients.Length)}>(CommonKernels.{name}))(config, w, g{arguments});\nbreak;");
                }
            }
            return writer.ToString().TrimEnd('\n') + "\n";
        }
    }

    private static string Field(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);

    private static string Types(int moments, int coefficients) =>
        string.Join(", ", Enumerable.Repeat("ArrayView<float>", 2 + moments).Append("ArrayView<int>").Concat(Enumerable.Repeat("float", 1 + coefficients)));
}
