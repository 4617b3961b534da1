using System.Globalization;
using System.Text;

namespace NetGen.Samples;

/// <summary>A small plot of lines and points over two axes, written as SVG. Several side by side make a <see cref="Figure"/>.</summary>
internal sealed class Plot(string title, string xLabel, string yLabel) : IFigurePart
{
    /// <summary>Okabe and Ito's palette: told apart by colour-blind readers, and in print.</summary>
    private static readonly string[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private readonly List<Series> _series = [];

    /// <summary>Whether the y axis is logarithmic; values that are not positive are left out.</summary>
    public bool LogY { get; init; }

    /// <summary>The range of y; taken from the values where not given.</summary>
    public (double Low, double High)? YRange { get; init; }

    public double Width { get; init; } = 520;

    public double Height { get; init; } = 360;

    /// <summary>Adds a line through points, in the order given.</summary>
    public Plot Line(string name, IEnumerable<(double X, double Y)> points, bool dashed = false, bool markers = false)
    {
        _series.Add(new Series(name, Visible(points), IsLine: true, dashed, markers));
        return this;
    }

    /// <summary>Adds points.</summary>
    public Plot Points(string name, IEnumerable<(double X, double Y)> points)
    {
        _series.Add(new Series(name, Visible(points), IsLine: false, Dashed: false, Markers: true));
        return this;
    }

    /// <summary>Writes the plot alone into a file.</summary>
    public void Save(string path) => new Figure(this).Save(path);

    public string Render()
    {
        const double left = 64, right = 16, top = 40, bottom = 52;
        var all = _series.SelectMany(s => s.Points).ToArray();
        if (all.Length == 0) all = [(0, 1), (1, 1)];
        var x = Axis.Linear(all.Min(p => p.X), all.Max(p => p.X), tight: true);
        double low = YRange?.Low ?? all.Min(p => p.Y), high = YRange?.High ?? all.Max(p => p.Y);
        var y = LogY ? Axis.Logarithmic(low, high) : Axis.Linear(low, high, tight: YRange is not null);
        double X(double v) => left + x.Position(v) * (Width - left - right);
        double Y(double v) => Height - bottom - y.Position(v) * (Height - top - bottom);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{left}" y="24" class="title">{SvgText.Escape(title)}</text>""").Append('\n');
        foreach (double tick in x.Ticks)
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{X(tick):F1}" y1="{top}" x2="{X(tick):F1}" y2="{Height - bottom}" class="grid"/><text x="{X(tick):F1}" y="{Height - bottom + 17}" class="tick" text-anchor="middle">{x.Name(tick)}</text>""").Append('\n');
        foreach (double tick in y.Ticks)
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{left}" y1="{Y(tick):F1}" x2="{Width - right}" y2="{Y(tick):F1}" class="grid"/><text x="{left - 8}" y="{Y(tick) + 4:F1}" class="tick" text-anchor="end">{y.Name(tick)}</text>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{left}" y="{top}" width="{Width - left - right}" height="{Height - top - bottom}" class="frame"/>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{(left + Width - right) / 2:F1}" y="{Height - 14}" class="label" text-anchor="middle">{SvgText.Escape(xLabel)}</text>""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<text transform="translate(16,{(top + Height - bottom) / 2:F1}) rotate(-90)" class="label" text-anchor="middle">{SvgText.Escape(yLabel)}</text>""").Append('\n');

        for (int i = 0; i < _series.Count; i++)
        {
            var series = _series[i];
            string colour = Palette[i % Palette.Length];
            if (series.IsLine)
                svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', series.Points.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X):F1},{Y(Clip(p.Y, y)):F1}")))}" class="line" stroke="{colour}"{(series.Dashed ? " stroke-dasharray=\"6 4\"" : "")}/>""").Append('\n');
            if (series.Markers)
                foreach (var p in series.Points)
                    svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{X(p.X):F1}" cy="{Y(Clip(p.Y, y)):F1}" r="{(series.IsLine ? 3 : 2.5)}" fill="{colour}"{(series.IsLine ? "" : " fill-opacity=\"0.55\"")}/>""").Append('\n');
        }
        Legend(svg, X, v => Y(Clip(v, y)), (left, top, Width - right, Height - bottom));
        return svg.ToString();
    }

    /// <summary>The legend goes into the corner where it hides the fewest points.</summary>
    private void Legend(StringBuilder svg, Func<double, double> x, Func<double, double> y, (double Left, double Top, double Right, double Bottom) area)
    {
        if (_series.Count < 2) return;
        double width = 40 + 6.4 * _series.Max(s => s.Name.Length), height = 10 + 18 * _series.Count;
        var corners = new[]
        {
            (X: area.Right - width - 8, Y: area.Top + 8), (X: area.Left + 8, Y: area.Top + 8),
            (X: area.Right - width - 8, Y: area.Bottom - height - 8), (X: area.Left + 8, Y: area.Bottom - height - 8),
        };
        var places = _series.SelectMany(s => s.IsLine ? Along(s.Points) : s.Points).Select(p => (X: x(p.X), Y: y(p.Y))).ToArray();
        var (cornerX, cornerY) = corners.MinBy(c => places.Count(p => p.X >= c.X && p.X <= c.X + width && p.Y >= c.Y && p.Y <= c.Y + height));
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{cornerX:F1}" y="{cornerY:F1}" width="{width:F1}" height="{height}" rx="3" class="legend"/>""").Append('\n');
        for (int i = 0; i < _series.Count; i++)
        {
            double row = cornerY + 18 * i + 14;
            string colour = Palette[i % Palette.Length];
            if (_series[i].IsLine)
                svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{cornerX + 8:F1}" y1="{row:F1}" x2="{cornerX + 28:F1}" y2="{row:F1}" class="line" stroke="{colour}"{(_series[i].Dashed ? " stroke-dasharray=\"6 4\"" : "")}/>""");
            if (_series[i].Markers)
                svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{cornerX + 18:F1}" cy="{row:F1}" r="3" fill="{colour}"/>""");
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{cornerX + 34:F1}" y="{row + 4:F1}" class="tick">{SvgText.Escape(_series[i].Name)}</text>""").Append('\n');
        }
    }

    private static IEnumerable<(double X, double Y)> Along((double X, double Y)[] points) =>
        points.Zip(points.Skip(1)).SelectMany(p => Enumerable.Range(0, 10).Select(k =>
            (p.First.X + k / 10.0 * (p.Second.X - p.First.X), p.First.Y + k / 10.0 * (p.Second.Y - p.First.Y))));

    private static double Clip(double value, Axis axis) => Math.Clamp(value, axis.Low, axis.High);

    private (double X, double Y)[] Visible(IEnumerable<(double X, double Y)> points) =>
        points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y) && (!LogY || p.Y > 0)).ToArray();

    private sealed record Series(string Name, (double X, double Y)[] Points, bool IsLine, bool Dashed, bool Markers);
}
