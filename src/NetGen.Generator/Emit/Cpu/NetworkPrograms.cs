using NetGen.Compiler.Declaration;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The files with what a network computes: its programs, and the kernels that they call.</summary>
internal static class NetworkPrograms
{
    public static IEnumerable<(string Facet, string Text)> Emit(NetworkDefinition network)
    {
        if (network.HasErrors) yield break;
        var emitter = new ProgramEmitter(ProgramLowering.Lower(FunctionAssembly.Assemble(network)), straightLine: true);
        yield return (".Programs", File(network, emitter.EmitPrograms));
        yield return (".Kernels", File(network, emitter.EmitKernels));
    }

    private static string File(NetworkDefinition network, Action<CodeWriter> body)
    {
        var writer = new CodeWriter();
        using (GeneratedFile.Open(writer, network.Type, usings: ProgramEmitter.Usings)) body(writer);
        return HiddenNames.InFull(writer.ToString(), network.Type);
    }
}
