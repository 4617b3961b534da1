using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace NetGen.Benchmarks;

/// <summary>The time from the start of a process to its first line that begins with <c>first</c>, for several programs by turns.</summary>
internal static class Startup
{
    /// <param name="commands">Command lines: a program, then its arguments.</param>
    /// <param name="tries">Starts of each, after one that is not counted.</param>
    public static void Run(string[] commands, int tries)
    {
        double[][] times = [.. commands.Select(_ => new double[tries])];
        for (int i = -1; i < tries; i++)
            for (int c = 0; c < commands.Length; c++)
            {
                double time = Once(commands[c]);
                if (i >= 0) times[c][i] = time;
            }
        for (int c = 0; c < commands.Length; c++)
        {
            Array.Sort(times[c]);
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                kind = "startup",
                command = commands[c],
                first_prediction_ms = Math.Round((times[c][tries / 2] + times[c][(tries - 1) / 2]) / 2, 1),
                min = Math.Round(times[c][0], 1),
                max = Math.Round(times[c][^1], 1),
                tries,
            }));
        }
    }

    private static double Once(string command)
    {
        string[] parts = command.Split(' ', 2);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(parts[0], parts.Length > 1 ? parts[1] : "") { RedirectStandardOutput = true })!;
        double? first = null;
        while (process.StandardOutput.ReadLine() is { } line)
            if (line.StartsWith("first", StringComparison.Ordinal)) first ??= clock.Elapsed.TotalMilliseconds;
        process.WaitForExit();
        return first ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{command}' ended with {process.ExitCode} and no line 'first'."));
    }
}
