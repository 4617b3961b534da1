using System.Diagnostics;
using System.Text.Json.Nodes;
using NetGen.Benchmarks.Suites;

namespace NetGen.Benchmarks;

/// <summary>A JSON line for each number of layers: lines, bytes and milliseconds of what is generated.</summary>
internal static class GeneratorSize
{
    public static void Run()
    {
        foreach (int layers in new[] { 3, 3, 10, 30, 100 }) // the first turn warms up
        {
            var compilation = GeneratorBenchmarks.Compile(GeneratorBenchmarks.Source(layers));
            var times = new List<double>();
            long lines = 0, bytes = 0;
            for (int repeat = 0; repeat < 7; repeat++)
            {
                var clock = Stopwatch.StartNew();
                var result = GeneratorBenchmarks.Driver().RunGenerators(compilation).GetRunResult();
                times.Add(clock.Elapsed.TotalMilliseconds);
                lines = result.GeneratedTrees.Sum(t => (long)t.GetText().Lines.Count);
                bytes = result.GeneratedTrees.Sum(t => (long)t.GetText().Length);
            }
            times.Sort();
            Console.WriteLine(new JsonObject
            {
                ["kind"] = "generator", ["dense_layers"] = layers + 1, ["lines"] = lines, ["bytes"] = bytes,
                ["ms"] = Measurement.Round(times[times.Count / 2]), ["min"] = Measurement.Round(times[0]), ["max"] = Measurement.Round(times[^1]),
            }.ToJsonString());
        }
    }
}
