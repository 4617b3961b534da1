using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Whether the user's members of a class leave room for the generated ones.</summary>
internal static class MemberChecks
{
    /// <summary>Reports every member that collides, and every constructor that doesn't fit. Returns what therefore can't be generated.</summary>
    public static EquatableArray<string> Check(INamedTypeSymbol type, LocationInfo location, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        var omitted = new SortedSet<string>(StringComparer.Ordinal);
        var precision = PrecisionOf(type);
        if (GeneratedMembers.HasName(type.Name)) Collision(location, type.Name, type.Name);
        foreach (var member in type.GetMembers())
        {
            if (member.IsImplicitlyDeclared || member.DeclaringSyntaxReferences.Length == 0) continue;
            if (member is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            {
                if (CheckConstructor(type, constructor, diagnostics, cancellation)) omitted.Add(TypeDescription.Constructor);
            }
            else if (GeneratedMembers.Collides(member, precision)) Collision(NameOf(member, location), type.Name, member.Name);
        }
        for (var parent = type.BaseType; parent is { SpecialType: SpecialType.None }; parent = parent.BaseType)
            foreach (var member in parent.GetMembers())
                if (member.DeclaredAccessibility != Accessibility.Private && !member.IsImplicitlyDeclared && GeneratedMembers.Collides(member, precision))
                    Collision(location, parent.Name, member.Name);
        return omitted.ToEquatableArray();

        void Collision(LocationInfo place, string owner, string member)
        {
            diagnostics.Add(new(ClassDescriptors.MemberCollision, place, [owner, member]));
            omitted.Add(member);
        }
    }

    private static Graph.Precision PrecisionOf(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == NetworkParser.Attribute)?.NamedArguments
            .Any(a => a.Key == "Precision" && a.Value.Value is 1) == true
            ? Graph.Precision.Double
            : Graph.Precision.Single;

    /// <summary>Whether the generated constructor can't stand beside this one.</summary>
    private static bool CheckConstructor(INamedTypeSymbol type, IMethodSymbol constructor, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        var syntax = constructor.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        string? reason = syntax switch
        {
            TypeDeclarationSyntax => "a primary constructor would have to be called by it; use an ordinary constructor that calls ': this(seed)'",
            _ when constructor.Parameters.Length == 1 && constructor.Parameters[0].Type.SpecialType == SpecialType.System_UInt64 => "it has the same parameter; give it another and call ': this(seed)'",
            ConstructorDeclarationSyntax { Initializer.RawKind: (int)SyntaxKind.ThisConstructorInitializer } => null,
            _ => "it must call it with ': this(seed)', which makes and initialises the parameters",
        };
        if (reason is null) return false;
        var place = syntax switch
        {
            TypeDeclarationSyntax { ParameterList: { } list } => LocationInfo.Of(list),
            ConstructorDeclarationSyntax declared => LocationInfo.Of(declared.Identifier),
            _ => LocationInfo.Of(syntax),
        };
        diagnostics.Add(new(ClassDescriptors.ConstructorCollision, place, [type.Name, reason]));
        return syntax is TypeDeclarationSyntax || constructor.Parameters is [{ Type.SpecialType: SpecialType.System_UInt64 }];
    }

    private static LocationInfo NameOf(ISymbol member, LocationInfo otherwise) =>
        member.Locations.FirstOrDefault(l => l.IsInSource) is { SourceTree: { } tree } location ? new LocationInfo(tree.FilePath, location.SourceSpan) : otherwise;
}
