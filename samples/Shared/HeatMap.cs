using System.Globalization;
using System.Text;

namespace NetGen.Samples;

/// <summary>A matrix of values between 0 and 1 as cells from white to dark blue, a label at each row and column.</summary>
internal sealed class HeatMap(string title, IReadOnlyList<string> rows, IReadOnlyList<string> columns, Func<int, int, double> value) : IFigurePart
{
    private const double Cell = 18, Left = 40, Top = 64, Margin = 24;

    public double Width => Left + Math.Max(Cell * columns.Count, 8.5 * title.Length) + Margin;

    public double Height => Top + Cell * rows.Count + Margin;

    public string Render()
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="24" class="title">{SvgText.Escape(title)}</text>""").Append('\n');
        for (int j = 0; j < columns.Count; j++)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left + Cell * (j + 0.5):F1}" y="{Top - 7}" class="label" text-anchor="middle">{SvgText.Escape(columns[j])}</text>""").Append('\n');
        for (int i = 0; i < rows.Count; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left - 10}" y="{Top + Cell * (i + 0.5) + 4:F1}" class="label" text-anchor="middle">{SvgText.Escape(rows[i])}</text>""").Append('\n');
            for (int j = 0; j < columns.Count; j++)
                svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Left + Cell * j}" y="{Top + Cell * i}" width="{Cell}" height="{Cell}" fill="{Colour(value(i, j))}"/>""").Append('\n');
        }
        svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Left}" y="{Top}" width="{Cell * columns.Count}" height="{Cell * rows.Count}" class="frame"/>""").Append('\n');
        return svg.ToString();
    }

    /// <summary>From white by the palette's blue to nearly black, so that the order also shows in print.</summary>
    private static string Colour(double v)
    {
        (double R, double G, double B) white = (255, 255, 255), blue = (0, 114, 178), dark = (8, 29, 64);
        v = Math.Clamp(v, 0, 1);
        var (from, to, t) = v < 0.5 ? (white, blue, 2 * v) : (blue, dark, 2 * v - 1);
        return string.Create(CultureInfo.InvariantCulture, $"#{(int)(from.R + t * (to.R - from.R)):x2}{(int)(from.G + t * (to.G - from.G)):x2}{(int)(from.B + t * (to.B - from.B)):x2}");
    }
}
