using System.Text;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Statements with their integers taken out: those of several layers often differ in offsets alone. A parameter takes the place of integers that differ
/// from one layer to the other by the same distance.
/// </summary>
/// <param name="Template">The statements with a mark for each integer.</param>
/// <param name="Values">The integers in their order.</param>
internal sealed record StepText(string Template, int[] Values)
{
    private const char Mark = '\u0001';

    /// <summary>The number of a part is a name, not an offset.</summary>
    private const string Number = "part: ";

    public static StepText Of(string text)
    {
        var template = new StringBuilder(text.Length);
        var values = new List<int>();
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            while (end < text.Length && char.IsDigit(text[end])) end++;
            bool integer = end > i && end - i < 10 && !(i > 0 && IsWord(text[i - 1])) && !(end < text.Length && IsWord(text[end]))
                && !(i >= Number.Length && string.CompareOrdinal(text, i - Number.Length, Number, 0, Number.Length) == 0);
            if (integer)
            {
                values.Add(int.Parse(text.Substring(i, end - i), System.Globalization.CultureInfo.InvariantCulture));
                template.Append(Mark);
                i = end;
                continue;
            }
            end = Math.Max(end, i + 1);
            template.Append(text, i, end - i);
            i = end;
        }
        return new StepText(template.ToString(), values.ToArray());

        static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.';
    }

    /// <summary>The statements with something else in the places of their integers.</summary>
    /// <param name="value">The C# for an integer by its index, and whether it is a sum.</param>
    public string With(Func<int, (string Text, bool IsSum)> value)
    {
        var text = new StringBuilder();
        for (int i = 0, next = 0; i < Template.Length; i++)
        {
            if (Template[i] != Mark)
            {
                text.Append(Template[i]);
                continue;
            }
            var (code, isSum) = value(next++);
            bool factor = i + 2 < Template.Length && Template[i + 2] == '*' || i > 1 && Template[i - 2] is '*' or '-';
            text.Append(isSum && factor ? "(" + code + ")" : code);
        }
        return text.ToString();
    }
}

/// <summary>What stands in statements that are used several times, with other integers each time: parameters, as few as possible.</summary>
internal sealed class StepOffsets
{
    private readonly List<int[]> _uses = [];

    /// <summary>The values of each parameter, use by use.</summary>
    public IReadOnlyList<int[]> Parameters { get; private set; } = [];

    /// <summary>For each integer its parameter, or -1 where it is the same in all uses, and what is added to the parameter.</summary>
    private (int Parameter, int Added)[] _places = [];

    public int Uses => _uses.Count;

    /// <summary>Adds a use where it takes no more than so many parameters; gives its number, or -1.</summary>
    public int TryAdd(int[] values, int mostParameters)
    {
        for (int use = 0; use < _uses.Count; use++)
            if (_uses[use].AsSpan().SequenceEqual(values)) return use;
        _uses.Add(values);
        var before = (Parameters, _places);
        if (_uses.Count == 1 || TryFind(mostParameters)) return _uses.Count - 1;
        _uses.RemoveAt(_uses.Count - 1);
        (Parameters, _places) = before;
        return -1;
    }

    private bool TryFind(int most)
    {
        int[] first = _uses[0];
        var places = new (int Parameter, int Added)[first.Length];
        var leaders = new List<int>();
        for (int i = 0; i < first.Length; i++)
        {
            places[i] = (-1, 0);
            if (_uses.TrueForAll(u => u[i] == first[i])) continue;
            int parameter = leaders.FindIndex(l => _uses.TrueForAll(u => u[i] - u[l] == first[i] - first[l]));
            if (parameter < 0)
            {
                if (leaders.Count == most) return false;
                parameter = leaders.Count;
                leaders.Add(i);
            }
            else if (first[i] < first[leaders[parameter]]) leaders[parameter] = i;
            places[i].Parameter = parameter;
        }
        for (int i = 0; i < places.Length; i++)
            if (places[i].Parameter is >= 0 and var p) places[i].Added = first[i] - first[leaders[p]];
        _places = places;
        Parameters = leaders.Select(l => _uses.Select(u => u[l]).ToArray()).ToArray();
        return true;
    }

    /// <summary>The C# of an integer.</summary>
    public (string Text, bool IsSum) Code(int place, IReadOnlyList<string> names)
    {
        var (parameter, added) = _places.Length == 0 ? (-1, 0) : _places[place];
        return parameter < 0 ? (CodeWriter.Number(_uses[0][place]), false)
            : (names[parameter] + (added == 0 ? "" : " + " + CodeWriter.Number(added)), added != 0);
    }

    /// <summary>The arguments of a use, each behind a comma.</summary>
    public string Arguments(int use) => string.Concat(Parameters.Select(p => ", " + CodeWriter.Number(p[use])));
}
