using System.Diagnostics;
using System.Text.Json.Nodes;
using NetGen.Benchmarks.Suites;

namespace NetGen.Benchmarks;

/// <summary>A JSON line for AlexNet and for each number of dense or convolution layers: lines, bytes and milliseconds of what is generated.</summary>
internal static class GeneratorSize
{
    public static void Run()
    {
        foreach (int layers in new[] { 3, 3, 10, 50, 100, 200 }) // the first turn warms up
            Measure(GeneratorBenchmarks.Source(layers), new JsonObject { ["kind"] = "generator", ["dense_layers"] = layers + 1 });
        foreach (int layers in new[] { 10, 50, 100 })
            Measure(GeneratorBenchmarks.Convolutions(layers), new JsonObject { ["kind"] = "generator", ["convolution_layers"] = layers });
        Measure(GeneratorBenchmarks.AlexNet, new JsonObject { ["kind"] = "generator", ["network"] = "AlexNet" });
    }

    private static void Measure(string source, JsonObject row)
    {
        var compilation = GeneratorBenchmarks.Compile(source);
        var times = new List<double>();
        long lines = 0, bytes = 0;
        for (int repeat = 0; repeat < 5; repeat++)
        {
            var clock = Stopwatch.StartNew();
            var result = GeneratorBenchmarks.Driver().RunGenerators(compilation).GetRunResult();
            times.Add(clock.Elapsed.TotalMilliseconds);
            lines = result.GeneratedTrees.Sum(t => (long)t.GetText().Lines.Count);
            bytes = result.GeneratedTrees.Sum(t => (long)t.GetText().Length);
        }
        times.Sort();
        row["lines"] = lines;
        row["bytes"] = bytes;
        row["ms"] = Measurement.Round(times[times.Count / 2]);
        row["min"] = Measurement.Round(times[0]);
        row["max"] = Measurement.Round(times[^1]);
        Console.WriteLine(row.ToJsonString());
    }
}
