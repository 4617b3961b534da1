using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>The attributes of the language on methods and parameters.</summary>
internal static class Attributes
{
    public static bool Has(ISymbol symbol, string name) => Find(symbol, name) is not null;

    /// <summary>Whether an attribute is a layer's.</summary>
    public static bool IsLayer(INamedTypeSymbol? attribute)
    {
        for (var type = attribute?.BaseType; type is not null; type = type.BaseType)
            if (type is { Name: "LayerAttribute", ContainingNamespace.Name: "NetGen" }) return true;
        return false;
    }

    /// <param name="name">Without its suffix.</param>
    public static AttributeData? Find(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
            if (attribute.AttributeClass is { ContainingNamespace: { Name: "NetGen", ContainingNamespace.IsGlobalNamespace: true } } type
                && type.Name.Length == name.Length + "Attribute".Length && type.Name.StartsWith(name, StringComparison.Ordinal)) return attribute;
        return null;
    }
}
