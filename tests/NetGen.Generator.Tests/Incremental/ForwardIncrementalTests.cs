using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NetGen.Compiler;

namespace NetGen.Tests.Incremental;

/// <summary>What is computed again after an edit, where a network's methods are in several files.</summary>
public class ForwardIncrementalTests
{
    private const string Network = """
        using static NetGen.Layers;
        namespace Models;

        [Network, CrossEntropyLoss]
        public sealed partial class Net
        {
            [Dense(6), Relu] private static partial Tensor Stem(Tensor x);
            [Elementwise] private static float Swish(float x) => x / (1 + MathF.Exp(-x));
            [Entry] private static Tensor Embed([Shape(8)] Tensor x) => Stem(x);
            private static Tensor Forward([Shape(8)] Tensor x) => Softmax(Dense(Map(Swish, Blocks.Block(Embed(x))), 3));
        }
        """;

    private const string Helpers = """
        using static NetGen.Layers;
        namespace Models;

        public static class Blocks
        {
            public static Tensor Block(Tensor x) => x + Dense(x, 6);

            public static int Unused() => 1;
        }
        """;

    [Fact]
    public void AnEditOfAHelperInAnotherFileIsSeen()
    {
        var (before, after) = Edit(Helpers.Replace("x + Dense(x, 6)", "x + Dense(Dense(x, 7), 6)", StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(after));
        Assert.NotEqual(Definition(before), Definition(after));
    }

    [Theory]
    [InlineData("Unused() => 1", "Unused() => 2")]
    [InlineData("public static Tensor Block", "// a comment\n    public static Tensor Block")]
    public void AnUnrelatedEditComputesNothingAfterTheCut(string old, string replacement)
    {
        var (_, after) = Edit(Helpers.Replace(old, replacement, StringComparison.Ordinal));
        Assert.Equal([IncrementalStepRunReason.Cached], Reasons(after));
        Assert.All(
            after.Results[0].TrackedOutputSteps.SelectMany(p => p.Value).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Theory]
    [InlineData(TrackingNames.Declarations)]
    [InlineData(TrackingNames.Networks)]
    public void NoRoslynObjectIsReachable(string step)
    {
        var (before, _) = Edit(Helpers);
        foreach (object model in before.Results[0].TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Value))
            ObjectGraph.AssertHoldsNone(
                model, [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(IOperation), typeof(Compilation), typeof(SemanticModel), typeof(Location), typeof(AttributeData), typeof(Delegate)]);
    }

    private static (GeneratorDriverRunResult Before, GeneratorDriverRunResult After) Edit(string helpers)
    {
        var compilation = GeneratorHarness.Compile(Network);
        var tree = CSharpSyntaxTree.ParseText(Helpers, (CSharpParseOptions)compilation.SyntaxTrees[0].Options, "Helpers.cs", System.Text.Encoding.UTF8);
        compilation = compilation.AddSyntaxTrees(tree);
        var driver = GeneratorHarness.Driver(compilation).RunGenerators(compilation);
        var before = driver.GetRunResult();
        Assert.Empty(before.Diagnostics);
        var edited = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(helpers, System.Text.Encoding.UTF8)));
        return (before, driver.RunGenerators(edited).GetRunResult());
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorDriverRunResult result) =>
        [.. result.Results[0].TrackedSteps[TrackingNames.Networks].SelectMany(s => s.Outputs).Select(o => o.Reason)];

    private static object Definition(GeneratorDriverRunResult result) => result.Results[0].TrackedSteps[TrackingNames.Networks].SelectMany(s => s.Outputs).Select(o => o.Value).Single();
}
