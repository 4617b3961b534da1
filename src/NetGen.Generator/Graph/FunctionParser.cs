using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Graph;

/// <summary>Reads the text of a function. Types are taken as written; <see cref="FunctionVerifier"/> infers them again.</summary>
internal static class FunctionParser
{
    /// <exception cref="GraphException">The text is not that of a function.</exception>
    public static Function Parse(string text) => Parse(new TextLines(text));

    /// <param name="known">The functions before, which it may be like.</param>
    public static Function Parse(TextLines lines, IReadOnlyList<Function>? known = null)
    {
        int depth = lines.Depth;
        string[] names = Words(lines.Next(), "function", 2)[1].Split([" like "], StringSplitOptions.None);
        string name = names[0];
        var alike = names.Length == 1 ? null
            : new Likeness(known?.FirstOrDefault(f => f.Name == names[1]) ?? throw new GraphException($"There is no function '{names[1]}' before '{name}'."));
        var columns = new List<Column>();
        var nodes = new List<Node>();
        var outputs = new List<Output>();
        var trained = new List<TrainedValue>();
        int? split = null;
        while (!lines.AtEnd && lines.Depth == depth && !Starts("function"))
        {
            if (Starts("column"))
            {
                string[] words = Words(lines.Next(), "column", 4);
                columns.Add(new Column(words[1], Role<ColumnRole>(words[2]), TensorType.Parse(words[3])));
            }
            else if (Starts("output"))
            {
                string[] words = Words(lines.Next(), "output", 5);
                outputs.Add(new Output(words[1], Role<OutputRole>(words[2]), OperationText.ToInteger(words[3]), Reference(words[4])));
            }
            else if (Starts("train "))
            {
                string[] words = lines.Next().Split([' '], 3);
                trained.Add(new TrainedValue(Reference(words[1]), words.Length == 3 ? words[2] : null));
            }
            else if (Starts("split"))
            {
                lines.Next();
                split = nodes.Count;
            }
            else if (Starts("same"))
            {
                string line = lines.Next();
                string[] words = line.Split(' ');
                if (alike is null || words.Length < 3) throw new GraphException(alike is null ? $"'{name}' is like no function." : $"'{line}' lacks two nodes.");
                foreach (string[] placed in words.Skip(3).Select(w => w.Split('=')))
                    alike.Place(OperationText.ToInteger(placed[0]), placed.Length == 2 ? Reference(placed[1]) : throw new GraphException($"'{line}' says of a node not where it is."));
                nodes.AddRange(alike.Copy(OperationText.ToInteger(words[1]), OperationText.ToInteger(words[2]), nodes.Count).ToArray());
            }
            else
            {
                nodes.Add(ParseNode(lines, depth, nodes.Count));
            }
        }
        return new Function(name, columns.ToEquatableArray(), nodes.ToEquatableArray(), outputs.ToEquatableArray(), split ?? nodes.Count) { Trained = trained.ToEquatableArray() };

        bool Starts(string word) => lines.Current.StartsWith(word, StringComparison.Ordinal);
    }

    /// <summary><c>%3 = name {attributes} %1 %2 : type # label</c>; a body may follow, indented.</summary>
    private static Node ParseNode(TextLines lines, int depth, int id)
    {
        string line = lines.Next();
        string start = "%" + OperationText.Number(id) + " = ";
        if (!line.StartsWith(start, StringComparison.Ordinal)) throw new GraphException($"Expected '{start}', got '{line}'.");
        string rest = line.Substring(start.Length);

        string? label = null;
        string attributes = "";
        int hash = rest.IndexOf(" # ", StringComparison.Ordinal);
        if (hash >= 0) (label, rest) = (rest.Substring(hash + 3), rest.Substring(0, hash));
        int open = rest.IndexOf('{');
        if (open >= 0)
        {
            int close = rest.IndexOf('}');
            if (close < 0) throw new GraphException($"'{line}' lacks a '}}'.");
            attributes = rest.Substring(open + 1, close - open - 1);
            rest = rest.Remove(open, close - open + 1);
        }
        int colon = rest.IndexOf(" : ", StringComparison.Ordinal);
        if (colon < 0) throw new GraphException($"'{line}' lacks a type.");
        var type = TensorType.Parse(rest.Substring(colon + 3));
        string[] words = rest.Substring(0, colon).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw new GraphException($"'{line}' lacks an operation.");
        var operands = words.Skip(1).Select(Reference).ToEquatableArray();
        var body = !lines.AtEnd && lines.Depth > depth ? Parse(lines) : null;
        return new Node(OperationTable.Parse(words[0], new OperationText(attributes, type, operands.Count, body)), operands, type, label);
    }

    private static int Reference(string word) =>
        word.StartsWith("%", StringComparison.Ordinal)
            ? OperationText.ToInteger(word.Substring(1))
            : throw new GraphException($"'{word}' is not a node.");

    private static T Role<T>(string word) where T : struct =>
        Enum.TryParse(word, out T role) ? role : throw new GraphException($"'{word}' is not a role.");

    /// <summary>The words of a line; the last takes the rest.</summary>
    private static string[] Words(string line, string first, int count)
    {
        string[] words = line.Split([' '], count);
        return words.Length == count && words[0] == first
            ? words
            : throw new GraphException($"Expected '{first}' and {count - 1} words, got '{line}'.");
    }
}

/// <summary>The lines of a text and their indentation. Several may stand in one, where they are as deep, with <c>;</c> between them.</summary>
internal sealed class TextLines(string text)
{
    private const string Separator = " ; ";

    private readonly (string Text, int Depth)[] _lines = text.Split(['\n'], StringSplitOptions.RemoveEmptyEntries)
        .Select(l => l.TrimEnd()).Where(l => l.Length > 0)
        .SelectMany(l => l.Trim().Split([Separator], StringSplitOptions.None).Select(t => (t, l.Length - l.TrimStart().Length))).ToArray();

    private int _at;

    public bool AtEnd => _at == _lines.Length;

    public int Depth => AtEnd ? -1 : _lines[_at].Depth;

    public string Current => AtEnd ? throw new GraphException("The text ends early.") : _lines[_at].Text;

    public string Next()
    {
        string line = Current;
        _at++;
        return line;
    }

    /// <summary>The same text in fewer lines of so many columns.</summary>
    public static string Pack(string text, int columns)
    {
        if (text.Contains(Separator)) return text;
        var packed = new System.Text.StringBuilder();
        int length = 0, depth = -1;
        foreach (var (line, itsDepth) in new TextLines(text)._lines)
        {
            bool begins = line.StartsWith("function ", StringComparison.Ordinal);
            if (itsDepth == depth && !begins && length + Separator.Length + line.Length <= columns) packed.Append(Separator);
            else
            {
                if (depth != -1) packed.Append('\n');
                packed.Append(' ', itsDepth);
                length = itsDepth;
            }
            packed.Append(line);
            length += Separator.Length + line.Length;
            depth = begins ? -2 : itsDepth;
        }
        return packed.Append('\n').ToString();
    }
}
