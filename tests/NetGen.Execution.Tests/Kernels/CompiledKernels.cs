using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Graph;

namespace NetGen.Execution.Tests.Kernels;

/// <summary>Two matrices in, one vector and one matrix in or out, as every product has them.</summary>
public delegate void ProductCall<T>(Span<T> a, int lda, Span<T> b, int ldb, Span<T> c, Span<T> d, int rows);

/// <summary>Emitted kernels, compiled as a user's project compiles them, for one of the three vector widths whatever the machine has.</summary>
internal sealed class CompiledKernels
{
    private readonly Type _host;

    public CompiledKernels(Compiler.Graph.Precision precision, int bits, IReadOnlyList<ContractionKernel> kernels)
    {
        string type = precision == Compiler.Graph.Precision.Single ? "float" : "double";
        var writer = new CodeWriter();
        writer.Line("#nullable enable");
        foreach (string name in ContractionKernels.Usings) writer.Line($"using {name};");
        using (writer.Braces("public static class Host"))
        {
            writer.Line("public static int First = 0, End = int.MaxValue;");
            for (int i = 0; i < kernels.Count; i++)
            {
                using var _ = writer.Braces($"public static void Call{i}(Span<{type}> a, int lda, Span<{type}> b, int ldb, Span<{type}> c, Span<{type}> d, int rows)");
                writer.Line(Call(kernels[i]));
            }
            using (writer.Braces("private static class Kernels")) ContractionKernels.Emit(writer, kernels, precision, []);
        }
        Text = writer.ToString();
        string text = Text;
        if (bits == 512) text = text.Replace("Vector512.IsHardwareAccelerated", "true");
        if (bits <= 256) text = text.Replace("Vector512.IsHardwareAccelerated", "!Vector128.IsHardwareAccelerated");
        if (bits <= 128) text = text.Replace("Vector256.IsHardwareAccelerated", "!Vector128.IsHardwareAccelerated");
        Image = Compile(text);
        _host = Assembly.Load(Image).GetType("Host")!;
    }

    public string Text { get; }

    public byte[] Image { get; }

    /// <summary>The units that weight gradients compute from now on.</summary>
    public void SetUnits(int first, int end)
    {
        _host.GetField("First")!.SetValue(null, first);
        _host.GetField("End")!.SetValue(null, end);
    }

    public ProductCall<T> Product<T>(int kernel) => _host.GetMethod($"Call{kernel}")!.CreateDelegate<ProductCall<T>>();

    /// <summary>Forward: a = x, b = y, c = bias, d = panels. WeightGradient: a = x, b = dy, c = the bias's gradient, d = panels.</summary>
    private static string Call(ContractionKernel kernel)
    {
        static string First(string span) => $"ref MemoryMarshal.GetReference({span})";
        string? bias = kernel.HasBias ? First("c") : null;
        return kernel.Kind == ContractionKind.Forward
            ? kernel.CallForward(First("a"), "lda", First("d"), bias, First("b"), "ldb", "rows")
            : kernel.CallWeightGradient(First("a"), "lda", First("b"), "ldb", First("d"), bias, "rows", "First", "End");
    }

    internal static byte[] Compile(string text)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "Kernels" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp13))],
            references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error,
                // Where a width is forced, the branches of others are unreachable.
                specificDiagnosticOptions: [new("CS0162", ReportDiagnostic.Suppress)]));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0)
            Assert.Fail(string.Join('\n', errors.Take(10)) + "\n" + string.Join('\n', text.Split('\n').Select((line, i) => $"{i + 1,4} {line}")));
        return image.ToArray();
    }
}
