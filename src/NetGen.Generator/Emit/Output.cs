using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Emit.Surface;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit;

/// <summary>Hands the emitters' text to the compiler, each network by itself: a failure is a diagnostic and stops no other network.</summary>
internal static class Output
{
    /// <summary>The members that users see.</summary>
    public static void Surface(SourceProductionContext context, NetworkDefinition network) =>
        Add(context, network, static n => [("", SurfaceEmitter.Emit(n, n.HasErrors ? null : FunctionAssembly.Assemble(n)))]);

    /// <summary>The programs and kernels behind them, and the graph that <c>Trace</c> and <c>CheckGradients</c> read.</summary>
    public static void Programs(SourceProductionContext context, NetworkDefinition network)
    {
        if (network.HasErrors) return;
        Add(context, network, static n => [.. NetworkPrograms.Emit(n), (".Graph", GraphEmitter.Emit(n))]);
    }

    internal static void Add(
        SourceProductionContext context, NetworkDefinition network, Func<NetworkDefinition, IEnumerable<(string Facet, string Text)>> emit)
    {
        try
        {
            foreach (var (facet, text) in emit(network)) context.AddSource(network.Type.MetadataName + facet + ".g.cs", text);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            var info = InternalError.Of(network.Type.Name, exception, null);
            context.ReportDiagnostic(Diagnostic.Create(info.Descriptor, Microsoft.CodeAnalysis.Location.None, info.Arguments.ToArray<object>()));
        }
    }
}
