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

    /// <summary>A literal of the network's precision that reads back to the same bits: <c>0.1F</c>, <c>0.1D</c>.</summary>
    public static string Literal(double value, Graph.Precision precision)
    {
        string type = precision == Graph.Precision.Single ? "float" : "double";
        if (double.IsNaN(value)) return type + ".NaN";
        if (double.IsPositiveInfinity(value)) return type + ".PositiveInfinity";
        if (double.IsNegativeInfinity(value)) return type + ".NegativeInfinity";
        return precision == Graph.Precision.Single
            ? ((float)value).ToString("G9", CultureInfo.InvariantCulture) + "F"
            : value.ToString("G17", CultureInfo.InvariantCulture) + "D";
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
