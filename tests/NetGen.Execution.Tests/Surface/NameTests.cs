using Microsoft.CodeAnalysis;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Surface;

/// <summary>Whatever a user's types, namespaces and parameters are called, generated code means its own.</summary>
public class NameTests
{
    private const string Layers = "[NetGen.Network, NetGen.Input(33), NetGen.Dense(40), NetGen.Relu, NetGen.Dropout(0.2), NetGen.BatchNorm, NetGen.Dense(3), NetGen.Softmax, NetGen.CrossEntropyLoss]";

    private const string Images =
        "[NetGen.Network, NetGen.Input(8, 8, 3), NetGen.Conv2D(5, 3, Pad = 1), NetGen.Relu, NetGen.MaxPool2D(2), NetGen.ZeroPad2D(1), NetGen.Conv2D(4, 3, Stride = 2), NetGen.Flatten, NetGen.Dense(3), NetGen.CrossEntropyLoss]";

    /// <summary>Names that generated code uses, and more of the kind.</summary>
    private static readonly string[] Used =
    [
        "System", "NetGen", "Math", "MathF", "Span", "ReadOnlySpan", "Unsafe", "MethodImpl", "MethodImplAttribute", "MethodImplOptions", "MemoryMarshal", "BitOperations", "Vector128",
        "Vector256", "Vector512", "ArenaPool", "ConvolutionShape", "Depthwise", "IParallelRegion", "ISimd", "ImageCopy", "ImageLayout", "Philox", "Pooling", "Scratch", "Simd128", "Simd256",
        "Simd512", "PanelMemory", "SimdMath", "Strided", "TableRows", "WeightCopy", "WindowShape", "WindowTile", "WorkerPool", "Kernels", "Programs", "Parts", "Relu", "Identity", "IEpilogue", "Pass",
        "Batch", "ParameterSet", "GradientMode", "Description", "Graph", "Names", "Single", "Enumerable", "InvalidOperationException", "GeneratedCode", "CodeDom", "Runtime",
    ];

    [Fact]
    public void Types_beside_a_network_may_have_any_name() => Verify(
        $"namespace Types {{ {string.Concat(Used.Where(n => n is not ("System" or "NetGen")).Select(n => $"public class {n} {{ public static void Add() {{ }} }} "))}"
        + $"{Layers.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; }}");

    [Fact]
    public void Namespaces_beside_a_network_may_have_any_name() => Verify(
        $"namespace Spaces {{ {Images.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; {string.Concat(Used.Select(n => $"namespace {n} {{ public class Thing; }} "))} }}");

    [Fact]
    public void Members_of_the_types_around_a_network_may_have_any_name() => Verify(
        $"public partial class Around {{ {string.Concat(Used.Where(n => n is not ("NetGen" or "System")).Select((n, i) => i % 2 == 0 ? $"public class {n}; " : $"public static int {n} => 1; "))}"
        + $"{Images.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; }}");

    [Fact]
    public void Members_of_a_network_may_have_any_other_name() => Verify(
        $"{Layers} public sealed partial class Net {{ {string.Concat(Used.Where(n => n is not ("NetGen" or "System" or "Kernels" or "Programs" or "Graph" or "Description" or "Names"))
            .Select((n, i) => i % 3 == 0 ? $"private class {n}; " : i % 3 == 1 ? $"public static int {n} => 1; " : $"public void {n}() {{ }} "))} }}");

    [Fact]
    public void Networks_may_have_the_names_of_types_and_keywords()
    {
        string[] names = ["Unsafe", "Vector128", "MemoryMarshal", "Philox", "Math", "Parts", "System", "@class", "@record", "@required", "@file", "@scoped", "@partial", "@await", "Net_1", "名前"];
        Verify("namespace Nets {\n" + string.Concat(names.Select(n => $"{Layers.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class {n};\n")) + "}");
        // In the global namespace, where System is the framework's.
        Verify(string.Concat(names.Where(n => n != "System").Select(n => $"{Layers} public sealed partial class {n};\n")));
    }

    [Fact]
    public void Namespaces_of_keywords_and_of_the_framework_s_names() => Verify(
        $"namespace A.System.NetGen.@namespace.Runtime {{ {Layers.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; }}\n"
        + $"namespace System.Runtime.Own {{ {Layers.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; }}\n"
        + $"namespace NetGen.Own {{ {Layers.Replace("NetGen.", "global::NetGen.", StringComparison.Ordinal)} public sealed partial class Net; }}");

    [Fact]
    public void Files_of_networks_differ_even_where_their_names_hardly_do() => Verify(
        $"{Layers} public sealed partial class Net;\n{Layers} public sealed partial class nEt;\n"
        + $"namespace Inner {{ {Layers} public sealed partial class Net; public partial class Outer {{ {Layers} public sealed partial class Net; public partial class Deeper {{ {Layers} internal sealed partial class Net; }} }} }}\n"
        + $"namespace Inner.Outer2 {{ {Layers} public sealed partial class Net; }} namespace inner {{ {Layers} public sealed partial class Net; }}");

    [Fact]
    public void Parameters_of_Forward_may_have_any_name()
    {
        string[] names =
        [
            "Math", "Unsafe", "Programs", "Kernels", "Parameters", "Predict", "OutputLength", "Description", "Graph", "count", "arena", "capacity", "parts", "part", "first", "end", "samples", "sample",
            "result", "output", "@class", "@in", "pass", "mode", "batch", "memory", "parameters", "scores", "loss", "@this", "x0", "V", "T",
        ];
        Verify("using NetGen; using static NetGen.Layers;\n" + string.Concat(names.Select((n, i) => $$"""
            [Network, SquaredErrorLoss] public sealed partial class Net{{i}} { private static Tensor Forward([Shape(19)] Tensor {{n}}) => Dense(Relu(Dense({{n}}, 33)), 2); }

            """)));
    }

    /// <summary>They are in scope in all files of a program, where they may not be used.</summary>
    [Fact]
    public void Variables_and_functions_of_top_level_statements_may_have_any_name()
    {
        var library = GeneratorHarness.Compile("""
            const int Ahead = 3, MathF = 1;
            var Unsafe = Ahead;
            var (Math, WorkerPool) = (Unsafe, MathF);
            System.Console.WriteLine(Math + WorkerPool + SimdMath() + new Net().Predict(new float[19])[0] + new Images().Predict(new float[75])[0]);

            static int SimdMath() => 1;

            [Network, Input(19), Dense(70), Gelu, Dense(33), Softmax, CrossEntropyLoss] public sealed partial class Net;
            [Network, Input(5, 5, 3), Conv2D(5, 3), Relu, Flatten, Dense(3), CrossEntropyLoss] public sealed partial class Images;
            """);
        GeneratorHarness.Run(library.WithOptions(library.Options.WithOutputKind(OutputKind.ConsoleApplication))).Verify();
    }

    private static void Verify(string source) => GeneratorHarness.Run(source).Verify();
}
