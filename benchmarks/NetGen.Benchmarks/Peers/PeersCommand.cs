using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace NetGen.Benchmarks.Peers;

/// <summary>NetGen's side of the comparison: a JSON line a workload, with the names and fields of the peers' lines.</summary>
internal static class PeersCommand
{
    public static int Run(int threads, string[] only)
    {
        Parallelism.Degree = threads;
        var unknown = only.Except(Workload.All.Select(w => w.Name)).ToArray();
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"No workload named {string.Join(", ", unknown)}; there are {string.Join(", ", Workload.All.Select(w => w.Name))}.");
            return 1;
        }
        double peak = Peak.Gflops();
        foreach (var workload in Workload.All.Where(w => only.Length == 0 || only.Contains(w.Name)))
            Console.WriteLine(Line(workload, threads, peak).ToJsonString());
        return 0;
    }

    private static JsonObject Line(Workload workload, int threads, double peak)
    {
        var others = new ForeignCpu();
        var train = workload.Train is { } create ? Train(workload, Measurement.Of(create()), peak * threads) : null;
        var infer = new JsonObject();
        foreach (int n in workload.InferBatches)
        {
            var best = Json(Measurement.Of(workload.Infer(n), target: 0.12, warm: 0.12, extra: 3));
            best["variant"] = "netgen";
            infer[n.ToString()] = new JsonObject { ["best"] = best };
        }
        var line = new JsonObject
        {
            ["kind"] = "netgen",
            ["peer"] = "netgen",
            ["workload"] = workload.Name,
            ["threads"] = threads,
            ["config"] = Vector512.IsHardwareAccelerated ? "vector512" : Vector256.IsHardwareAccelerated ? "vector256" : "vector128",
            ["batch"] = workload.Batch,
            ["params"] = workload.Parameters,
            ["fwd_macs_per_sample"] = workload.ForwardMacsPerSample,
            ["fma_peak_gflops"] = Measurement.Round(peak),
            ["infer"] = infer,
            ["foreign_cpu"] = Math.Round(others.Rate(), 3),
        };
        if (train is not null) line["train"] = train;
        return line;
    }

    private static JsonObject Train(Workload workload, Measurement step, double peak)
    {
        double gflops = 6.0 * workload.Batch * workload.ForwardMacsPerSample / step.Ms / 1e6;
        var train = Json(step);
        train["variant"] = "netgen";
        train["samples_per_s"] = Measurement.Round(workload.Batch / step.Ms * 1e3);
        train["gflops"] = Measurement.Round(gflops);
        train["share_of_peak"] = Math.Round(gflops / peak, 3);
        return train;
    }

    private static JsonObject Json(Measurement m) => new()
    {
        ["ms"] = m.Ms,
        ["min"] = m.Min,
        ["max"] = m.Max,
        ["repeats"] = m.Repeats,
        ["inner"] = m.Inner,
        ["dropped"] = m.Dropped,
        ["clean"] = m.Clean,
        ["foreign_cpu"] = m.ForeignCpu,
    };
}
