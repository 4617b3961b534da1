using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What can be wrong with the class itself. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class ClassDescriptors
{
    public static readonly DiagnosticDescriptor InternalError = new(
        id: "NG0001",
        title: "NetGen failed",
        messageFormat: "NetGen failed to compile '{0}', which is a defect of NetGen: {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0001.md");

    public static readonly DiagnosticDescriptor NotPartial = new(
        id: "NG0002",
        title: "A network must be partial",
        messageFormat: "'{0}' must be declared partial, so that the generator can add members to it",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0002.md");

    public static readonly DiagnosticDescriptor ContainingTypeNotPartial = new(
        id: "NG0003",
        title: "The types around a network must be partial",
        messageFormat: "'{0}' lies in '{1}', which must be declared partial, so that the generator can add members to '{0}'",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0003.md");

    public static readonly DiagnosticDescriptor UnsupportedClass = new(
        id: "NG0004",
        title: "A network must be a plain class",
        messageFormat: "'{0}' can't be a network: {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0004.md");

    public static readonly DiagnosticDescriptor LayersOnTwoDeclarations = new(
        id: "NG0005",
        title: "Layers must be on one declaration",
        messageFormat: "The layers of '{0}' are on two partial declarations, which have no order: move them to one",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0005.md");

    public static readonly DiagnosticDescriptor LayersWithoutNetwork = new(
        id: "NG0006",
        title: "Layers need [Network]",
        messageFormat: "'{0}' has the attribute '{1}' but not [Network], so nothing is generated for it",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0006.md");

    public static readonly DiagnosticDescriptor MemberCollision = new(
        id: "NG0007",
        title: "A member collides with a generated one",
        messageFormat: "'{0}.{1}' collides with the member of this name that the generator adds: rename it",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0007.md");

    public static readonly DiagnosticDescriptor ConstructorCollision = new(
        id: "NG0008",
        title: "A constructor doesn't fit the generated one",
        messageFormat: "The constructor of '{0}' doesn't fit the generated '{0}(ulong seed = 0)': {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0008.md");

    public static readonly DiagnosticDescriptor LanguageVersion = new(
        id: "NG0009",
        title: "The language version is too low",
        messageFormat: "The generated code of '{0}' needs C# 13, and this project is compiled as C# {1}: set <LangVersion> to 13 or higher",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0009.md");
}
