using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Benchmarks.Suites;

namespace NetGen.Benchmarks;

/// <summary>
/// What networks with Forward cost the generator: after a keystroke in another file (the interpreter runs again, nothing behind the equality cut
/// does), how much of it the compiler takes to bind the methods, and when all is generated. A JSON line a network.
/// </summary>
internal static class ForwardCost
{
    private const string ResNet = """
        using NetGen;
        using static NetGen.Layers;
        [Network, CrossEntropyLoss]
        public sealed partial class ResNet
        {
            [Conv2D(16, 3, Pad = 1, Bias = false), BatchNorm, Relu]
            private static partial Tensor Stem(Tensor x);

            private static Tensor Forward([Shape(32, 32, 3)] Tensor image)
            {
                var x = Stem(image);
                for (int i = 0; i < BLOCKS; i++)
                    x = Block(x, filters: 16 << (i / (BLOCKS / 3)), stride: i is BLOCKS / 3 or 2 * (BLOCKS / 3) ? 2 : 1);
                return Dense(GlobalAveragePool2D(x), 10);
            }

            private static Tensor Block(Tensor x, int filters, int stride)
            {
                var y = Relu(BatchNorm(Conv2D(x, filters, 3, stride: stride, pad: 1, bias: false)));
                y = BatchNorm(Conv2D(y, filters, 3, pad: 1, bias: false));
                var skip = stride == 1 ? x : BatchNorm(Conv2D(x, filters, 1, stride: stride, bias: false));
                return Relu(y + skip);
            }
        }
        """;

    private const string Dense = """
        using NetGen;
        using static NetGen.Layers;
        [Network, CrossEntropyLoss]
        public sealed partial class Residual
        {
            private static Tensor Forward([Shape(64)] Tensor input)
            {
                var x = Relu(Dense(input, 32));
                for (int i = 0; i < BLOCKS; i++) x = Block(x, i / (BLOCKS / 3));
                return Dense(x, 10);
            }

            private static Tensor Block(Tensor x, int stage)
            {
                var y = BatchNorm(Dense(Relu(BatchNorm(Dense(x, 48 + 16 * stage, bias: false))), 32, bias: false));
                return Relu(x + y);
            }
        }
        """;

    public static void Run()
    {
        Time(() => GeneratorBenchmarks.Driver().RunGenerators(Compile(Dense, 3))); // warms up
        Line("resnet", ResNet, 9);
        Line("resnet", ResNet, 54);
        Line("dense", Dense, 9);
        Line("dense", Dense, 18);
        Line("dense", Dense, 54);
    }

    private static void Line(string name, string source, int blocks)
    {
        var compilation = Compile(source, blocks);
        List<double> generate = [], keystroke = [], binding = [];
        // Three times, or once where it takes long.
        for (int repeat = 0; repeat < 3 && generate.Sum() < 5000; repeat++) generate.Add(Time(() => GeneratorBenchmarks.Driver().RunGenerators(compilation)));
        var warm = GeneratorBenchmarks.Driver().RunGenerators(compilation);
        var elsewhere = CSharpSyntaxTree.ParseText("class Elsewhere { int x; }");
        for (int repeat = 0; repeat < 41; repeat++)
        {
            var edited = compilation.AddSyntaxTrees(elsewhere);
            keystroke.Add(Time(() => warm.RunGenerators(edited)));
            var same = compilation.AddSyntaxTrees(elsewhere);
            binding.Add(Time(() =>
            {
                var tree = same.SyntaxTrees[0];
                var model = same.GetSemanticModel(tree);
                foreach (var method in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()) Walk(model.GetOperation(method));
                model.GetDeclaredSymbol(tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First())!.GetAttributes();
            }));
        }
        var result = warm.GetRunResult();
        Console.WriteLine(new JsonObject
        {
            ["kind"] = "forward", ["network"] = name, ["blocks"] = blocks, ["generate_ms"] = Median(generate), ["keystroke_ms"] = Median(keystroke),
            ["binding_ms"] = Median(binding), ["lines"] = result.GeneratedTrees.Sum(t => t.GetText().Lines.Count),
            ["errors"] = string.Join(", ", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id).Distinct()),
        }.ToJsonString());
    }

    private static CSharpCompilation Compile(string source, int blocks) =>
        GeneratorBenchmarks.Compile(source.Replace("BLOCKS", blocks.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static void Walk(IOperation? operation)
    {
        if (operation is null) return;
        foreach (var child in operation.ChildOperations) Walk(child);
    }

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return Measurement.Round(values[values.Count / 2]);
    }
}
