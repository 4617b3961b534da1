using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using NetGen.Compiler;

namespace NetGen.Tests.Incremental;

/// <summary>What is computed again after an edit.</summary>
public class IncrementalTests
{
    private const string Networks = """
        namespace Models;

        [Network, Input(8), Dense(6), BatchNorm, Relu, Dropout(0.1), Dense(3), Softmax, CrossEntropyLoss(ClassWeights = [1, 2, 3]), L2(1e-4)]
        public partial class First;

        [Network, Input(8), Dense(3), SquaredErrorLoss]
        public partial class Second;
        """;

    [Fact]
    public void TheSameCompilationComputesNothing()
    {
        var compilation = GeneratorHarness.Compile(Networks);
        var second = GeneratorHarness.Driver(compilation).RunGenerators(compilation).RunGenerators(compilation.Clone()).GetRunResult();
        AssertCached(second);
    }

    [Fact]
    public void AnEditInAnotherFileComputesNothing()
    {
        var compilation = GeneratorHarness.Compile(Networks);
        var edited = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "namespace Models; public static class Other { public static int Two => 2; }", (CSharpParseOptions)compilation.SyntaxTrees[0].Options, "Other.cs"));
        AssertCached(GeneratorHarness.Driver(compilation).RunGenerators(compilation).RunGenerators(edited).GetRunResult());
    }

    [Fact]
    public void AnEditAboveTheClassesComputesNothingAfterTheCut()
    {
        var (result, _) = Edit(Networks, text => "// a comment that moves everything\n\n" + text);
        AssertCached(result);
    }

    [Fact]
    public void AnEditOfOneNetworkLeavesTheOther()
    {
        var (result, run) = Edit(Networks, text => text.Replace("Dense(6)", "Dense(7)", StringComparison.Ordinal));
        var reasons = Reasons(result, TrackingNames.Networks);
        Assert.Equal([IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached], reasons);
        Assert.All(OutputReasons(result).Where(o => o.Network == "Second"), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
        run.Verify();
    }

    [Fact]
    public void ADiagnosticMovesWithItsCodeAndTheDefinitionStays()
    {
        string source = Networks.Replace("Dense(6)", "Dense(0)", StringComparison.Ordinal);
        var (result, run) = Edit(source, text => "// moved\n" + text);
        Assert.Equal([IncrementalStepRunReason.Cached, IncrementalStepRunReason.Cached], Reasons(result, TrackingNames.Networks));
        Assert.Contains(IncrementalStepRunReason.Modified, Reasons(result, TrackingNames.Diagnostics));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("0", run.Output.SyntaxTrees[0].ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
    }

    [Fact]
    public void DefinitionsOfEqualSourceAreEqual()
    {
        var first = ModelOf(GeneratorHarness.Run(Networks).Driver.GetRunResult(), TrackingNames.Networks);
        var second = ModelOf(GeneratorHarness.Run("\n\n" + Networks).Driver.GetRunResult(), TrackingNames.Networks);
        Assert.Equal(2, first.Length);
        Assert.Equal(first, second);
        Assert.Equal(first.Select(n => n.GetHashCode()), second.Select(n => n.GetHashCode()));
        Assert.NotEqual(first[0], first[1]);
    }

    [Theory]
    [InlineData(TrackingNames.Declarations)]
    [InlineData(TrackingNames.Networks)]
    [InlineData(TrackingNames.Diagnostics)]
    [InlineData(TrackingNames.DebugBuilds)]
    public void NoRoslynObjectIsReachable(string step)
    {
        string source = Networks + " [Network, Input(4), Dense(0)] public partial class Wrong; [Network, Input(4), Flatten, Dense(3, L1 = 1, Name = \"x\")] public partial class Third;";
        var compilation = GeneratorHarness.Compile(source, optimization: OptimizationLevel.Debug);
        var models = ModelOf(GeneratorHarness.Run(compilation).Driver.GetRunResult(), step);
        Assert.NotEmpty(models);
        foreach (object model in models) ObjectGraph.AssertHoldsNone(
            model, [typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference), typeof(Compilation), typeof(SemanticModel), typeof(Location), typeof(AttributeData), typeof(Delegate)]);
    }

    [Fact]
    public void TheWalkFindsWhatItLooksFor() => Assert.ThrowsAny<Exception>(() => ObjectGraph.AssertHoldsNone(
        new { Inner = new List<object> { Tuple.Create("x", Location.None) } }, [typeof(Location)]));

    private static (GeneratorDriverRunResult Result, GeneratorRun Run) Edit(string source, Func<string, string> edit)
    {
        var compilation = GeneratorHarness.Compile(source);
        var driver = GeneratorHarness.Driver(compilation).RunGenerators(compilation);
        var tree = compilation.SyntaxTrees[0];
        var edited = compilation.ReplaceSyntaxTree(tree, tree.WithChangedText(SourceText.From(edit(source), System.Text.Encoding.UTF8)));
        driver = driver.RunGeneratorsAndUpdateCompilation(edited, out var output, out var diagnostics);
        return (driver.GetRunResult(), new GeneratorRun(edited, (CSharpCompilation)output, diagnostics, driver));
    }

    private static void AssertCached(GeneratorDriverRunResult result)
    {
        Assert.All(Reasons(result, TrackingNames.Networks), r => Assert.Equal(IncrementalStepRunReason.Cached, r));
        var outputs = OutputReasons(result);
        Assert.NotEmpty(outputs);
        Assert.All(outputs, o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    private static IncrementalStepRunReason[] Reasons(GeneratorDriverRunResult result, string step) =>
        [.. result.Results[0].TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Reason)];

    private static (string Network, IncrementalStepRunReason Reason)[] OutputReasons(GeneratorDriverRunResult result) =>
    [
        .. result.Results[0].TrackedOutputSteps.SelectMany(p => p.Value).SelectMany(s => s.Outputs.Select(o => (
            s.Inputs.Select(i => i.Source.Outputs[i.OutputIndex].Value).OfType<Compiler.Declaration.NetworkDefinition>().FirstOrDefault()?.Type.Name ?? "", o.Reason))),
    ];

    private static object[] ModelOf(GeneratorDriverRunResult result, string step) =>
        [.. result.Results[0].TrackedSteps[step].SelectMany(s => s.Outputs).Select(o => o.Value)];
}
