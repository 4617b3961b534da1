using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What can be wrong with the stack of layers. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class StackDescriptors
{
    public static readonly DiagnosticDescriptor NoInput = new(
        id: "NG0020",
        title: "A network needs an input",
        messageFormat: "'{0}' has no input: add [Input(...)] with the shape of one sample before the layers",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0020.md");

    public static readonly DiagnosticDescriptor InputAfterLayer = new(
        id: "NG0021",
        title: "The input comes first",
        messageFormat: "Input must come before the layers, but it follows {0}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0021.md");

    public static readonly DiagnosticDescriptor NoLayers = new(
        id: "NG0022",
        title: "A network needs a layer",
        messageFormat: "'{0}' has no layers: add them behind [Input(...)], such as [Dense(10)]",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0022.md");

    public static readonly DiagnosticDescriptor TooLarge = new(
        id: "NG0023",
        title: "Too large",
        messageFormat: "{0} has {1}; at most {2} are possible",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0023.md");

    public static readonly DiagnosticDescriptor DuplicateName = new(
        id: "NG0024",
        title: "Two layers have one name",
        messageFormat: "{0} and {1} are both named '{2}': give one of them another Name",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0024.md");

    public static readonly DiagnosticDescriptor InvalidName = new(
        id: "NG0025",
        title: "The name of a layer is invalid",
        messageFormat: "'{0}' can't be the name of a layer: use letters, digits and underscores, and don't begin with a digit",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0025.md");

    public static readonly DiagnosticDescriptor GradientCutEverywhere = new(
        id: "NG0026",
        title: "Nothing can be learned",
        messageFormat: "Nothing before this Step can be learned, and no layer behind it has parameters: its gradient is zero; set StraightThrough = true, or remove {0}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0026.md");

    public static readonly DiagnosticDescriptor GradientCut = new(
        id: "NG0027",
        title: "A part of the network doesn't learn",
        messageFormat: "{0} can't learn, because the gradient of this Step is zero: set StraightThrough = true to pass gradients",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0027.md");

    public static readonly DiagnosticDescriptor NothingToTrain = new(
        id: "NG0028",
        title: "There is nothing to train",
        messageFormat: "'{0}' has a loss, but no parameters that it could train: add a layer such as Dense, or remove {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0028.md");
}
