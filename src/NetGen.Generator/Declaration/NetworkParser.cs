using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration.Interpretation;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>Everything before the equality cut: a class with [Network] in, its definition and diagnostics out. Runs at every keystroke.</summary>
internal static class NetworkParser
{
    public const string Attribute = "NetGen.NetworkAttribute", InputAttribute = "NetGen.InputAttribute";

    /// <summary>Null where another declaration of the class stands for it.</summary>
    public static NetworkDeclaration? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type || context.TargetNode is not TypeDeclarationSyntax declaration) return null;
        if (!IsFirst(type, declaration, cancellation)) return null;
        var location = LocationInfo.Of(declaration.Identifier);
        try
        {
            var diagnostics = new List<DiagnosticInfo>();
            var description = ClassReader.Read(type, declaration, diagnostics, cancellation);
            if (description is null) return new NetworkDeclaration(type.Name, null, diagnostics.ToEquatableArray(), location);
            var network = new NetworkBuild(type, diagnostics);
            var interpreter = new Interpreter(context.SemanticModel.Compilation, network, cancellation);
            var forward = new ForwardReader(type, diagnostics, cancellation).Read();
            var stack = StackReader.Read(type, declaration.Identifier, diagnostics, cancellation, new ReadingContext(type, interpreter));
            var definition = forward.Forward is null
                ? new StackCompiler(stack, description, diagnostics).Compile() with { Stubs = forward.Stubs.ToEquatableArray() }
                : new ForwardCompiler(stack, forward, description, network, interpreter, diagnostics).Compile();
            var gpu = GpuChecks.Find(type, cancellation);
            if (gpu is not null && !definition.HasErrors) definition = definition with { IsGpu = GpuChecks.Check(definition, gpu, diagnostics) };
            return new NetworkDeclaration(type.Name, definition, diagnostics.ToEquatableArray(), location) { GpuLocation = gpu };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new NetworkDeclaration(type.Name, null, [InternalError.Of(type.Name, exception, location)], location);
        }
    }

    /// <summary>
    /// A class with an input but without [Network], which an analyzer reports: its members, which throw, so that uses of them make no errors beside. Null where it is a network, or where more is wrong.
    /// </summary>
    public static NetworkDefinition? ParseWithoutNetwork(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        if (context.TargetSymbol is not INamedTypeSymbol { TypeKind: TypeKind.Class } type || context.TargetNode is not TypeDeclarationSyntax declaration) return null;
        if (type.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == Attribute)) return null;
        try
        {
            var diagnostics = new List<DiagnosticInfo>();
            var description = ClassReader.Read(type, declaration, diagnostics, cancellation);
            if (description is null || diagnostics.Count > 0) return null;
            var interpreter = new Interpreter(context.SemanticModel.Compilation, new NetworkBuild(type, diagnostics), cancellation);
            var stack = StackReader.Read(type, declaration.Identifier, diagnostics, cancellation, new ReadingContext(type, interpreter));
            return new StackCompiler(stack, description, diagnostics).Compile() with { HasErrors = true };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>[Network] on two declarations is the compiler's to report; the class is read once all the same.</summary>
    private static bool IsFirst(INamedTypeSymbol type, TypeDeclarationSyntax declaration, CancellationToken cancellation)
    {
        var first = type.GetAttributes().FirstOrDefault(a => a.AttributeClass?.ToDisplayString() == Attribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        return first is null || first.Parent?.Parent == declaration;
    }
}
