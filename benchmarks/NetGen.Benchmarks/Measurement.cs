using System.Diagnostics;
using System.Globalization;

namespace NetGen.Benchmarks;

/// <summary>A timing: milliseconds a call, over repeats, and how much of the machine others used meanwhile.</summary>
internal sealed record Measurement(double Ms, double Min, double Max, int Repeats, int Inner, int Dropped, bool Clean, double ForeignCpu)
{
    /// <summary>Above this many CPUs used by other processes, a repeat is left out when enough clean ones remain.</summary>
    private const double Limit = 0.08;

    /// <summary>
    /// Times as the peers' harness does: warm-up, then repeats of about <paramref name="target"/> seconds; median, minimum, maximum.
    /// </summary>
    public static Measurement Of(Action action, double target = 0.4, int repeats = 7, double warm = 0.4, int extra = 5)
    {
        // Tiered compilation needs calls and, once, a pause, before the code is its final self.
        var clock = Stopwatch.StartNew();
        long calls = 0;
        bool paused = false;
        while (clock.Elapsed.TotalSeconds < warm || calls < 3)
        {
            action();
            if (++calls == 60 || calls < 60 && clock.Elapsed.TotalSeconds > warm / 2 && !paused)
            {
                Thread.Sleep(150);
                paused = true;
            }
        }
        clock.Restart();
        long probe = 0;
        do
        {
            action();
            probe++;
        }
        while (clock.Elapsed.TotalSeconds < warm / 4);
        int inner = (int)Math.Max(1, target / (clock.Elapsed.TotalSeconds / probe));

        List<double> clean = [], all = [], foreign = [];
        while (clean.Count < repeats && all.Count < repeats + extra)
        {
            var others = new ForeignCpu();
            clock.Restart();
            for (int i = 0; i < inner; i++) action();
            double ms = clock.Elapsed.TotalMilliseconds / inner;
            double rate = others.Rate();
            all.Add(ms);
            foreign.Add(rate);
            if (rate < Limit) clean.Add(ms);
        }
        var used = clean.Count >= 3 ? clean : all;
        used.Sort();
        return new Measurement(
            Round(used[used.Count / 2]), Round(used[0]), Round(used[^1]), used.Count, inner, all.Count - used.Count, clean.Count >= 3,
            Math.Round(foreign.Average(), 3));
    }

    /// <summary>Times many actions, each once a turn for about <paramref name="target"/> seconds, so that slow seconds meet all alike; median, minimum, maximum over the turns.</summary>
    public static Measurement[] ByTurns(IReadOnlyList<Action> actions, int turns = 15, double target = 0.01, double warm = 0.3)
    {
        int[] inner = [.. actions.Select(a => Of(a, target, repeats: 1, warm, extra: 0).Inner)];
        var times = actions.Select(_ => new List<double>(turns)).ToArray();
        for (int turn = 0; turn < turns; turn++)
            for (int i = 0; i < inner.Length; i++)
            {
                var clock = Stopwatch.StartNew();
                for (int n = 0; n < inner[i]; n++) actions[i]();
                times[i].Add(clock.Elapsed.TotalMilliseconds / inner[i]);
            }
        foreach (var t in times) t.Sort();
        return [.. times.Select((t, i) => new Measurement(Round(t[turns / 2]), Round(t[0]), Round(t[^1]), turns, inner[i], 0, true, 0))];
    }

    /// <summary>Four significant digits.</summary>
    public static double Round(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}

/// <summary>CPU seconds that other processes used for each second since construction; 0 where the system does not tell.</summary>
internal sealed class ForeignCpu
{
    private const string Source = "/proc/stat";
    private const double TicksPerSecond = 100;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _busy = Busy();
    private readonly double _own = Own();

    public double Rate() => Math.Max(0, Busy() - _busy - (Own() - _own)) / Stopwatch.GetElapsedTime(_start).TotalSeconds;

    private static double Own() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static double Busy()
    {
        if (!File.Exists(Source)) return 0;
        using var reader = new StreamReader(Source);
        var fields = reader.ReadLine()!.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, idle, iowait, irq, softirq, steal: all but the two of waiting
        return new[] { 1, 2, 3, 6, 7, 8 }.Sum(i => double.Parse(fields[i], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
