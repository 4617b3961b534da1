using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration;

/// <summary>Whether the user's members of a class leave room for the generated ones.</summary>
internal static class MemberChecks
{
    /// <summary>Members that are not methods: nothing else may have their names.</summary>
    private static readonly HashSet<string> Names =
        ["Parameters", "Summary", "Signature", "InputLength", "OutputLength", "ParameterCount", "Names", "Description", "Graph", "Programs", "Kernels", "_arenas"];

    /// <summary>Methods: other methods may overload them.</summary>
    private static readonly HashSet<string> Methods =
    [
        "Predict", "Classify", "CreatePass", "Forward", "Backward", "ForwardBackward", "Evaluate", "Clone", "Trace", "Save", "Load", "CheckGradients",
    ];

    /// <summary>Reports the first collision of each member. Returns whether there is any.</summary>
    public static bool Check(INamedTypeSymbol type, LocationInfo location, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        int before = diagnostics.Count;
        if (Names.Contains(type.Name) || Methods.Contains(type.Name))
            diagnostics.Add(new(ClassDescriptors.MemberCollision, location, [type.Name, type.Name]));
        foreach (var member in type.GetMembers())
        {
            if (member.IsImplicitlyDeclared || member.DeclaringSyntaxReferences.Length == 0) continue;
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor) CheckConstructor(type, constructor, diagnostics, cancellation);
            else if (Names.Contains(member.Name) || Methods.Contains(member.Name) && member is not IMethodSymbol)
                diagnostics.Add(new(ClassDescriptors.MemberCollision, NameOf(member, location), [type.Name, member.Name]));
        }
        return diagnostics.Count > before;
    }

    private static void CheckConstructor(INamedTypeSymbol type, IMethodSymbol constructor, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        var syntax = constructor.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        string? reason = syntax switch
        {
            TypeDeclarationSyntax => "a primary constructor would have to be called by it; use an ordinary constructor that calls ': this(seed)'",
            _ when constructor.Parameters.Length == 1 && constructor.Parameters[0].Type.SpecialType == SpecialType.System_UInt64 => "it has the same parameter; give it another and call ': this(seed)'",
            ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer } => null,
            _ => "it must call it with ': this(seed)', which makes and initialises the parameters",
        };
        if (reason is null) return;
        var place = syntax switch
        {
            TypeDeclarationSyntax { ParameterList: { } list } => LocationInfo.Of(list),
            ConstructorDeclarationSyntax declared => LocationInfo.Of(declared.Identifier),
            _ => LocationInfo.Of(syntax),
        };
        diagnostics.Add(new(ClassDescriptors.ConstructorCollision, place, [type.Name, reason]));
    }

    private static LocationInfo NameOf(ISymbol member, LocationInfo otherwise) =>
        member.Locations.FirstOrDefault(l => l.IsInSource) is { SourceTree: { } tree } location ? new LocationInfo(tree.FilePath, location.SourceSpan) : otherwise;
}
