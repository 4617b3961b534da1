using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What can be wrong with one layer or a number. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class LayerDescriptors
{
    public static readonly DiagnosticDescriptor NumberOutOfRange = new(
        id: "NG0030",
        title: "A number is out of range",
        messageFormat: "{0} of {1} must be {2}, but it is {3}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0030.md");

    public static readonly DiagnosticDescriptor LayerRefusesShape = new(
        id: "NG0031",
        title: "A layer can't take the shape that reaches it",
        messageFormat: "{0} takes {1}, but the shape that reaches it is {2}{3}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0031.md");

    public static readonly DiagnosticDescriptor ReshapeLength = new(
        id: "NG0032",
        title: "A reshape must keep the length",
        messageFormat: "Reshape can't make {0} ({1} values) of {2} ({3} values): the lengths must be equal",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0032.md");

    public static readonly DiagnosticDescriptor SoftmaxTwice = new(
        id: "NG0033",
        title: "Softmax follows softmax",
        messageFormat: "Softmax follows {0}, which is a softmax already: a second one only flattens the distribution, so remove one of them",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0033.md");

    public static readonly DiagnosticDescriptor UnknownEnumValue = new(
        id: "NG0034",
        title: "Not a value of the enumeration",
        messageFormat: "{0} is not a value of {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0034.md");

    public static readonly DiagnosticDescriptor InitializerDoesNotFit = new(
        id: "NG0035",
        title: "The initializer doesn't fit the parameter",
        messageFormat: "{0} can't be {1}: {2}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0035.md");

    public static readonly DiagnosticDescriptor InitializerArgumentMissing = new(
        id: "NG0036",
        title: "The initializer needs an argument",
        messageFormat: "{0} = {1} needs {2}, {3}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0036.md");

    public static readonly DiagnosticDescriptor InitializerArgumentUnused = new(
        id: "NG0037",
        title: "The initializer takes no argument",
        messageFormat: "{0} has no effect, because {1} is {2}, which takes no argument",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0037.md");

    public static readonly DiagnosticDescriptor WindowDoesNotFit = new(
        id: "NG0038",
        title: "The kernel doesn't fit into the input",
        messageFormat: "The output {0} of {1} is {2} = {3}, but must be at least 1: the input is {4}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0038.md");

    public static readonly DiagnosticDescriptor TwoPaddings = new(
        id: "NG0039",
        title: "The padding is given twice",
        messageFormat: "{0} has {1} and {2}, which exclude each other: give one",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0039.md");

    public static readonly DiagnosticDescriptor PadCount = new(
        id: "NG0040",
        title: "The number of paddings is wrong",
        messageFormat: "The paddings of {0} are {1}, but there are {2} numbers",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0040.md");

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = new(
        id: "NG0041",
        title: "The groups don't divide the channels",
        messageFormat: "The {1} groups of {0} don't divide its {2} evenly",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0041.md");

    public static readonly DiagnosticDescriptor WindowOfPadding = new(
        id: "NG0042",
        title: "A pool's window lies in the padding",
        messageFormat: "A window of {0} lies in the padding only, where there is nothing to take: the input is {1}; use less padding or a larger kernel",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0042.md");

    public static readonly DiagnosticDescriptor WrongElements = new(
        id: "NG0044",
        title: "Integers and real numbers are mixed up",
        messageFormat: "{0} takes {1}, but {2} reach it: {3}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0044.md");

    public static readonly DiagnosticDescriptor HeadsDoNotDivide = new(
        id: "NG0045",
        title: "The heads don't divide the features",
        messageFormat: "The {0} heads of {1} don't divide its {2} features evenly",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0045.md");

    public static readonly DiagnosticDescriptor NotSparse = new(
        id: "NG0046",
        title: "An embedding can't be updated sparsely",
        messageFormat: "'{0}' can't be Sparse: its vectors {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0046.md");

    public static readonly DiagnosticDescriptor DenseOverPlaces = new(
        id: "NG0043",
        title: "The last layer reads each place of an image by itself",
        messageFormat: "{0} reads the {1} channels of each of {2} places by itself, so that the output is {3}: put Flatten before it to read all {4} values, or write Conv2D({5}, 1) where this is meant",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0043.md");
}
