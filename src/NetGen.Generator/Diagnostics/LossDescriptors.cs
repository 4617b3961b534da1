using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What can be wrong with the loss and the penalties. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class LossDescriptors
{
    public static readonly DiagnosticDescriptor TwoLosses = new(
        id: "NG0050",
        title: "A network has one loss",
        messageFormat: "'{0}' has two losses, {1} and {2}: remove one",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0050.md");

    public static readonly DiagnosticDescriptor LossRefusesShape = new(
        id: "NG0051",
        title: "The loss can't take the output",
        messageFormat: "{0} {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0051.md");

    public static readonly DiagnosticDescriptor ActivationDoesNotFitLoss = new(
        id: "NG0052",
        title: "The last activation doesn't fit the loss",
        messageFormat: "{0} {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0052.md");

    public static readonly DiagnosticDescriptor ClassWeightCount = new(
        id: "NG0053",
        title: "The number of class weights is wrong",
        messageFormat: "ClassWeights has {0}, but the output {1} has {2}: give one weight a class",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0053.md");

    public static readonly DiagnosticDescriptor PenaltyWithoutEffect = new(
        id: "NG0054",
        title: "A penalty has no effect",
        messageFormat: "{0} has no effect, because '{1}' has no {2}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0054.md");
}
