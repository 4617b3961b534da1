using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration;

/// <summary>Reports layers, inputs and losses on classes without [Network], which the generator never looks at.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayerWithoutNetworkAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [ClassDescriptors.LayersWithoutNetwork];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        AttributeData? first = null;
        foreach (var attribute in context.Symbol.GetAttributes())
        {
            if (attribute.AttributeClass is not { ContainingNamespace.Name: "NetGen" } type) continue;
            if (type.Name == "NetworkAttribute") return;
            if (first is null && IsPart(type)) first = attribute;
        }
        if (first?.ApplicationSyntaxReference is { } syntax)
            context.ReportDiagnostic(Diagnostic.Create(
                ClassDescriptors.LayersWithoutNetwork, Location.Create(syntax.SyntaxTree, syntax.Span), context.Symbol.Name, AttributeArguments.NameOf(first)));
    }

    private static bool IsPart(INamedTypeSymbol type) =>
        type.Name is "InputAttribute" or "L1Attribute" or "L2Attribute" || type.BaseType?.Name is "LossAttribute" || Interpretation.Attributes.IsLayer(type);
}
