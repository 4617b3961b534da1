namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The methods that kernels of one class call for each vector of elements: equal ones are printed once.</summary>
internal sealed class LoopPasses
{
    private readonly Dictionary<string, string> _names = [];
    private readonly List<string> _new = [];

    /// <summary>The name of the method with these parameters and statements.</summary>
    public string NameOf(string parameters, string body)
    {
        string key = parameters + body;
        if (_names.TryGetValue(key, out string? name)) return name;
        _names.Add(key, name = "Pass" + CodeWriter.Number(_names.Count + 1));
        var writer = new CodeWriter();
        string header = $"[MethodImpl(MethodImplOptions.AggressiveInlining)] private static void {name}({parameters})";
        if (!body.Contains('\n')) writer.Line($"{header} =>\n    {body}");
        else
            using (writer.Braces(header)) writer.Line(body);
        _new.Add(writer.ToString());
        return name;
    }

    /// <summary>Prints the methods that came since the last time.</summary>
    public void EmitNew(CodeWriter writer)
    {
        foreach (string text in _new) writer.Line(text.TrimEnd('\n'));
        if (_new.Count > 0) writer.Line();
        _new.Clear();
    }
}
