using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using NetGen.Benchmarks.Peers;
using NetGen.CompilerServices;

namespace NetGen.Benchmarks.Kernels;

/// <summary>Each kernel's speed and its share of what the machine can do, measured in the same run, a JSON line each.</summary>
internal static class KernelsCommand
{
    /// <summary>Short measurements, for a share is a matter of the same minute, after enough calls for the JIT to have done its last.</summary>
    private static Measurement Time(Action action) => Measurement.Of(action, target: 0.03, repeats: 7, warm: 0.6, extra: 2);

    public static void Run(string[] only)
    {
        Parallelism.Degree = 1;
        if (IsWanted("dense", only))
            foreach (var (rows, inputs, outputs) in DenseKernel.Sizes)
                foreach (var direction in Enum.GetValues<DenseDirection>())
                {
                    var kernel = DenseKernel.Create(direction, rows, inputs, outputs);
                    var time = Time(kernel.Run);
                    // The clock drifts: the peak is measured beside each kernel.
                    Print("dense", $"{direction} {rows}x{inputs}x{outputs}", time, "gflops", kernel.Flops / time.Ms / 1e6, Peak.Gflops());
                }
        if (IsWanted("conv", only)) Convolutions();
        if (IsWanted("rows", only))
        {
            Rows<ShortSoftmax>("softmax 64x10", 64, new(), 10);
            Rows<LongSoftmax>("softmax 64x1000", 64, new(), 1000);
            Rows<Normalization>("layer normalisation 256x128", 256, new(), 128);
            Rows<TanhMap>("tanh 4x1024", 4, new(), 1024);
            Rows<GeluMap>("gelu 4x1024", 4, new(), 1024);
        }
        if (IsWanted("math", only)) MathFunctions();
        if (IsWanted("optimizers", only)) Optimizers();
    }

    /// <summary>
    /// By turns: their blocks fill the caches, which others on the same machine may take for seconds, while the peak, in registers, stays. The largest is the machine's.
    /// </summary>
    private static void Convolutions()
    {
        var kernels = (
            from s in ConvolutionKernel.Sizes
            from direction in Enum.GetValues<DenseDirection>()
            select (Name: $"{direction} {s.Window}x{s.Window} {s.Size}x{s.Size}x{s.Inputs}->{s.Outputs}, 32 images", Kernel: ConvolutionKernel.Create(direction, 32, s.Size, s.Window, s.Inputs, s.Outputs)))
            .ToArray();
        double before = Peak.Gflops();
        var times = Measurement.ByTurns([.. kernels.Select(k => k.Kernel.Run)]);
        double peak = Math.Max(before, Peak.Gflops());
        for (int i = 0; i < kernels.Length; i++) Print("conv", kernels[i].Name, times[i], "gflops", kernels[i].Kernel.Flops / times[i].Ms / 1e6, peak);
    }

    private static bool IsWanted(string group, string[] only) => only.Length == 0 || only.Contains(group);

    private static void Rows<TNetwork>(string name, int rows, TNetwork network, int length) where TNetwork : class, INetwork<TNetwork, float>
    {
        var batch = new Batch { Count = rows };
        var input = new float[rows * length];
        for (int i = 0; i < input.Length; i++) input[i] = i * 7 % 13 * 0.1f - 0.6f;
        batch.Set<float>("input", input);
        var output = new float[rows * length];
        var time = Time(() => network.Predict(batch, output));
        Print("rows", name, time, "ns_per_element", time.Ms * 1e6 / output.Length, null);
    }

    private static void MathFunctions()
    {
        var x = new float[4096];
        for (int i = 0; i < x.Length; i++) x[i] = i * 7 % 1000 * 0.01f - 5;
        var y = new float[x.Length];
        foreach (var (name, action) in MathActions.Of(x, y))
        {
            var time = Time(action);
            Print("math", name, time, "ns_per_element", time.Ms * 1e6 / x.Length, null);
        }
    }

    private static void Optimizers()
    {
        var rules = new (string Name, Func<Optimizer> Make, int Bytes)[]
        {
            ("sgd", () => new Sgd(1e-3), 12), ("momentum", () => new Momentum(1e-3), 20), ("adam", () => new Adam(1e-3), 28), ("adamw", () => new AdamW(1e-3), 28),
        };
        foreach (var (name, make, bytes) in rules)
        {
            Measure(name, new Mlp(1).Parameters, make(), bytes);
            Measure(name, new MlpWide(1).Parameters, make(), bytes);
        }

        static void Measure(string name, ParameterSet parameters, Optimizer optimizer, int bytes)
        {
            long count = parameters.Sum(p => (long)p.Count);
            var time = Time(() => optimizer.Step(parameters));
            Print("optimizers", $"{name} {count} parameters", time, "gb_per_s", bytes * count / time.Ms / 1e6, Peak.StreamGigabytes((int)(16 * count)));
        }
    }

    private static void Print(string group, string name, Measurement time, string unit, double value, double? limit)
    {
        var line = new JsonObject
        {
            ["kind"] = "kernel", ["peer"] = "netgen", ["group"] = group, ["kernel"] = name,
            ["config"] = Vector512.IsHardwareAccelerated ? "vector512" : Vector256.IsHardwareAccelerated ? "vector256" : "vector128",
            ["us"] = Measurement.Round(time.Ms * 1e3), ["min"] = Measurement.Round(time.Min * 1e3), ["max"] = Measurement.Round(time.Max * 1e3), [unit] = Measurement.Round(value),
        };
        if (limit is { } peak)
        {
            line["limit"] = Measurement.Round(peak);
            line["share"] = Math.Round(value / peak, 3);
        }
        Console.WriteLine(line.ToJsonString());
    }
}
