using System.Globalization;
using System.Text;

namespace NetGen;

/// <summary>
/// CSV files of numbers (RFC 4180: quoted fields may hold separators, quotes doubled and line ends). Strict: every line has the same number
/// of fields, every field a finite number. A reader of its own, since the runtime depends on no package and needs no more than this.
/// </summary>
public static class CsvFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="options">Which columns become which; all are inputs by default.</param>
    /// <returns>A dataset with the column <see cref="Dataset.Input"/> of numbers in double, and <see cref="Dataset.Target"/> where the options name one.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is malformed; the message has its number.</exception>
    /// <exception cref="ArgumentException">The options name a column that is not there, or name one twice.</exception>
    public static Dataset Load(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = new StreamReader(path, Encoding.UTF8);
        try
        {
            return Load(reader, options);
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <inheritdoc cref="Load(string, CsvOptions)"/>
    /// <param name="reader">The text; it is left open.</param>
    /// <param name="options">Which columns become which; all are inputs by default.</param>
    public static Dataset Load(TextReader reader, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        options ??= new CsvOptions();
        if (options.Label is not null && options.Targets.Count > 0) throw new ArgumentException("Either Label or Targets is expected, and both are set.", nameof(options));
        var records = new Records(reader, options.Separator);
        var fields = new List<string>();
        string[]? header = null;
        if (options.HasHeader)
        {
            if (!records.Read(fields)) throw new InvalidDataException("The file is empty, where a header is expected.");
            header = [.. fields];
        }

        int count = header?.Length ?? -1;
        int label = -1;
        int[] targets = [], inputs = [];
        var (inputValues, targetValues, labels) = (new List<double>(), new List<double>(), new List<int>());
        for (bool first = true; records.Read(fields); first = false)
        {
            if (count < 0) count = fields.Count;
            if (fields.Count != count) throw new InvalidDataException($"Line {records.Line} has {fields.Count} fields, where {count} are expected.");
            if (first) (label, targets, inputs) = Places(options, count, header);
            foreach (int i in inputs) inputValues.Add(Number(fields[i], i, records.Line, header));
            foreach (int i in targets) targetValues.Add(Number(fields[i], i, records.Line, header));
            if (label >= 0) labels.Add(Class(fields[label], options.ClassNames, label, records.Line, header));
        }
        if (inputValues.Count == 0) throw new InvalidDataException(header is null ? "The file is empty." : "The file has a header and no samples.");
        var data = Dataset.Create(Dataset.Input, inputValues.ToArray(), inputs.Length);
        if (label >= 0) return data.With(Dataset.Target, labels.ToArray());
        return targets.Length > 0 ? data.With(Dataset.Target, targetValues.ToArray(), targets.Length) : data;
    }

    private static (int Label, int[] Targets, int[] Inputs) Places(CsvOptions options, int count, string[]? header)
    {
        int label = options.Label?.Find(count, header) ?? -1;
        int[] targets = [.. options.Targets.Select(c => c.Find(count, header))];
        int[] inputs = options.Inputs.Count > 0
            ? [.. options.Inputs.Select(c => c.Find(count, header))]
            : [.. Enumerable.Range(0, count).Where(i => i != label && !targets.Contains(i))];
        int[] used = label < 0 ? [.. targets, .. inputs] : [label, .. targets, .. inputs];
        if (used.Distinct().Count() != used.Length) throw new ArgumentException("The options name a column twice.", nameof(options));
        if (inputs.Length == 0) throw new ArgumentException("No column is left for the inputs.", nameof(options));
        return (label, targets, inputs);
    }

    private static string Column(int column, string[]? header) =>
        header is null ? string.Create(CultureInfo.InvariantCulture, $"column {column}") : $"column {column} '{header[column]}'";

    private static double Number(string field, int column, int line, string[]? header) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new InvalidDataException($"Line {line}, {Column(column, header)}: a finite number is expected, and '{field}' came.");

    private static int Class(string field, IReadOnlyList<string>? names, int column, int line, string[]? header)
    {
        if (names is not null)
        {
            for (int i = 0; i < names.Count; i++)
                if (names[i] == field) return i;
            throw new InvalidDataException($"Line {line}, {Column(column, header)}: the class '{field}' is none of ClassNames; {NearNames.Hint(field, names)}.");
        }
        return int.TryParse(field, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out int index)
            ? index
            : throw new InvalidDataException($"Line {line}, {Column(column, header)}: the index of a class is expected, and '{field}' came; ClassNames maps names.");
    }

    /// <summary>Splits text into records of fields.</summary>
    private sealed class Records(TextReader reader, char separator)
    {
        private readonly StringBuilder _field = new();
        private int _nextLine = 1;

        /// <summary>The line that the last record began on, from 1.</summary>
        public int Line { get; private set; }

        /// <summary>The next record; empty lines are passed over. False at the end.</summary>
        public bool Read(List<string> fields)
        {
            fields.Clear();
            while (reader.Peek() is '\r' or '\n') EndLine(reader.Read());
            if (reader.Peek() < 0) return false;
            Line = _nextLine;
            while (true)
            {
                int end = ReadField();
                fields.Add(_field.ToString());
                if (end == separator) continue;
                if (end >= 0) EndLine(end);
                return true;
            }
        }

        /// <summary>Reads a field into the buffer; gives what ended it: the separator, a line end, or -1 for the end of the text.</summary>
        private int ReadField()
        {
            _field.Clear();
            if (reader.Peek() == '"')
            {
                reader.Read();
                return ReadQuoted();
            }
            while (true)
            {
                int c = reader.Read();
                if (c < 0 || c == separator || c is '\r' or '\n') return c;
                if (c == '"') throw new InvalidDataException($"Line {_nextLine} has a quote within a field that does not begin with one.");
                _field.Append((char)c);
            }
        }

        private int ReadQuoted()
        {
            while (true)
            {
                int c = reader.Read();
                if (c < 0) throw new InvalidDataException($"The quoted field that begins in line {Line} is not closed.");
                if (c == '"')
                {
                    int next = reader.Read();
                    if (next < 0 || next == separator || next is '\r' or '\n') return next;
                    if (next != '"') throw new InvalidDataException($"Line {_nextLine} goes on behind a closing quote; a separator is expected.");
                }
                else if (c == '\n')
                {
                    _nextLine++;
                }
                _field.Append((char)c);
            }
        }

        private void EndLine(int c)
        {
            if (c == '\r' && reader.Peek() == '\n') reader.Read();
            _nextLine++;
        }
    }
}
