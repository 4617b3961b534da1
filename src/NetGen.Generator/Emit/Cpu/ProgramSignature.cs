namespace NetGen.Compiler.Emit.Cpu;

/// <summary>A parameter of a program's method.</summary>
internal readonly record struct ProgramParameter(string Type, string Name, bool IsReference)
{
    /// <summary>The type as C#, with <c>ref</c> where it is one.</summary>
    public string FullType => (IsReference ? "ref " : "") + Type;
}

/// <summary>What a program's method takes.</summary>
internal sealed class ProgramSignature
{
    private readonly List<ProgramParameter> _items = [];

    public IReadOnlyList<ProgramParameter> Items => _items;

    public void Add(string type, string name) => _items.Add(new(type, name, false));

    public void AddReference(string type, string name) => _items.Add(new(type, name, true));

    /// <summary>The parameters as C#.</summary>
    public string Parameters => string.Join(", ", _items.Select(i => $"{i.FullType} {i.Name}"));

    /// <summary>What hands them on to a method that takes the same.</summary>
    public string Arguments => string.Join(", ", _items.Select(i => (i.IsReference ? "ref " : "") + i.Name));

    /// <summary>The same with other names.</summary>
    public ProgramSignature Named(Func<ProgramParameter, string> name)
    {
        var named = new ProgramSignature();
        foreach (var item in _items) named._items.Add(item with { Name = name(item) });
        return named;
    }

    /// <summary>The same for any number of samples, with the pool of arenas in the place of one.</summary>
    public ProgramSignature ForAllSamples()
    {
        var all = new ProgramSignature();
        foreach (var item in _items)
            if (item.Name == "arena") all.Add("ArenaPool", "arenas");
            else if (item.Name != "capacity") all._items.Add(item);
        return all;
    }
}
