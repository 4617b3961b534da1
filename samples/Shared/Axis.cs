using System.Globalization;

namespace NetGen.Samples;

/// <summary>The range of a plot's axis and its ticks, at round numbers.</summary>
internal sealed record Axis(double Low, double High, bool Log, double[] Ticks)
{
    /// <summary>An axis from nice number to nice number (Heckbert 1990, Nice Numbers for Graph Labels), or tight around the values.</summary>
    public static Axis Linear(double low, double high, bool tight)
    {
        if (!(high > low)) (low, high) = (low - 0.5, low + 0.5);
        double step = NiceStep((high - low) / 5);
        if (!tight)
            (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        var ticks = new List<double>();
        for (double i = Math.Ceiling(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.Add(i * step);
        return new Axis(low, high, false, [.. ticks]);
    }

    /// <summary>An axis over whole decades, with at most about six labelled.</summary>
    public static Axis Logarithmic(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        if (last == first) last++;
        int step = Math.Max(1, (last - first + 5) / 6);
        var ticks = Enumerable.Range(first, last - first + 1).Where(d => (d - first) % step == 0).Select(d => Math.Pow(10, d));
        return new Axis(Math.Pow(10, first), Math.Pow(10, last), true, ticks.ToArray());
    }

    /// <summary>Where a value lies between the axis' ends, from 0 to 1.</summary>
    public double Position(double value) =>
        Log ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>The label of a tick.</summary>
    public string Name(double tick) =>
        Log
            ? $"10<tspan dy=\"-5\" font-size=\"8\">{Math.Round(Math.Log10(tick)).ToString(CultureInfo.InvariantCulture)}</tspan>"
            : (Math.Round(tick, 10) + 0.0).ToString("G6", CultureInfo.InvariantCulture);

    private static double NiceStep(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough))), part = rough / power;
        return power * (part < 1.5 ? 1 : part < 3 ? 2 : part < 7 ? 5 : 10);
    }
}
