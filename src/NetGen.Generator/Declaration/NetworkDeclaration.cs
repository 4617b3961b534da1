using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>A class as read: the definition that crosses the equality cut, and the diagnostics that go beside it.</summary>
/// <param name="Definition">Null where nothing can be added to the class.</param>
/// <param name="Location">The class's name.</param>
internal sealed record NetworkDeclaration(
    string Network, NetworkDefinition? Definition, EquatableArray<DiagnosticInfo> Diagnostics, LocationInfo Location)
{
    /// <summary>The attribute that asks for kernels of graphics processors.</summary>
    public LocationInfo? GpuLocation { get; init; }
}
