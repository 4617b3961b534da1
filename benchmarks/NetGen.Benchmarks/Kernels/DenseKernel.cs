using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;

namespace NetGen.Benchmarks.Kernels;

/// <summary>The three products of a dense layer.</summary>
public enum DenseDirection
{
    /// <summary>With bias and ReLU.</summary>
    Forward,

    /// <summary>The gradient of the input, with the transposed weights.</summary>
    InputGradient,

    /// <summary>The gradient of the weights and the bias.</summary>
    WeightGradient,
}

/// <summary>A product of a dense layer by itself, emitted and compiled as in a user's project, with memory of its own.</summary>
internal sealed class DenseKernel
{
    private delegate void Product(Span<float> a, int lda, Span<float> b, int ldb, Span<float> bias, Span<float> panels, int rows);

    private DenseKernel(Action run, long flops)
    {
        Run = run;
        Flops = flops;
    }

    public Action Run { get; }

    /// <summary>Multiplications and additions of the product, padding not counted.</summary>
    public long Flops { get; }

    /// <summary>The study's sizes: rows, inputs, outputs.</summary>
    public static readonly (int Rows, int Inputs, int Outputs)[] Sizes =
        [(64, 784, 128), (128, 784, 1024), (128, 1024, 1024), (64, 64, 64), (64, 128, 10), (1, 784, 128)];

    public static DenseKernel Create(DenseDirection direction, int rows, int inputs, int outputs)
    {
        var (from, to) = direction == DenseDirection.InputGradient ? (outputs, inputs) : (inputs, outputs);
        var kernel = new ContractionKernel(
            direction == DenseDirection.WeightGradient ? ContractionKind.WeightGradient : ContractionKind.Forward, Compiler.Graph.Precision.Single, from, to,
            HasBias: direction != DenseDirection.InputGradient, direction == DenseDirection.Forward ? Expression.Unary(x => Scalar.Max(x, 0)) : null);
        var product = Compile(kernel);
        int lda = (from + 15) / 16 * 16, ldb = (to + 15) / 16 * 16;
        Memory<float> a = Numbers(rows * lda), b = Numbers(rows * ldb), bias = Numbers(to + 32), panels = Numbers((to + 32) * from);
        return new DenseKernel(() => product(a.Span, lda, b.Span, ldb, bias.Span, panels.Span, rows), 2L * rows * inputs * outputs);
    }

    /// <summary>Numbers that begin at a cache line, as arenas and parameters do.</summary>
    public static Memory<float> Numbers(int length)
    {
        const int Line = 64;
        var random = new Random(length);
        var array = GC.AllocateArray<float>(length + Line / sizeof(float), pinned: true);
        int start = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) & (Line - 1)) / sizeof(float);
        var numbers = array.AsMemory(start, length);
        foreach (ref float x in numbers.Span) x = random.NextSingle() - 0.5f;
        return numbers;
    }

    private static Product Compile(ContractionKernel kernel)
    {
        var writer = new CodeWriter();
        foreach (string name in ContractionKernels.Usings) writer.Line($"using {name};");
        using (writer.Braces("public static class Host"))
        {
            using (writer.Braces("public static void Run(Span<float> a, int lda, Span<float> b, int ldb, Span<float> bias, Span<float> panels, int rows)"))
            {
                writer.Line("ref float x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b), w = ref MemoryMarshal.GetReference(panels), c = ref MemoryMarshal.GetReference(bias);");
                string? bias = kernel.HasBias ? "ref c" : null;
                writer.Line(kernel.Kind == ContractionKind.Forward
                    ? kernel.CallForward("ref x", "lda", "ref w", bias, "ref y", "ldb", "rows")
                    : kernel.CallWeightGradient("ref x", "lda", "ref y", "ldb", "ref w", bias, "rows", "0", "int.MaxValue"));
            }
            using (writer.Braces("private static class Kernels")) ContractionKernels.Emit(writer, [kernel], Compiler.Graph.Precision.Single, []);
        }
        return Compile(writer.ToString()).CreateDelegate<Product>();
    }

    /// <summary>The method <c>Host.Run</c> of a source, optimised.</summary>
    public static MethodInfo Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "Kernel" + Guid.NewGuid().ToString("N"), [CSharpSyntaxTree.ParseText(source)], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        if (!result.Success) throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5)));
        return Assembly.Load(image.ToArray()).GetType("Host")!.GetMethod("Run")!;
    }
}
