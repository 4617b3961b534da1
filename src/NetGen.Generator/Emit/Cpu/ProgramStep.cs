namespace NetGen.Compiler.Emit.Cpu;

/// <summary>A few lines of a program's method.</summary>
/// <param name="Guard">When they run, null for always.</param>
/// <param name="Comment">What they do, null where the lines say it.</param>
internal sealed record ProgramStep(string? Guard, string? Comment, string Text)
{
    /// <summary>Whether it is a call by way of the struct of parts: of a part that threads share, or of steps that several programs share.</summary>
    public bool IsPart { get; init; }

    /// <summary>What it is about, where the comment doesn't begin with that; without a comment it stands behind the line.</summary>
    public string? Name { get; init; }

    /// <summary>The part that the step runs, which stands in the text once all parts are known.</summary>
    public PartUse? Use { get; init; }

    /// <summary>The lines that it becomes.</summary>
    public int Lines => (Comment is null ? 0 : 1) + (Guard is null ? 0 : 1) + 1 + Text.Count(c => c == '\n');

    /// <summary>The step within the struct of parts.</summary>
    public ProgramStep Inside() => !IsPart ? this : this with { Text = Text.StartsWith("parts.", StringComparison.Ordinal) ? Text.Substring(6) : Text.Replace("ref parts,", "ref this,") };

    /// <summary>
    /// Characters of statements that a method holds at most: less than 8 KB of IL, from which on the JIT compiler treats methods worse (a call of a
    /// kernel takes up to 0.4 bytes a character).
    /// </summary>
    public const int MostCharacters = 14_000;

    /// <summary>Steps with one guard from which on they share a block.</summary>
    private const int Block = 3;

    /// <summary>The steps of methods that are not too long.</summary>
    public static List<List<ProgramStep>> Cut(IReadOnlyList<ProgramStep> steps)
    {
        var pieces = new List<List<ProgramStep>> { new() };
        int length = 0;
        foreach (var step in steps)
        {
            int more = step.Text.Length + (step.Guard?.Length ?? 0);
            if (length > 0 && length + more > MostCharacters)
            {
                pieces.Add([]);
                length = 0;
            }
            pieces[pieces.Count - 1].Add(step);
            length += more;
        }
        return pieces;
    }

    /// <summary>A, B, ..., Z, AA, ...: the names of a method's pieces.</summary>
    public static string Letters(int piece) => (piece < 26 ? "" : Letters(piece / 26 - 1)) + (char)('A' + piece % 26);

    public static void Write(CodeWriter writer, IReadOnlyList<ProgramStep> steps)
    {
        for (int i = 0, count; i < steps.Count; i += count)
        {
            string? guard = steps[i].Guard;
            for (count = 1; i + count < steps.Count && steps[i + count].Guard == guard; count++)
            {
            }
            if (guard is null || count < Block)
                for (int j = i; j < i + count; j++) WriteOne(writer, steps[j], guard);
            else
                using (writer.Braces($"if ({guard})"))
                    for (int j = i; j < i + count; j++) WriteOne(writer, steps[j], null);
        }
    }

    private static void WriteOne(CodeWriter writer, ProgramStep step, string? guard)
    {
        if (step.Comment is not null) writer.Line("// " + step.Comment);
        else if (step.Name is not null) step = step with { Text = $"{step.Text} // {step.Name}" };
        if (guard is null)
        {
            writer.Line(step.Text);
            return;
        }
        if (step.Text.Contains('\n'))
        {
            using var _ = writer.Braces($"if ({guard})");
            writer.Line(step.Text);
            return;
        }
        if (step.Comment is null && guard.Length + step.Text.Length < 150)
        {
            writer.Line($"if ({guard}) {step.Text}");
            return;
        }
        writer.Line($"if ({guard})");
        using (writer.Indent()) writer.Line(step.Text);
    }
}
