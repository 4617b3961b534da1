using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Emit.Surface;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>What networks with <c>[Gpu]</c> get beside the rest, where the project references ILGPU and ILGPU.Algorithms.</summary>
internal static class GpuOutput
{
    private enum Reference : byte
    {
        None,
        WithoutAlgorithms,
        Complete,
    }

    public static void Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<NetworkDeclaration> declarations, IncrementalValuesProvider<NetworkDefinition> networks)
    {
        var reference = context.CompilationProvider.Select(static (c, _) =>
            c.GetTypeByMetadataName("ILGPU.KernelConfig") is null ? Reference.None
            : c.GetTypeByMetadataName("ILGPU.Algorithms.XMath") is null ? Reference.WithoutAlgorithms : Reference.Complete).WithTrackingName(TrackingNames.Gpu);

        var complete = networks.Where(static n => n is { IsGpu: true, HasErrors: false }).Combine(reference).Where(static n => n.Right == Reference.Complete).Select(static (n, _) => n.Left);
        context.RegisterSourceOutput(complete, static (output, network) =>
            Output.Add(output, network, static n => [(".Gpu", SurfaceEmitter.EmitGpu(n, FunctionAssembly.Assemble(n)))]));
        context.RegisterImplementationSourceOutput(complete, static (output, network) => Output.Add(output, network, static n => [(".Gpu.Programs", DeviceProgram.Emit(n))]));
        var any = complete.Collect().Select(static (n, _) => !n.IsEmpty);
        context.RegisterSourceOutput(any, static (output, isAny) =>
        {
            if (isAny) output.AddSource(DeviceRuntime.HintName, DeviceRuntime.Text);
        });

        var missing = declarations.Where(static d => d is { Definition.IsGpu: true, GpuLocation: not null }).Combine(reference).Where(static d => d.Right != Reference.Complete);
        context.RegisterSourceOutput(missing.Combine(context.CompilationProvider), static (output, d) =>
        {
            var (declaration, found) = d.Left;
            output.ReportDiagnostic(new DiagnosticInfo(
                GpuDescriptors.NoReference, declaration.GpuLocation, [declaration.Network, found == Reference.None ? "ILGPU and ILGPU.Algorithms" : "ILGPU.Algorithms"]).In(d.Right));
        });
    }
}
