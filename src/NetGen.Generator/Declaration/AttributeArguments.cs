using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>
/// The arguments of one attribute by the names of its parameters and properties, and where each is written. A layer that is called as a
/// function has them too, and is read from them in the same way.
/// </summary>
/// <param name="attribute">The attribute's name without its suffix, for messages.</param>
/// <param name="syntax">The attribute or the call.</param>
internal abstract class AttributeArguments(string attribute, SyntaxNode syntax)
{
    public string Attribute { get; } = attribute;

    public SyntaxNode Syntax { get; } = syntax;

    /// <summary>Whether the compiler could bind it; what it couldn't, it has reported.</summary>
    public abstract bool IsBound { get; }

    public static string NameOf(AttributeData data)
    {
        string name = data.AttributeClass?.Name ?? "";
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }

    public bool Has(string name) => Find(name) is not null;

    public int Integer(string name) => Find(name) is int value ? value : 0;

    public double Number(string name, double otherwise) => OptionalNumber(name) ?? otherwise;

    public double? OptionalNumber(string name) => Find(name) is double value ? value : null;

    public bool Boolean(string name, bool otherwise) => Find(name) is bool value ? value : otherwise;

    public string? Text(string name) => Find(name) as string;

    public INamedTypeSymbol? Type(string name) => Find(name) as INamedTypeSymbol;

    public EquatableArray<int> Integers(string name) => Elements<int>(name);

    public EquatableArray<double> Numbers(string name) => Elements<double>(name);

    /// <summary>An initializer and its argument, the property with <c>Argument</c> behind its name.</summary>
    public InitializerOption Initializer(string name) => new((DeclaredInitializer)Integer(name), OptionalNumber(name + "Argument"));

    /// <summary>Where an argument, or an element of an array argument, is written; the attribute where it isn't.</summary>
    public abstract LocationInfo LocationOf(string? name, int element = -1);

    /// <summary>A value as the compiler knows it, arrays as arrays of objects; null where none is given.</summary>
    protected abstract object? Find(string name);

    /// <summary>Where an element of an array is written, or the array.</summary>
    protected static LocationInfo LocationOf(SyntaxNode expression, int element)
    {
        if (element < 0) return LocationInfo.Of(expression);
        var elements = expression switch
        {
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.ToArray<SyntaxNode>(),
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.ToArray<SyntaxNode>(),
            CollectionExpressionSyntax collection => collection.Elements.ToArray<SyntaxNode>(),
            _ => [],
        };
        return LocationInfo.Of(element < elements.Length ? elements[element] : expression);
    }

    private EquatableArray<T> Elements<T>(string name) =>
        Find(name) is object?[] array ? array.Select(v => v is T value ? value : default!).ToEquatableArray() : default;
}

/// <summary>The arguments of an attribute.</summary>
internal sealed class WrittenArguments(AttributeData data, AttributeSyntax syntax) : AttributeArguments(NameOf(data), syntax)
{
    public override bool IsBound =>
        data.AttributeConstructor is not null
        && data.ConstructorArguments.All(a => a.Kind != TypedConstantKind.Error)
        && data.NamedArguments.All(a => a.Value.Kind != TypedConstantKind.Error);

    public override LocationInfo LocationOf(string? name, int element = -1)
    {
        if (name is null || syntax.ArgumentList is not { } list) return LocationInfo.Of(Syntax);
        foreach (var argument in list.Arguments)
            if ((argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name) return LocationOf(argument.Expression, element);
        var parameters = data.AttributeConstructor?.Parameters;
        if (parameters?.FirstOrDefault(p => p.Name == name) is not { } parameter) return LocationInfo.Of(Syntax);
        var written = list.Arguments.Where(a => a.NameEquals is null && a.NameColon is null).Skip(parameter.Ordinal).ToArray();
        if (written.Length == 0) return LocationInfo.Of(Syntax);
        if (!parameter.IsParams || written.Length == 1) return LocationOf(written[0].Expression, element);
        return element >= 0 && element < written.Length ? LocationInfo.Of(written[element].Expression) : LocationInfo.Of(written[0], written[written.Length - 1]);
    }

    protected override object? Find(string name)
    {
        foreach (var pair in data.NamedArguments)
            if (pair.Key == name) return Value(pair.Value);
        var parameters = data.AttributeConstructor?.Parameters ?? [];
        for (int i = 0; i < parameters.Length && i < data.ConstructorArguments.Length; i++)
            if (parameters[i].Name == name) return Value(data.ConstructorArguments[i]);
        return null;
    }

    private static object? Value(TypedConstant constant) =>
        constant.Kind != TypedConstantKind.Array ? constant.Value : constant.IsNull ? null : constant.Values.Select(v => v.Value).ToArray();
}

/// <summary>Collects what is wrong with an attribute, at its arguments.</summary>
internal sealed class AttributeProblems(AttributeArguments arguments, List<DiagnosticInfo> diagnostics) : Problems(arguments.Attribute)
{
    /// <summary>Whether an error has been reported; warnings leave a layer usable.</summary>
    public bool HasErrors { get; private set; }

    public override void Add(DiagnosticDescriptor descriptor, string? argument, int element, params string[] values)
    {
        HasErrors |= descriptor.DefaultSeverity == DiagnosticSeverity.Error;
        diagnostics.Add(new DiagnosticInfo(descriptor, arguments.LocationOf(argument, element), new(values)));
    }
}
