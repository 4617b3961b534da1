using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What can be wrong with Forward methods. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class ForwardDescriptors
{
    public static readonly DiagnosticDescriptor NotInTheLanguage = new(
        id: "NG0060",
        title: "This can't be run at compile time",
        messageFormat: "{0} can't be run at compile time: {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0060.md");

    public static readonly DiagnosticDescriptor NotKnown = new(
        id: "NG0061",
        title: "This is not known at compile time",
        messageFormat: "{0}: {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0061.md");

    public static readonly DiagnosticDescriptor Limit = new(
        id: "NG0062",
        title: "Running this takes too long",
        messageFormat: "This was stopped: {0}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0062.md");

    public static readonly DiagnosticDescriptor ShapesDoNotFit = new(
        id: "NG0063",
        title: "Shapes don't fit",
        messageFormat: "{0} can't take {1}: {2}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0063.md");

    public static readonly DiagnosticDescriptor FailsAtCompileTime = new(
        id: "NG0064",
        title: "Running this fails",
        messageFormat: "This fails when it is run at compile time: {0}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0064.md");

    public static readonly DiagnosticDescriptor Signature = new(
        id: "NG0065",
        title: "The method's parameters or result don't fit a network",
        messageFormat: "'{0}' {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0065.md");

    public static readonly DiagnosticDescriptor StackAndForward = new(
        id: "NG0066",
        title: "A network has layers or Forward",
        messageFormat: "'{0}' has the method Forward and the attribute '{1}': a network is declared by one of them, so call the layer in Forward or remove the method",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0066.md");

    public static readonly DiagnosticDescriptor MethodDoesNotFit = new(
        id: "NG0067",
        title: "A method doesn't fit its attribute",
        messageFormat: "'{0}' doesn't fit [{1}]: {2}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0067.md");
}
