using System.Text.RegularExpressions;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>A part as one step runs it.</summary>
internal sealed record PartUse(ProgramPart Part, int Use);

/// <summary>What threads share: a method that computes a range. Parts that differ in offsets alone are one.</summary>
/// <param name="Number">What it is called by.</param>
/// <param name="OfSamples">Whether it is told the first sample and their number; else, where the range begins and ends.</param>
/// <param name="Steps">What it does the first time.</param>
internal sealed record ProgramPart(string Name, int Number, bool OfSamples, IReadOnlyList<ProgramStep> Steps)
{
    public StepOffsets Offsets { get; } = new();

    /// <summary>The steps, with the struct's fields in the places of what differs from use to use.</summary>
    public List<ProgramStep> Finished()
    {
        string[] names = Enumerable.Range(1, Offsets.Parameters.Count).Select(i => "at" + CodeWriter.Number(i)).ToArray();
        var steps = new List<ProgramStep>();
        int place = 0;
        foreach (var step in Steps)
        {
            var text = StepText.Of(step.Text);
            int begin = place;
            steps.Add(step with { Text = text.With(v => Offsets.Code(begin + v, names)) });
            place += text.Values.Length;
        }
        return steps;
    }
}

/// <summary>
/// The struct <c>Parts</c> of a network: what threads share of its programs, and what the programs share, a method each, and the parameters of the programs
/// as fields. A program fills those that it has, and <c>Divide</c> sets the number of the part that is to run, and its offsets.
/// </summary>
internal sealed class ProgramParts
{
    private const int MostOffsets = 16;

    private readonly List<(ProgramParameter Parameter, string Field)> _fields = [];

    /// <summary>The fields that a program fills: one without parts has none in the end.</summary>
    private readonly HashSet<string> _filled = [];

    private readonly List<ProgramPart> _parts = [];
    private readonly Dictionary<string, List<ProgramPart>> _known = [];
    private readonly SharedSteps _programs = new("Steps", ""), _samples = new("Samples", "first, samples"), _units = new("Units", "first, end");

    /// <summary>The expression that makes one from a method's parameters.</summary>
    public string Construct(ProgramSignature signature)
    {
        foreach (var item in signature.Items) _filled.Add(item.Name);
        return $"new Parts {{ {string.Join(", ", signature.Items.Select(i => $"{i.Name} = {(i.IsReference ? "ref " : "")}{i.Name}"))} }}";
    }

    /// <summary>A signature whose parameters are called as the fields that they go to, and what makes the texts of steps say so.</summary>
    public (ProgramSignature Signature, Func<ProgramStep, ProgramStep> Rename) Named(ProgramSignature signature)
    {
        var named = signature.Named(FieldOf);
        var other = signature.Items.Zip(named.Items, (from, to) => (From: from.Name, To: to.Name)).Where(n => n.From != n.To).ToArray();
        return (named, step => other.Length == 0 ? step : step with { Text = Renamed(step.Text)!, Guard = Renamed(step.Guard) });

        string? Renamed(string? text)
        {
            foreach (var (from, to) in other)
                if (text is not null && text.Contains(from)) text = Regex.Replace(text, $@"(?<![\w.@]){Regex.Escape(from)}(?!\w)", to);
            return text;
        }
    }

    /// <summary>Adds a part, or finds one that does the same but for offsets.</summary>
    public PartUse Add(string name, bool ofSamples, IReadOnlyList<ProgramStep> steps)
    {
        var texts = steps.Select(s => StepText.Of(s.Text)).ToArray();
        int[] values = texts.SelectMany(t => t.Values).ToArray();
        string key = ofSamples + "\n" + string.Join("\n", steps.Select((s, i) => s.Guard + "\n" + texts[i].Template));
        if (!_known.TryGetValue(key, out var similar)) _known.Add(key, similar = []);
        foreach (var part in similar)
            if (part.Offsets.TryAdd(values, MostOffsets) is >= 0 and var use) return new PartUse(part, use);
        var added = new ProgramPart(name, _parts.Count, ofSamples, steps);
        similar.Add(added);
        _parts.Add(added);
        return new PartUse(added, added.Offsets.TryAdd(values, MostOffsets));
    }

    /// <summary>
    /// Writes into the steps of programs which parts they run, now that all are known, and puts what several have in common into methods of the struct.
    /// </summary>
    public void Finish(IEnumerable<List<ProgramStep>> programs)
    {
        foreach (var steps in programs)
        {
            for (int i = 0; i < steps.Count; i++)
                if (steps[i].Use is { } use)
                    steps[i] = steps[i] with { Text = steps[i].Text.Replace("part: 0", "part: " + CodeWriter.Number(use.Part.Number)).Replace(");", use.Part.Offsets.Arguments(use.Use) + ");") };
            // A few calls are not worth the struct.
            if (steps.Any(s => s.IsPart) || steps.Count > 16) _programs.Add(steps);
        }
        _programs.Share();
    }

    public void Emit(CodeWriter writer)
    {
        if (_parts.Count == 0 && _programs.Methods.Count == 0) return;
        var finished = _parts.Select(p => p.Finished()).ToArray();
        foreach (var part in _parts.Where(p => p.Steps.Count > 1)) (part.OfSamples ? _samples : _units).Add(finished[part.Number]);
        _samples.Share();
        _units.Share();

        int offsets = _parts.Select(p => p.Offsets.Parameters.Count).DefaultIfEmpty(0).Max();
        string[] names = Enumerable.Range(1, offsets).Select(i => "at" + CodeWriter.Number(i)).ToArray();
        if (_parts.Count > 0)
        {
            using (writer.Braces($"private static void Divide(ref Parts parts, int part, int length, int grain, long work{string.Concat(names.Select(n => $", int {n} = 0"))})"))
            {
                writer.Line("parts.part = part;");
                if (offsets == 1) writer.Line("parts.at1 = at1;");
                if (offsets > 1) writer.Line($"({string.Join(", ", names.Select(n => "parts." + n))}) = ({string.Join(", ", names)});");
                writer.Line("WorkerPool.Run(ref parts, length, grain, work);");
            }
            writer.Line();
        }
        writer.Line("/// <summary>What threads share of the programs: a part is a range of samples, or of the units of the weights' gradients. And what programs share.</summary>");
        writer.Line("/// <remarks>Where it is used for several layers, the comments name the first.</remarks>");
        using var _ = writer.Braces(_parts.Count > 0 ? "private ref struct Parts : IParallelRegion" : "private ref struct Parts");
        foreach (var group in _fields.Where(f => _filled.Contains(f.Field)).GroupBy(f => f.Parameter.FullType)) writer.Line($"public {group.Key} {string.Join(", ", group.Select(f => f.Field))};");
        if (_parts.Count > 0)
        {
            writer.Line($"public int part{string.Concat(names.Select(n => ", " + n))};").Line();
            using (writer.Braces("public readonly void Run(int first, int end)"))
            using (writer.Braces("switch (part)"))
                foreach (var part in _parts) writer.Line($"case {CodeWriter.Number(part.Number)}: {part.Name}(first, {(part.OfSamples ? "end - first" : "end")}); break;");
        }
        foreach (var part in _parts) EmitRange(writer, part.Name, "", part.OfSamples, finished[part.Number]);
        foreach (var method in _samples.Methods) EmitRange(writer, method.Name, Declared(method), ofSamples: true, method.Steps);
        foreach (var method in _units.Methods) EmitRange(writer, method.Name, Declared(method), ofSamples: false, method.Steps);
        foreach (var method in _programs.Methods)
        {
            writer.Line();
            using (writer.Braces($"public void {method.Name}({Declared(method).TrimStart(',', ' ')})")) ProgramStep.Write(writer, method.Steps.Select(s => s.Inside()).ToList());
        }
    }

    private static string Declared(SharedSteps.Method method) => string.Concat(method.Parameters.Select(p => ", int " + p));

    private static void EmitRange(CodeWriter writer, string name, string offsets, bool ofSamples, List<ProgramStep> steps)
    {
        string last = ofSamples ? "samples" : "end", parameters = $"int first, int {last}{offsets}";
        writer.Line();
        if (steps.Count == 1 && steps[0].Guard is null && !steps[0].Text.Contains('\n'))
        {
            writer.Line($"private readonly void {name}({parameters}) =>");
            using (writer.Indent()) writer.Line(steps[0].Inside().Text);
            return;
        }
        var pieces = ProgramStep.Cut(steps);
        if (pieces.Count > 1)
        {
            using (writer.Braces($"private readonly void {name}({parameters})"))
                for (int i = 0; i < pieces.Count; i++) writer.Line($"{name}{ProgramStep.Letters(i)}({parameters.Replace("int ", "")});");
            writer.Line();
        }
        for (int i = 0; i < pieces.Count; i++)
        {
            using (writer.Braces($"private readonly void {name}{(pieces.Count > 1 ? ProgramStep.Letters(i) : "")}({parameters})"))
                ProgramStep.Write(writer, pieces[i].Select(s => s.Inside()).ToList());
            if (i + 1 < pieces.Count) writer.Line();
        }
    }

    private string FieldOf(ProgramParameter parameter)
    {
        foreach (var (known, name) in _fields)
            if (known == parameter)
                return name;
        string field = parameter.Name;
        while (_fields.Any(f => f.Field == field)) field += field == parameter.Name && parameter.Type == "int" ? "Indices" : "_";
        _fields.Add((parameter, field));
        return field;
    }
}
