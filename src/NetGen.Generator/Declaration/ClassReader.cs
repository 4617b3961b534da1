using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Describes the class, and reports what hinders the generator from adding members to it.</summary>
internal static class ClassReader
{
    private static readonly SymbolDisplayFormat Qualified = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    private static readonly SymbolDisplayFormat Unescaped = Qualified.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None);

    /// <summary>
    /// Null where nothing can be added, which is reported. Where the class only lacks a word, the compiler asks for it once, and the uses of its members make no errors of their own.
    /// </summary>
    public static TypeDescription? Read(
        INamedTypeSymbol type, TypeDeclarationSyntax declaration, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        var location = LocationInfo.Of(declaration.Identifier);
        if (Unsupported(type) is { } reason)
        {
            diagnostics.Add(new(ClassDescriptors.UnsupportedClass, location, [type.Name, reason]));
            if (!CanHaveMembers(type)) return null;
        }
        else if (!IsPartial(declaration)) diagnostics.Add(new(ClassDescriptors.NotPartial, location, [type.Name]));
        else if (declaration.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault(outer => !IsPartial(outer)) is { } outer)
            diagnostics.Add(new(ClassDescriptors.ContainingTypeNotPartial, location, [type.Name, outer.Identifier.ValueText]));
        if (declaration.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp13 } options)
        {
            diagnostics.Add(new(ClassDescriptors.LanguageVersion, location, [type.Name, options.LanguageVersion.ToDisplayString()]));

            // The members' interface has static members.
            if (options.LanguageVersion < LanguageVersion.CSharp11) return null;
        }
        var omitted = MemberChecks.Check(type, location, diagnostics, cancellation);
        return Describe(type) with { Omitted = type.IsRecord ? omitted.Append("Clone").ToEquatableArray() : omitted };
    }

    /// <summary>How the class is declared again.</summary>
    public static TypeDescription Describe(INamedTypeSymbol type)
    {
        var containing = new List<string>();
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            containing.Insert(0, $"partial {Keyword(outer)} {Escaped(outer.Name)}");
        return new TypeDescription(
            type.ContainingNamespace.IsGlobalNamespace ? null : type.ContainingNamespace.ToDisplayString(Qualified),
            containing.ToEquatableArray(), Escaped(type.Name), (type.IsStatic ? "static " : type.IsSealed ? "sealed " : "") + $"partial {Keyword(type)} {Escaped(type.Name)}",
            SyntaxFacts.GetText(type.DeclaredAccessibility), MetadataName(type)) { Hidden = HiddenNames.In(type), Lengths = LengthsIn(type) };
    }

    /// <summary>Names of its members that a constant of an input's length could have.</summary>
    private static EquatableArray<string> LengthsIn(INamedTypeSymbol type)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var t = type; t is { SpecialType: SpecialType.None }; t = t.BaseType)
            foreach (string name in t.MemberNames)
                if (name.EndsWith("Length", StringComparison.Ordinal)) names.Add(name);
        return names.ToEquatableArray();
    }

    /// <summary>Whether a class that can't be a network can be declared once more with the network's members.</summary>
    private static bool CanHaveMembers(INamedTypeSymbol type)
    {
        if (type.IsStatic || type.IsFileLocal || type.TypeParameters.Length > 0) return false;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            if (outer.TypeParameters.Length > 0 || outer.IsFileLocal) return false;
        return true;
    }

    private static string? Unsupported(INamedTypeSymbol type)
    {
        if (type.IsRecord) return "it is a record; declare it as a class";
        if (type.IsStatic) return "it is static; its parameters belong to an instance";
        if (type.IsAbstract) return "it is abstract; loading and cloning create instances";
        if (type.IsFileLocal) return "it is local to its file, and generated members are in another one";
        if (type.TypeParameters.Length > 0) return "it is generic; its code is made for one shape and one type of numbers";
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            if (outer.TypeParameters.Length > 0) return $"it lies in '{outer.Name}', which is generic";
            else if (outer.IsFileLocal) return $"it lies in '{outer.Name}', which is local to its file, and generated members are in another one";
        if (type.BaseType is { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent
            && !parent.InstanceConstructors.Any(c => c.Parameters.Length == 0 && c.DeclaredAccessibility != Accessibility.Private))
            return $"its base class '{parent.Name}' has no constructor without parameters for the generated one to call";
        return null;
    }

    private static bool IsPartial(TypeDeclarationSyntax declaration) => declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };

    /// <summary>Contextual keywords too: a type may not be named <c>record</c> or <c>required</c> without it.</summary>
    private static string Escaped(string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    private static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? MetadataName(outer) + "+" + type.MetadataName
        : type.ContainingNamespace.IsGlobalNamespace ? type.MetadataName
        : type.ContainingNamespace.ToDisplayString(Unescaped) + "." + type.MetadataName;
}
