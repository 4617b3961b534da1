using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Emit.Surface;

namespace NetGen.Compiler.Emit;

/// <summary>Hands the emitters' text to the compiler, each network by itself: a failure is a diagnostic and stops no other network.</summary>
internal static class Output
{
    /// <summary>The members that users see.</summary>
    public static void Surface(SourceProductionContext context, NetworkDefinition network) =>
        Add(context, network, static n => n.HasErrors ? [("", SurfaceEmitter.Emit(n, null))] : []);

    /// <summary>The programs and kernels behind them.</summary>
    public static void Programs(SourceProductionContext context, NetworkDefinition network) =>
        Add(context, network, Cpu.NetworkPrograms.Emit);

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
            context.ReportDiagnostic(Diagnostic.Create(info.Descriptor, Location.None, info.Arguments.ToArray<object>()));
        }
    }
}
