namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The struct <c>Parts</c> of a network: what threads share of its programs, a method each, and the parameters of the programs as fields. A call fills
/// those that its program has, and <c>Run</c> sets the number of the method that is to run. Equal parts of several programs are one.
/// </summary>
internal sealed class ProgramParts
{
    private readonly List<(ProgramParameter Parameter, string Field)> _fields = [];
    private readonly List<string> _methods = [];
    private readonly Dictionary<string, int> _known = [];
    private readonly CodeWriter _body = new();

    /// <summary>The expression that makes one from a method's parameters.</summary>
    public string Construct(ProgramSignature signature) =>
        $"new Parts {{ {string.Join(", ", signature.Items.Select(i => $"{FieldOf(i)} = {(i.IsReference ? "ref " : "")}{i.Name}"))} }}";

    /// <summary>Adds a method that computes a range, from <c>first</c> to <c>end</c>, of a part; gives its number.</summary>
    /// <param name="name">What it is called, where no equal one is there.</param>
    /// <param name="samples">The declaration of the number of samples, where the steps need one.</param>
    /// <param name="steps">What it does; more than a method should hold goes to several.</param>
    public int Add(string name, ProgramSignature signature, string? samples, IReadOnlyList<ProgramStep> steps)
    {
        // A field of another type has the parameter's name.
        string aliases = string.Concat(signature.Items.Where(i => FieldOf(i) != i.Name && steps.Any(s => s.Text.Contains(i.Name)))
            .Select(i => $"{i.FullType} {i.Name} = {(i.IsReference ? "ref " : "")}{FieldOf(i)};\n"));
        string key = aliases + samples + "\n" + string.Join("\n", steps.Select(s => s.Guard + "\n" + s.Text));
        if (_known.TryGetValue(key, out int known)) return known;
        _known.Add(key, _methods.Count);
        _methods.Add(name);
        if (steps.Count == 1 && samples is null && aliases.Length == 0 && steps[0].Guard is null && !steps[0].Text.Contains('\n'))
        {
            _body.Line($"private readonly void {name}(int first, int end) =>");
            using (_body.Indent()) _body.Line(steps[0].Text);
            _body.Line();
            return _methods.Count - 1;
        }
        var pieces = ProgramStep.Cut(steps);
        if (pieces.Count > 1)
        {
            using (_body.Braces($"private readonly void {name}(int first, int end)"))
                for (int i = 0; i < pieces.Count; i++) _body.Line($"{name}{ProgramStep.Letters(i)}(first, end);");
            _body.Line();
        }
        for (int i = 0; i < pieces.Count; i++)
        {
            using (_body.Braces($"private readonly void {name}{(pieces.Count > 1 ? ProgramStep.Letters(i) : "")}(int first, int end)"))
            {
                _body.Line((aliases + samples).TrimEnd('\n'));
                ProgramStep.Write(_body, pieces[i]);
            }
            _body.Line();
        }
        return _methods.Count - 1;
    }

    public void Emit(CodeWriter writer)
    {
        if (_methods.Count == 0) return;
        using (writer.Braces("private static void Run(ref Parts parts, int part, int length, int grain, long work)"))
            writer.Line("parts.part = part;\nWorkerPool.Run(ref parts, length, grain, work);");
        writer.Line();
        writer.Line("/// <summary>What threads share of the programs: each part is a range of samples, or of the units of the weights' gradients.</summary>");
        using var _ = writer.Braces("private ref struct Parts : IParallelRegion");
        foreach (var group in _fields.GroupBy(f => f.Parameter.FullType)) writer.Line($"public {group.Key} {string.Join(", ", group.Select(f => f.Field))};");
        writer.Line("public int part;").Line();
        using (writer.Braces("public readonly void Run(int first, int end)"))
        using (writer.Braces("switch (part)"))
            for (int i = 0; i < _methods.Count; i++) writer.Line($"case {CodeWriter.Number(i)}: {_methods[i]}(first, end); break;");
        writer.Line().Line(_body.ToString().TrimEnd('\n'));
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
