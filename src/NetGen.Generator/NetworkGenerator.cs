using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Gpu;

namespace NetGen.Compiler;

/// <summary>Compiles every class with <c>[Network]</c>: reads its declaration, cuts by equality, and emits its members.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class NetworkGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // Before the cut: cheap, at every keystroke, and all that a user can get wrong is found here.
        var declarations = context.SyntaxProvider
            .ForAttributeWithMetadataName(NetworkParser.Attribute, static (node, _) => node is TypeDeclarationSyntax, NetworkParser.Parse)
            .Where(static d => d is not null)
            .Select(static (d, _) => d!)
            .WithTrackingName(TrackingNames.Declarations);

        // The cut: what follows runs only when a definition is no longer equal to what it was.
        var networks = HintNames.Distinguish(declarations
            .Select(static (d, _) => d.Definition)
            .Where(static n => n is not null)
            .Select(static (n, _) => n!))
            .WithTrackingName(TrackingNames.Networks);

        // Members of the user's class come at every change of a definition; bodies of programs only when code is really compiled.
        context.RegisterSourceOutput(networks, Output.Surface);
        context.RegisterImplementationSourceOutput(networks, Output.Programs);

        // Where [Network] was forgotten.
        context.RegisterSourceOutput(
            HintNames.Distinguish(context.SyntaxProvider
                .ForAttributeWithMetadataName(NetworkParser.InputAttribute, static (node, _) => node is ClassDeclarationSyntax, NetworkParser.ParseWithoutNetwork)
                .Where(static n => n is not null)
                .Select(static (n, _) => n!)),
            Output.Surface);

        // Kernels for graphics processors, where they are asked for and can be compiled.
        GpuOutput.Register(context, declarations, networks);

        // What each pass does, where it is asked for.
        context.RegisterImplementationSourceOutput(
            networks.Combine(PassesOutput.IsWanted(context)).Where(static n => n.Right).Select(static (n, _) => n.Left), PassesOutput.Emit);

        // Layer stacks for several networks: their methods get bodies.
        var blocks = HintNames.Distinguish(context.SyntaxProvider
            .ForAttributeWithMetadataName(BlocksOutput.Attribute, static (node, _) => node is TypeDeclarationSyntax, BlocksOutput.Of)
            .Where(static b => b is not null)
            .Select(static (b, _) => b!));
        context.RegisterSourceOutput(blocks, BlocksOutput.Emit);

        // Beside the cut.
        var diagnostics = declarations
            .SelectMany(static (d, _) => d.Diagnostics)
            .WithTrackingName(TrackingNames.Diagnostics);
        context.RegisterSourceOutput(
            diagnostics.Combine(context.CompilationProvider), static (output, d) => output.ReportDiagnostic(d.Left.In(d.Right)));

        // What Debug builds get: full speed on request, or else a hint.
        var debugBuilds = DebugBuild.Of(declarations, context).WithTrackingName(TrackingNames.DebugBuilds);
        context.RegisterSourceOutput(debugBuilds.Where(static d => d.IsFast), static (output, _) => DebugBuild.EmitAttribute(output));
        context.RegisterSourceOutput(
            debugBuilds.Where(static d => !d.IsFast).Combine(context.CompilationProvider), static (output, d) => d.Left.Hint(output, d.Right));
    }
}
