using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace NetGen.Compiler.Declaration;

/// <summary>
/// Methods that the generator runs look unused to the IDE, and what they call too: <c>Forward</c>, losses, entries, element-wise functions and methods
/// of tensors aren't.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CompileTimeMethodSuppressor : DiagnosticSuppressor
{
    private const string Justification = "The generator of NetGen runs this method at compile time.";

    private static readonly SuppressionDescriptor[] Descriptors =
    [
        .. new[] { "IDE0051", "IDE0052", "IDE0060", "CA1801", "CA1811", "CA1823", "RCS1213", "RCS1163" }.Select(id => new SuppressionDescriptor("NGS" + id, id, Justification)),
    ];

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [.. Descriptors];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree) continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            var member = node.AncestorsAndSelf().FirstOrDefault(n => n is MethodDeclarationSyntax or FieldDeclarationSyntax or PropertyDeclarationSyntax);
            if (member is null) continue;
            var model = context.GetSemanticModel(tree);
            var declared = member is FieldDeclarationSyntax field ? field.Declaration.Variables[0] : member;
            if (model.GetDeclaredSymbol(declared, context.CancellationToken) is { } symbol && IsCompileTime(symbol))
                context.ReportSuppression(Suppression.Create(Descriptors.First(d => d.SuppressedDiagnosticId == diagnostic.Id), diagnostic));
        }
    }

    /// <summary>Methods of tensors, methods with the language's attributes, and private constants of networks.</summary>
    private static bool IsCompileTime(ISymbol symbol)
    {
        if (symbol.GetAttributes().Any(a => IsOurs(a.AttributeClass))) return true;
        if (symbol is IMethodSymbol method) return Mentions(method.ReturnType) || method.Parameters.Any(p => Mentions(p.Type));
        return symbol.IsStatic && symbol.ContainingType.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == NetworkParser.Attribute);
    }

    private static bool Mentions(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Mentions(array.ElementType),
        INamedTypeSymbol named => named.Name is "Tensor" or "IntTensor" && IsOurs(named) || named.TypeArguments.Any(Mentions),
        _ => false,
    };

    private static bool IsOurs(INamedTypeSymbol? type) => type is { ContainingNamespace: { Name: "NetGen", ContainingNamespace.IsGlobalNamespace: true } };
}
