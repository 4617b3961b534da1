using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler;

namespace NetGen.Benchmarks.Suites;

/// <summary>
/// What the generator costs at build time, against the number of layers (it must grow linearly), and after a keystroke elsewhere, when
/// nothing behind the equality cut may run.
/// </summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _edited = null!;
    private GeneratorDriver _warm = null!;

    [Params(3, 10, 30, 100)]
    public int Layers { get; set; }

    /// <summary>A stack of dense layers of distinct widths, each with an activation.</summary>
    internal static string Source(int layers)
    {
        var text = new StringBuilder("using NetGen;\n[Network, Input(64)]\n");
        for (int i = 0; i < layers; i++) text.Append($"[Dense({16 + i % 40}), Relu]\n");
        return text.Append("[Dense(10), Softmax]\n[CrossEntropyLoss]\npublic sealed partial class Stack;\n").ToString();
    }

    /// <summary>A stack of convolutions, each with a normalisation and an activation.</summary>
    internal static string Convolutions(int layers)
    {
        var text = new StringBuilder("using NetGen;\n[Network, Input(16, 16, 3)]\n");
        for (int i = 0; i < layers; i++) text.Append($"[Conv2D({16 + 16 * (i % 3)}, 3, Pad = 1), BatchNorm, Relu]\n");
        return text.Append("[GlobalAveragePool2D, Dense(10), Softmax]\n[CrossEntropyLoss]\npublic sealed partial class Stack;\n").ToString();
    }

    /// <summary>AlexNet (Krizhevsky et al., 2012) in its two groups: 61 million parameters.</summary>
    internal const string AlexNet = """
        using NetGen;
        [Network, Input(227, 227, 3)]
        [Conv2D(96, 11, Stride = 4), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2)]
        [Conv2D(256, 5, Pad = 2, Groups = 2), Relu, LocalResponseNorm(5, Alpha = 5e-4, K = 2), MaxPool2D(3, Stride = 2)]
        [Conv2D(384, 3, Pad = 1), Relu, Conv2D(384, 3, Pad = 1, Groups = 2), Relu, Conv2D(256, 3, Pad = 1, Groups = 2), Relu, MaxPool2D(3, Stride = 2)]
        [Flatten, Dense(4096), Relu, Dropout(0.5), Dense(4096), Relu, Dropout(0.5), Dense(1000), Softmax]
        [CrossEntropyLoss]
        public sealed partial class AlexNet;
        """;

    internal static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Benchmark", [CSharpSyntaxTree.ParseText(source)], References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    internal static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(new NetworkGenerator());

    [GlobalSetup]
    public void Setup()
    {
        _compilation = Compile(Source(Layers));
        _edited = _compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Elsewhere { int x; }"));
        _warm = Driver().RunGenerators(_compilation);
    }

    [Benchmark]
    public GeneratorDriver Generate() => Driver().RunGenerators(_compilation);

    [Benchmark]
    public GeneratorDriver KeystrokeElsewhere() => _warm.RunGenerators(_edited);
}
