using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What hinders kernels for graphics processors. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class GpuDescriptors
{
    public static readonly DiagnosticDescriptor NoReference = new(
        id: "NG0080",
        title: "[Gpu] needs a reference to ILGPU",
        messageFormat: "'{0}' gets no kernels for graphics processors, because the project does not reference {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0080.md");

    public static readonly DiagnosticDescriptor NoGpuForm = new(
        id: "NG0081",
        title: "There are no kernels of graphics processors for this network",
        messageFormat: "'{0}' gets no kernels for graphics processors: {1}",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0081.md");
}
