namespace NetGen.Compiler.Emit.Cpu;

/// <summary>What a method of <c>Programs</c> is given: its parameters, which are also the fields of what its threads share.</summary>
internal sealed class ProgramSignature
{
    private readonly List<(string Type, string Name, bool IsReference)> _items = [];

    public void Add(string type, string name) => _items.Add((type, name, false));

    public void AddReference(string type, string name) => _items.Add((type, name, true));

    /// <summary>The parameters as C#.</summary>
    public string Parameters => string.Join(", ", _items.Select(i => $"{Type(i)} {i.Name}"));

    /// <summary>The same for any number of samples, with the pool of arenas in the place of one.</summary>
    public ProgramSignature ForAllSamples()
    {
        var all = new ProgramSignature();
        foreach (var item in _items)
            if (item.Name == "arena") all.Add("ArenaPool", "arenas");
            else if (item.Name != "capacity") all._items.Add(item);
        return all;
    }

    /// <summary>The expression that puts the arguments into the fields of a struct.</summary>
    public string Construct(string type) => $"new {type} {{ {string.Join(", ", _items.Select(i => $"{i.Name} = {(i.IsReference ? "ref " : "")}{i.Name}"))} }}";

    /// <summary>The fields, a line for each type.</summary>
    public void EmitFields(CodeWriter writer)
    {
        foreach (var group in _items.GroupBy(Type)) writer.Line($"public {group.Key} {string.Join(", ", group.Select(i => i.Name))};");
    }

    private static string Type((string Type, string Name, bool IsReference) item) => (item.IsReference ? "ref " : "") + item.Type;
}
