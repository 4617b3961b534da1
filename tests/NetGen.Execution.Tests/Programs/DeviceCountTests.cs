using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Programs;

/// <summary>
/// The table in docs/gpu.md: what a training step costs a device, counted from the programs. Bytes are those of every operand and result of every launch once, as if each
/// launch began with empty caches and read nothing twice.
/// </summary>
public class DeviceCountTests
{
    private const string Networks = """
        // Their presence says that the package is: so kernels are printed.
        namespace ILGPU { public struct KernelConfig; }
        namespace ILGPU.Algorithms { public static class XMath; }

        namespace Counted
        {
        using static NetGen.Layers;

        [Network, Gpu, Input(784), Dense(128), Relu, Dense(64), Relu, Dense(10), Softmax, CrossEntropyLoss] public sealed partial class Mlp;

        [Network, Gpu, Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same), Relu, MaxPool2D(2), Conv2D(16, 5), Relu, MaxPool2D(2), Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class LeNet;

        [Network, Gpu, Input(32, 32, 3)]
        [Conv2D(32, 3, Pad = 1), BatchNorm, Relu, MaxPool2D(2), Conv2D(64, 3, Pad = 1), BatchNorm, Relu, MaxPool2D(2), Flatten, Dense(128), Relu, Dropout(0.5), Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Cnn;

        [Network, Gpu, CrossEntropyLoss]
        public sealed partial class Transformer
        {
            private static Tensor Forward([Shape(64)] IntTensor tokens)
            {
                var x = PositionEmbedding(Embedding(tokens, 65, 128));
                for (int i = 0; i < 2; i++)
                {
                    x += MultiHeadAttention(LayerNorm(x), 4, causal: true);
                    x += Dense(Gelu(Dense(LayerNorm(x), 512)), 128);
                }
                return Dense(LayerNorm(x), 65);
            }
        }
        }
        """;

    [Fact]
    public void TheTableIsWhatProgramsDo()
    {
        var run = GeneratorHarness.Run(Networks);
        string table = string.Concat(Row(run, "Mlp", "784-128-64-10", 64, 784 + 2), Row(run, "LeNet", "LeNet-5", 64, 784 + 2), Row(run, "Cnn", "two convolutions with batch normalisation, 32 x 32 x 3", 32, 3072 + 2),
            Row(run, "Transformer", "Transformer, 64 characters, 128 features, 4 heads, 2 blocks", 16, 64 + 64 + 1));
        string path = Path.GetFullPath(Path.Combine(Folder(), "../../../docs/gpu.md"));
        const string Begin = "<!-- counts -->\n", End = "<!-- end -->";
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = page.IndexOf(End, StringComparison.Ordinal);
        string expected = """
            | network | batch | launches | of products | multiply-adds of products | bytes read | bytes written | bytes from the processor | bytes to it |
            |---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n") + table;
        if (Environment.GetEnvironmentVariable("NETGEN_ACCEPT_SNAPSHOTS") == "1") File.WriteAllText(path, page[..from] + expected + page[to..]);
        else Assert.Equal(expected, page[from..to]);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    private static bool IsProduct(KernelCall call) => call is ProductCall or ConvolutionCall or MovementCall { Operation: AttentionOperation or AttentionGradientOperation };

    /// <summary>The launches of a step by class indices in the printed program.</summary>
    private static int Launches(GeneratorRun run, string network)
    {
        string text = run.Sources.Single(s => s.Key.EndsWith(network + ".Gpu.Programs.g.cs", StringComparison.Ordinal)).Value;
        int begin = text.IndexOf("float RunStepIndices(", StringComparison.Ordinal), end = text.IndexOf("return Loss(", begin, StringComparison.Ordinal);

        // Gradients of inputs are launched where somebody wants them.
        return Regex.Replace(text[begin..end], @"if \(\w+\.Length > 0\)\s*\{[^}]*\}", "").Split("_launch.").Length - 1;
    }

    private static string Row(GeneratorRun run, string network, string name, int batch, int columns)
    {
        var program = Compiled.Program(run, network, "stepIndices");
        var calls = program.Calls.Where(c => (c.Needs & (Need.Always | Need.Parameters)) != 0).ToArray();
        long read = 0, written = 0, products = 0;
        foreach (var call in calls)
        {
            var (r, w) = Traffic(call);
            read += r;
            written += w;
            if (IsProduct(call)) products += call.Work / 2 * batch;
        }
        // Adam reads weights, gradients and two moments, and writes all but the gradients.
        long parameters = ParameterPlan.Of(Compiled.Module(run, network)).Length;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {batch} | {Launches(run, network) + 1} | {calls.Count(IsProduct)} | {products:N0} | {4 * (read + 4 * parameters):N0} | {4 * (written + 3 * parameters):N0} | {4 * batch * columns:N0} | 4 |\n");

        long Elements(Extent extent) => (long)extent.Factor * (extent.Batched ? batch : 1);

        long Image(Extent samples, Strides image) => Elements(samples) * image.Sizes.Aggregate(1L, (a, b) => a * b);

        (long Read, long Written) Traffic(KernelCall call)
        {
            switch (call)
            {
                case ProductCall { Kind: LoweredKind.WeightGradient } p: return (Elements(p.Rows) * (p.Inputs + p.Outputs), (long)p.Inputs * p.Outputs + (p.Bias is null ? 0 : p.Outputs));
                case ProductCall p:
                    return (Elements(p.Rows) * p.Inputs + (long)p.Inputs * p.Outputs + (p.Bias is null ? 0 : p.Outputs) + (p.Residual is null ? 0 : Elements(p.Rows) * p.Outputs), Elements(p.Rows) * p.Outputs);
                case ConvolutionCall { Kind: LoweredKind.ConvolutionWeightGradient } c: return (Image(c.Samples, c.XStrides) + Image(c.Samples, c.OtherStrides!), c.Weights.Length);
                case ConvolutionCall c: return (Image(c.Samples, c.XStrides) + c.Weights.Length + (c.Residual is null ? 0 : Image(c.Samples, c.ResultStrides!)), Image(c.Samples, c.ResultStrides!));
                case MovementCall m: return (m.OperandStrides.Sum(s => Image(m.Samples, s)), Image(m.Samples, m.ResultStrides));
                case RoutineCall r when r.Arguments.Count == 3:
                    // Rows of a table, and their indices.
                    long rows = Elements(r.Numbers[0]) * r.Numbers[1].Factor, length = r.Numbers[5].Factor;
                    return (rows * (length + 1), rows * length);
                case RoutineCall r: return (Elements(r.Numbers[0]) * r.Numbers[1].Factor, Elements(r.Numbers[0]) * r.Numbers[1].Factor);
                case RandomCall r: return (0, (long)r.Elements * batch);
                case LoopCall l:
                    long reads = 0, writes = 0;
                    for (int i = 0; i < l.Arguments.Count; i++)
                    {
                        if (l.Kernel.Operands[i].IsBatchSize) continue;
                        long elements = Enumerable.Range(0, l.Sizes.Count).Where(loop => l.Kernel.Step(i, loop, l.Strides) != 0).Aggregate(1L, (n, loop) => n * Elements(l.Sizes[loop]));
                        if (l.Kernel.Operands[i].IsWritten) writes += elements;
                        else reads += elements;
                    }
                    return (reads, writes);
                default: throw new NotSupportedException(call.ToString());
            }
        }
    }
}
