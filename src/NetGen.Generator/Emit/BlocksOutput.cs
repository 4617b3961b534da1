using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit.Surface;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit;

/// <summary>The bodies of layer stacks in classes with <c>[Blocks]</c>: they exist at compile time only.</summary>
internal sealed record BlocksOutput(TypeDescription Type, EquatableArray<string> Stubs)
{
    public const string Attribute = "NetGen.BlocksAttribute";

    /// <summary>Null where there is nothing to write, or nothing can be added to the class, which its compilation will show.</summary>
    public static BlocksOutput? Of(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol type || context.TargetNode is not ClassDeclarationSyntax) return null;
        var stubs = new List<string>();
        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
            if (method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is MethodDeclarationSyntax syntax && ForwardReader.StubOf(method, syntax) is { } stub)
                stubs.Add(stub);
        return stubs.Count == 0 ? null : new BlocksOutput(ClassReader.Describe(type), stubs.ToEquatableArray());
    }

    public static void Emit(SourceProductionContext context, BlocksOutput blocks)
    {
        var writer = new CodeWriter();
        using (GeneratedFile.Open(writer, blocks.Type)) SurfaceEmitter.EmitBodies(writer, blocks.Stubs);
        context.AddSource(blocks.Type.MetadataName + ".Blocks.g.cs", writer.ToString());
    }
}
