namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Finds runs of steps that occur several times, in one program or in several, and puts each into a method of its own: what a training step, an
/// evaluation and a forward pass have in common, and blocks of layers that differ in their offsets alone.
/// </summary>
/// <param name="prefix">How the methods' names begin.</param>
/// <param name="context">What is handed on before the offsets: <c>first, samples</c> within a part of samples, else nothing.</param>
internal sealed class SharedSteps(string prefix, string context)
{
    private const int MostParameters = 6;

    /// <summary>Lines that a method takes beside its steps, and that a call takes.</summary>
    private const int Frame = 5, Call = 1;

    /// <summary>Lines that it must save.</summary>
    private const int Least = 6;

    private const int MostRounds = 8;

    private readonly List<List<ProgramStep>> _bodies = [];
    private readonly Dictionary<string, int> _symbols = [];
    private readonly Dictionary<string, (int Symbol, StepText Text)> _texts = [];

    /// <summary>A method that was made.</summary>
    public sealed record Method(string Name, IReadOnlyList<string> Parameters, List<ProgramStep> Steps);

    public List<Method> Methods { get; } = [];

    /// <summary>Adds steps, in which runs will be replaced.</summary>
    public void Add(List<ProgramStep> steps) => _bodies.Add(steps);

    public void Share()
    {
        // What occurs often first: blocks of layers, then what programs have in common beside.
        int uses = 3;
        for (int round = 0; round < MostRounds && uses >= 2; round++)
            if (!ShareOnce(uses)) uses--;
    }

    private bool ShareOnce(int leastUses)
    {
        // All bodies in one row, a symbol of its own behind each.
        var row = new List<int>();
        var places = new List<(int Body, int Step)>();
        for (int b = 0; b < _bodies.Count; b++)
        {
            for (int s = 0; s < _bodies[b].Count; s++)
            {
                row.Add(TextOf(_bodies[b][s]).Symbol);
                places.Add((b, s));
            }
            row.Add(-1 - b);
            places.Add((b, -1));
        }
        var replaced = new bool[row.Count];
        var calls = new SortedDictionary<int, (int Length, ProgramStep Step)>();
        foreach (var (starts, length) in Repeats.Of(row.ToArray()).Select(r => (r.Starts, Length: Fitting(r.Starts[0], r.Length))).OrderByDescending(r => Saved(r.Starts, r.Length)))
        {
            if (Saved(starts, length) < Least) break;
            if (Distinct(starts, length) < leastUses) continue;
            var free = new List<int>();
            foreach (int start in starts)
                if ((free.Count == 0 || start >= free[free.Count - 1] + length) && Enumerable.Range(start, length).All(i => !replaced[i])) free.Add(start);
            TryExtract(free, length);
        }
        foreach (var (start, (length, step)) in calls.Reverse().Select(c => (c.Key, c.Value)))
        {
            var (body, first) = places[start];
            _bodies[body].RemoveRange(first, length);
            _bodies[body].Insert(first, step);
        }
        return calls.Count > 0;

        ProgramStep At(int i) => _bodies[places[i].Body][places[i].Step];

        int Lines(int start, int length) => Enumerable.Range(start, length).Sum(i => At(i).Lines);

        int Saved(int[] starts, int length) => SavedBy(Distinct(starts, length), starts[0], length);

        int SavedBy(int uses, int start, int length) => length == 0 ? 0 : (uses - 1) * Lines(start, length) - uses * Call - Frame;

        // As many of the steps as a method may hold.
        int Fitting(int start, int length)
        {
            int characters = 0;
            for (int i = 0; i < length; i++)
                if ((characters += At(start + i).Text.Length) > ProgramStep.MostCharacters) return i;
            return length;
        }

        void TryExtract(List<int> free, int length)
        {
            if (free.Count < 2) return;
            var offsets = new StepOffsets();
            var uses = new List<(int Start, int Use)>();
            foreach (int start in free)
            {
                int[] values = Enumerable.Range(start, length).SelectMany(i => TextOf(At(i)).Text.Values).ToArray();
                if (offsets.TryAdd(values, MostParameters) is >= 0 and var use) uses.Add((start, use));
            }
            if (uses.Count < leastUses || SavedBy(uses.Count, uses[0].Start, length) < Least) return;

            string name = prefix + CodeWriter.Number(Methods.Count + 1);
            int first = uses[0].Start, place = 0;
            string[] names = Enumerable.Range(0, offsets.Parameters.Count).Select(i => "offset" + CodeWriter.Number(i + 1)).ToArray();
            var steps = new List<ProgramStep>();
            for (int i = first; i < first + length; i++)
            {
                var text = TextOf(At(i)).Text;
                int begin = place;
                steps.Add(At(i) with { Text = text.With(v => offsets.Code(begin + v, names)) });
                place += text.Values.Length;
            }
            Methods.Add(new Method(name, names, steps));
            if (names.Length == 0) _bodies.Add(steps);
            foreach (var (start, use) in uses)
            {
                string arguments = context + offsets.Arguments(use);
                if (context.Length == 0 && arguments.Length > 0) arguments = arguments.Substring(2);
                string? about = NameOf(Enumerable.Range(start, length).Select(At).ToList());
                calls.Add(start, (length, new ProgramStep(null, null, $"parts.{name}({arguments});") { IsPart = true, Name = about }));
                for (int i = start; i < start + length; i++) replaced[i] = true;
            }
        }
    }

    /// <summary>What steps are about: the first and the last of what their comments begin with; null where there are none.</summary>
    public static string? NameOf(IReadOnlyList<ProgramStep> steps)
    {
        string[] names = [.. steps.Select(s => s.Name ?? s.Comment).OfType<string>().Select(c => c.IndexOf(':') is >= 0 and var end ? c.Substring(0, end) : c.TrimEnd('.'))];
        if (names.Length == 0) return null;
        string from = Part(names[0], first: true), to = Part(names[names.Length - 1], first: false);
        return from == to ? from : from + " to " + to;

        static string Part(string name, bool first)
        {
            string[] parts = name.Split([" to ", ", "], StringSplitOptions.None);
            return first ? parts[0] : parts[parts.Length - 1];
        }
    }

    /// <summary>How many of the places don't overlap.</summary>
    private static int Distinct(int[] starts, int length)
    {
        int count = 0, end = 0;
        foreach (int start in starts)
            if (start >= end)
            {
                count++;
                end = start + length;
            }
        return count;
    }

    private (int Symbol, StepText Text) TextOf(ProgramStep step)
    {
        string key = step.Guard + "\n" + step.Text;
        if (_texts.TryGetValue(key, out var known)) return known;
        var text = StepText.Of(step.Text);
        string template = step.Guard + "\n" + text.Template;
        if (!_symbols.TryGetValue(template, out int symbol)) _symbols.Add(template, symbol = _symbols.Count);
        return _texts[key] = (symbol, text);
    }
}
