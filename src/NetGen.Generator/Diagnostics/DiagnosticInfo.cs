using Microsoft.CodeAnalysis;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Diagnostics;

/// <summary>A diagnostic as values, on its way beside the equality cut.</summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, LocationInfo? Location, EquatableArray<string> Arguments)
{
    public Diagnostic In(Compilation compilation) =>
        Diagnostic.Create(Descriptor, Location?.In(compilation) ?? Microsoft.CodeAnalysis.Location.None, Arguments.Select(a => (object)a).ToArray());
}
