using System.Globalization;
using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>
/// The names within one path of calls, the same in every run of the body: a call site and its turn always give the same name, whether the
/// runs for training and for inference take the same way or not.
/// </summary>
internal sealed class ScopeNames
{
    private readonly Dictionary<(SyntaxNode Site, int Turn), string> _names = [];
    private readonly Dictionary<string, int> _numbers = [];
    private readonly HashSet<string> _taken = [];

    public string Of(SyntaxNode site, int turn, string kind)
    {
        if (_names.TryGetValue((site, turn), out string name)) return name;
        _numbers.TryGetValue(kind, out int number);
        do name = kind + (++number).ToString(CultureInfo.InvariantCulture);
        while (!_taken.Add(name));
        _numbers[kind] = number;
        return _names[(site, turn)] = name;
    }

    public void Take(string name) => _taken.Add(name);
}

/// <summary>One call of a method: what its layers are named, and whether they are frozen.</summary>
internal sealed class Scope(ScopeTable table, string path, bool frozen)
{
    private readonly Dictionary<SyntaxNode, int> _turns = [];
    private readonly Dictionary<string, string> _given = [];
    private readonly ScopeNames _names = table.Of(path);

    public bool Frozen { get; } = frozen;

    public string PathOf(string name) => path.Length == 0 ? name : path + "." + name;

    /// <summary>The path of something made at a call site: the kind and its number.</summary>
    public string Next(SyntaxNode site, string kind)
    {
        _turns.TryGetValue(site, out int turn);
        _turns[site] = turn + 1;
        return PathOf(_names.Of(site, turn, kind));
    }

    /// <summary>The path of a name that the user gave, or null where something else of this call has it: what it is.</summary>
    public string? Given(string name, string text, out string other)
    {
        if (_given.TryGetValue(name, out other)) return null;
        _given[name] = text;
        _names.Take(name);
        return PathOf(name);
    }

    public Scope Inner(string innerPath, bool isFrozen) => new(table, innerPath, Frozen || isFrozen);
}

/// <summary>All scopes of a network, by path; and the names of methods whose parameters are their own.</summary>
internal sealed class ScopeTable
{
    private readonly Dictionary<string, ScopeNames> _scopes = [];
    private readonly Dictionary<ISymbol, string> _methods = new(SymbolEqualityComparer.Default);

    public ScopeNames Of(string path) => _scopes.TryGetValue(path, out var names) ? names : _scopes[path] = new ScopeNames();

    /// <summary>The path of a method whose calls share their parameters.</summary>
    public string OfMethod(IMethodSymbol method)
    {
        if (_methods.TryGetValue(method, out string path)) return path;
        string name = Camel(method.Name);
        path = name;
        for (int i = 2; _methods.ContainsValue(path); i++) path = name + i.ToString(CultureInfo.InvariantCulture);
        Of("").Take(path);
        return _methods[method] = path;
    }

    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name.Substring(1);
}
