using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Programs;

/// <summary>
/// What networks become is small: lines cost the user's compiler time, and methods of more than 8 KB of IL the JIT compiler's registers. And it grows in
/// proportion to the number of layers.
/// </summary>
public class CodeSizeTests
{
    private const int MostIl = 8192;

    private const string Networks = """
        using static NetGen.Layers;

        [Network, Input(784)]
        [Dense(128), Relu, Dense(64), Relu, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Classifier;

        [Network, Input(97)]
        [Dense(33), Tanh, Dense(17), Tanh, Dense(5)]
        [MeanSquaredErrorLoss]
        public sealed partial class Regression;

        [Network, Input(2)]
        [Dense(8), Tanh, Dense(1)]
        [SquaredErrorLoss]
        public sealed partial class Xor;

        [Network, Input(28, 28, 1)]
        [Conv2D(6, 5, Padding = Padding.Same), Relu, MaxPool2D(2), Conv2D(16, 5), Relu, MaxPool2D(2)]
        [Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class LeNet;

        [Network, Input(32, 32, 3)]
        [Conv2D(32, 3, Pad = 1), BatchNorm, Relu, MaxPool2D(2), Conv2D(64, 3, Pad = 1), BatchNorm, Relu, MaxPool2D(2)]
        [Flatten, Dense(128), Relu, Dropout(0.5), Dense(10), Softmax]
        [CrossEntropyLoss]
        public sealed partial class Cnn;

        [Network, Input(227, 227, 3)]
        [Conv2D(96, 11, Stride = 4), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2)]
        [Conv2D(256, 5, Pad = 2, Groups = 2), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2)]
        [Conv2D(384, 3, Pad = 1), Relu, Conv2D(384, 3, Pad = 1, Groups = 2), Relu, Conv2D(256, 3, Pad = 1, Groups = 2), Relu, MaxPool2D(3, Stride = 2)]
        [Flatten, Dense(4096), Relu, Dropout(0.5), Dense(4096), Relu, Dropout(0.5), Dense(1000), Softmax]
        [CrossEntropyLoss]
        public sealed partial class AlexNet;

        [Network, Input(40)]
        _STACK_
        [Dense(10), Softmax, CrossEntropyLoss]
        public sealed partial class Deep;
        """;

    private static readonly Lazy<GeneratorRun> Compiled = new(() => GeneratorHarness.Run(Networks.Replace("_STACK_", Stack(40), StringComparison.Ordinal)).Verify());

    /// <summary>Layers of different widths, each with what most networks have between them.</summary>
    private static string Stack(int layers) =>
        string.Concat(Enumerable.Range(0, layers).Select(i => FormattableString.Invariant($"[Dense({33 + 16 * (i % 5)}), BatchNorm, Gelu, Dropout(0.1)]\n")));

    private static int Lines(GeneratorRun run, string network) => run.Sources.Where(s => s.Key.StartsWith(network + ".", StringComparison.Ordinal)).Sum(s => s.Value.Count(c => c == '\n'));

    [Fact]
    public void Methods_are_at_most_eight_kilobytes_of_IL()
    {
        using var image = new MemoryStream();
        Assert.True(Compiled.Value.Output.Emit(image).Success);
        image.Position = 0;
        using var assembly = new PEReader(image);
        var metadata = assembly.GetMetadataReader();
        var methods = metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0).ToArray();
        Assert.True(methods.Length > 800);
        Assert.All(methods, m =>
        {
            int bytes = assembly.GetMethodBody(m.RelativeVirtualAddress).GetILBytes()!.Length;
            string name = metadata.GetString(metadata.GetTypeDefinition(m.GetDeclaringType()).Name) + "." + metadata.GetString(m.Name);
            Assert.True(bytes <= MostIl, $"{name}: {bytes} bytes.");
        });
    }

    // What three dense layers become is to stay under 1,500 lines.
    [Theory]
    [InlineData("Classifier", 1450)]
    [InlineData("Regression", 1250)]
    [InlineData("Xor", 700)]
    [InlineData("LeNet", 2400)]
    [InlineData("Cnn", 2700)]
    [InlineData("AlexNet", 3600)]
    public void Networks_become_few_lines(string network, int most) => Assert.InRange(Lines(Compiled.Value, network), 1, most);

    // What a sample's project becomes is to stay under 5,000 lines; these are the largest.
    [Theory]
    [InlineData("FashionMnist", 1450)]
    [InlineData("LeNet5", 4999)]
    [InlineData("ResNet20", 4999)]
    [InlineData("DenseNet", 4999)]
    [InlineData("Autoencoder", 4999)]
    [InlineData("SentimentBiGru", 4999)]
    public void Samples_become_few_lines(string sample, int most)
    {
        string samples = Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../samples");
        string[] files = [.. Directory.GetFiles(Path.Combine(samples, sample), "*.cs"), .. Directory.GetFiles(Path.Combine(samples, "Shared"), "*.cs"), Path.Combine(samples, "KerasCifar/Shapes.cs")];
        var compilation = GeneratorHarness.Compile("");
        compilation = compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication))
            .AddSyntaxTrees(files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), (CSharpParseOptions)compilation.SyntaxTrees[0].Options, f)));
        var run = GeneratorHarness.Run(compilation);
        Assert.DoesNotContain(run.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.InRange(run.Sources.Values.Sum(s => s.Count(c => c == '\n')), 1000, most);
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [Fact]
    public void Lines_and_bytes_grow_at_most_in_proportion_to_the_layers()
    {
        // Beyond the first layers all kernels are there: each further layer adds the same, or a little less, where its steps are those of another.
        var runs = new[] { 10, 20, 40 }.Select(n => GeneratorHarness.Run($"[Network, Input(40)]\n{Stack(n)}[Dense(10), Softmax, CrossEntropyLoss]\npublic sealed partial class Deep;")).ToArray();
        int[] lines = [.. runs.Select(r => Lines(r, "Deep"))];
        int[] bytes = [.. runs.Select(r => r.Sources.Sum(s => s.Value.Length))];
        foreach (int[] size in new[] { lines, bytes })
        {
            double ratio = (size[2] - size[1]) / (2.0 * (size[1] - size[0]));
            Assert.True(ratio is > 0.75 and < 1.1, $"{string.Join(", ", size)}: {ratio}");
        }
    }
}
