using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Diagnostics;

/// <summary>What concerns the build as a whole. Ids are never used again for anything else; each has a page in docs/diagnostics.</summary>
internal static class BuildDescriptors
{
    public static readonly DiagnosticDescriptor SlowDebugBuild = new(
        id: "NG0090",
        title: "Debug builds are slow",
        messageFormat: "This is a Debug build, in which the kernels of '{0}' run some 17 times slower: build with -c Release, or set the MSBuild property NetGenFastDebug to true",
        category: Documentation.Category,
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: Documentation.Pages + "NG0090.md");
}
