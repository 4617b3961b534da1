using System.Globalization;
using System.Text.Json;

namespace NetGen.Benchmarks.Peers;

/// <summary>Joins NetGen's lines with the peers' into a Markdown table of ratios, against the fastest configuration of any peer.</summary>
internal static class CompareCommand
{
    private sealed record Figure(string Peer, double Ms, double Min, double Max);

    public static int Run(string[] files)
    {
        var own = new Dictionary<(string Workload, int Threads, string Phase), Figure>();
        var peers = new Dictionary<(string Workload, int Threads, string Phase), Figure>();
        foreach (string file in files)
        {
            int number = 0;
            foreach (string text in File.ReadLines(file))
            {
                number++;
                if (!text.StartsWith('{')) continue;
                try
                {
                    using var document = JsonDocument.Parse(text);
                    Read(document.RootElement, own, peers);
                }
                catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
                {
                    Console.Error.WriteLine($"{file}({number}): {e.Message}");
                    return 1;
                }
            }
        }
        Console.WriteLine("| workload | threads | phase | NetGen ms | [min, max] | fastest peer | ms | [min, max] | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (key, mine) in own)
        {
            string theirs = peers.TryGetValue(key, out var peer)
                ? string.Create(CultureInfo.InvariantCulture, $"{peer.Peer} | {peer.Ms} | [{peer.Min}, {peer.Max}] | {peer.Ms / mine.Ms:0.00}")
                : "not measured | | | ";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {key.Workload} | {key.Threads} | {key.Phase} | {mine.Ms} | [{mine.Min}, {mine.Max}] | {theirs} |"));
        }
        return 0;
    }

    private static void Read(
        JsonElement line, Dictionary<(string, int, string), Figure> own, Dictionary<(string, int, string), Figure> peers)
    {
        string kind = line.GetProperty("kind").GetString()!;
        if (kind is not ("netgen" or "torch" or "ort")) return;
        var target = kind == "netgen" ? own : peers;
        string workload = line.GetProperty("workload").GetString()!;
        int threads = line.GetProperty("threads").GetInt32();
        string peer = line.GetProperty("peer").GetString() + (line.TryGetProperty("config", out var config) ? " " + config.GetString() : "");
        if (kind == "ort")
        {
            Offer("infer " + line.GetProperty("batch").GetInt32().ToString(CultureInfo.InvariantCulture), line);
            return;
        }
        if (line.TryGetProperty("train", out var train)) Offer("train", train);
        foreach (var batch in line.GetProperty("infer").EnumerateObject()) Offer("infer " + batch.Name, batch.Value.GetProperty("best"));

        void Offer(string phase, JsonElement timing)
        {
            string variant = timing.TryGetProperty("variant", out var v) && kind != "netgen" ? " " + v.GetString() : "";
            var figure = new Figure(peer + variant, timing.GetProperty("ms").GetDouble(), timing.GetProperty("min").GetDouble(), timing.GetProperty("max").GetDouble());
            var key = (workload, threads, phase);
            if (!target.TryGetValue(key, out var before) || figure.Ms < before.Ms) target[key] = figure;
        }
    }
}
