using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Emit;

/// <summary>Writes indented C#: line ends are always <c>\n</c>, numbers invariant.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Lines so far, to keep an eye on the size of generated code.</summary>
    public int Lines { get; private set; }

    /// <summary>Writes lines at the present depth; a raw string literal may hold many. Empty lines get no spaces.</summary>
    public CodeWriter Line(string text = "")
    {
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.TrimEnd();
            if (line.Length > 0) _text.Append(' ', 4 * _depth).Append(line);
            _text.Append('\n');
            Lines++;
        }
        return this;
    }

    /// <summary>Characters of a line that holds several declarations or statements.</summary>
    private const int Width = 150;

    /// <summary>Writes declarations or statements of one kind, as many a line as are easily read.</summary>
    /// <param name="head">What each line begins with: a type and a space, or nothing.</param>
    /// <param name="separator">What is between them.</param>
    /// <param name="end">What each line ends with.</param>
    public CodeWriter Filled(string head, IEnumerable<string> items, string separator, string end)
    {
        string line = "";
        foreach (string item in items)
            if (line.Length == 0) line = item;
            else if (head.Length + line.Length + separator.Length + item.Length <= Width) line += separator + item;
            else
            {
                Line(head + line + end);
                line = item;
            }
        return line.Length == 0 ? this : Line(head + line + end);
    }

    /// <summary>Opens a brace behind a header line; disposing closes it.</summary>
    public Block Braces(string header, string close = "}")
    {
        if (header.Length > 0) Line(header);
        Line("{");
        _depth++;
        return new Block(this, close);
    }

    /// <summary>Indents without braces; disposing goes back.</summary>
    public Block Indent()
    {
        _depth++;
        return new Block(this, null);
    }

    public override string ToString() => _text.ToString();

    /// <summary>The shortest literal of the network's precision that reads back to the same bits: <c>0.1F</c>, <c>0.1D</c>.</summary>
    public static string Literal(double value, Graph.Precision precision)
    {
        bool single = precision == Graph.Precision.Single;
        string type = single ? "float" : "double";
        if (single) value = (float)value;
        if (double.IsNaN(value)) return type + ".NaN";
        if (double.IsInfinity(value)) return type + (value > 0 ? ".PositiveInfinity" : ".NegativeInfinity");
        return single ? Shortest(f => ((float)value).ToString(f, CultureInfo.InvariantCulture), t => float.Parse(t, CultureInfo.InvariantCulture) == value, 6) + "F"
            : Shortest(f => value.ToString(f, CultureInfo.InvariantCulture), t => double.Parse(t, CultureInfo.InvariantCulture) == value, 15) + "D";
    }

    /// <summary>The fewest digits that suffice; up to three more than the type always keeps are enough for any number.</summary>
    private static string Shortest(Func<string, string> text, Func<string, bool> isExact, int digits)
    {
        for (int last = digits + (digits > 10 ? 2 : 3); digits < last; digits++)
            if (text("G" + digits.ToString(CultureInfo.InvariantCulture)) is var candidate && isExact(candidate)) return candidate;
        return text("G" + digits.ToString(CultureInfo.InvariantCulture));
    }

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    internal readonly struct Block(CodeWriter writer, string? close) : IDisposable
    {
        public void Dispose()
        {
            writer._depth--;
            if (close is not null) writer.Line(close);
        }
    }
}
