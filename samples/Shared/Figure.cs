using System.Globalization;
using System.Text;

namespace NetGen.Samples;

/// <summary>What a <see cref="Figure"/> shows at one place.</summary>
internal interface IFigurePart
{
    /// <summary>The width it takes, in pixels.</summary>
    double Width { get; }

    /// <summary>The height it takes, in pixels.</summary>
    double Height { get; }

    /// <summary>Its SVG elements; its upper left corner is the origin.</summary>
    string Render();
}

/// <summary>Plots side by side in one SVG file, a few in a row.</summary>
internal sealed class Figure(params IFigurePart[] parts)
{
    public int Columns { get; init; } = 2;

    public void Save(string path)
    {
        int columns = Math.Min(Columns, parts.Length), rows = (parts.Length + columns - 1) / columns;
        double width = parts.Max(p => p.Width), height = parts.Max(p => p.Height);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" width="{columns * width}" height="{rows * height}" viewBox="0 0 {columns * width} {rows * height}">""").Append('\n');
        svg.Append("""
            <style>
              text { font-family: "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif; fill: #333 }
              .title { font-size: 15px; font-weight: 600 } .label { font-size: 12px } .tick { font-size: 11px; fill: #555 }
              .grid { stroke: #e4e4e4; stroke-width: 1 } .frame { fill: none; stroke: #999 } .legend { fill: #fff; fill-opacity: .85; stroke: #ddd }
              .line { fill: none; stroke-width: 2; stroke-linejoin: round }
            </style>

            """);
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        for (int i = 0; i < parts.Length; i++)
            svg.Append(CultureInfo.InvariantCulture, $"""<g transform="translate({i % columns * width},{i / columns * height})">""").Append('\n')
                .Append(parts[i].Render()).Append("</g>\n");
        svg.Append("</svg>\n");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, svg.ToString());
    }
}

/// <summary>Texts within SVG.</summary>
internal static class SvgText
{
    public static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
