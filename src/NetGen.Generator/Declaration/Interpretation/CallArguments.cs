using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>The arguments of a call of <c>NetGen.Layers</c>, under the names that the layer's attribute has for them.</summary>
internal sealed class CallArguments(IMethodSymbol method, SyntaxNode call) : AttributeArguments(method.Name, call)
{
    private readonly Dictionary<string, (object? Value, SyntaxNode? Syntax)> _arguments = [];
    private readonly Dictionary<string, SyntaxNode[]> _elements = [];

    public override bool IsBound => true;

    public void Add(IArgumentOperation argument, object? value)
    {
        var syntax = argument.ArgumentKind == ArgumentKind.DefaultValue ? null : argument.Syntax is ArgumentSyntax written ? written.Expression : argument.Value.Syntax;
        _arguments[argument.Parameter!.Name] = (value, syntax);
        if (argument.ArgumentKind == ArgumentKind.ParamArray && argument.Value is IArrayCreationOperation { Initializer.ElementValues: { Length: > 0 } elements })
            _elements[argument.Parameter.Name] = [.. elements.Select(e => e.Syntax)];
    }

    /// <summary>An argument of a call by way of a delegate.</summary>
    public void Add(IParameterSymbol parameter, object? value) => _arguments[parameter.Name] = (value, Syntax);

    public object? Value(string parameter) => _arguments.TryGetValue(parameter, out var argument) ? argument.Value : null;

    public override LocationInfo LocationOf(string? name, int element = -1)
    {
        if (name is not null && _elements.TryGetValue(name, out var elements))
            return element >= 0 && element < elements.Length ? LocationInfo.Of(elements[element]) : LocationInfo.Of(elements[0], elements[elements.Length - 1]);
        if (name is not null && Entry(name).Syntax is { } syntax)
            return syntax is InvocationExpressionSyntax && element < 0 && ReferenceEquals(syntax, Syntax) ? Name() : LocationOf(syntax, element);
        return Name();
    }

    /// <summary>Properties of the attribute, which begin with a capital, are there only where they are written: what they are else is the layer's to say.</summary>
    protected override object? Find(string name) => Entry(name) switch
    {
        (_, null) when char.IsUpper(name[0]) => null,
        (ArrayValue array, _) => array.Items,
        var (value, _) => value,
    };

    private (object? Value, SyntaxNode? Syntax) Entry(string name) =>
        _arguments.TryGetValue(name, out var entry) || _arguments.TryGetValue(ScopeTable.Camel(name), out entry) ? entry
        : name.All(char.IsUpper) || name.Length > 1 && char.IsDigit(name[1]) ? _arguments.TryGetValue(name.ToLowerInvariant(), out entry) ? entry : default : default;

    private LocationInfo Name() => LocationInfo.Of(Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : Syntax);
}
