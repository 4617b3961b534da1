using Microsoft.CodeAnalysis;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Whether a network that asks for kernels of graphics processors can have them.</summary>
internal static class GpuChecks
{
    private const string Attribute = "NetGen.GpuAttribute";

    /// <summary>Where the attribute is; null where there is none.</summary>
    public static LocationInfo? Find(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == Attribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation) is { } syntax ? LocationInfo.Of(syntax) : null;

    /// <summary>Reports what has no such kernels.</summary>
    /// <returns>Whether all has.</returns>
    public static bool Check(NetworkDefinition definition, LocationInfo location, List<DiagnosticInfo> diagnostics)
    {
        string? reason = definition.Precision == Precision.Double ? "it computes in double, and kernels are in float" : null;
        if (definition.Parameters.FirstOrDefault(p => p.Sparse) is { } sparse) reason ??= $"the optimizers there update '{sparse.Name}', which is Sparse, as a whole";
        foreach (var node in Functions(definition).SelectMany(Nodes))
            if (!node.Operation.HasGpuForm) reason ??= $"there are no kernels for '{node.Operation.Name}'{(node.Label is null ? "" : $", which '{node.Label}' is made of")}";
        if (reason is not null) diagnostics.Add(new(GpuDescriptors.NoGpuForm, location, [definition.Type.Name, reason]));
        return reason is null;
    }

    private static IEnumerable<Node> Nodes(Function function) => function.Nodes.SelectMany(n => n.Operation.Nested is { } nested ? Nodes(nested).Append(n) : [n]);

    private static IEnumerable<Function> Functions(NetworkDefinition definition) =>
    [
        definition.Inference, definition.Training, .. definition.LossMethod is { } loss ? new[] { loss.Training } : [], .. definition.Entries.Select(e => e.Function),
    ];
}
