using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace NetGen.Tests.Interpretation;

/// <summary>docs/language.md: its examples compile, its functions are all there, its flowchart is what is printed.</summary>
public partial class LanguagePageTests
{
    private static readonly string Page = File.ReadAllText(Path.GetFullPath(Path.Combine(Here(), "../../../../docs/language.md"))).ReplaceLineEndings("\n");

    private static string Here([CallerFilePath] string file = "") => file;

    [Fact]
    public void ExamplesCompile()
    {
        string[] examples = [.. CodeBlock().Matches(Page).Select(m => m.Groups[1].Value)];
        Assert.InRange(examples.Length, 8, 30);
        for (int i = 0; i < examples.Length; i++)
        {
            var run = GeneratorHarness.Run(examples[i]).Verify();
            Assert.True(run.Diagnostics.IsEmpty, examples[i] + string.Join('\n', run.Diagnostics));
            Assert.All(Forwards.DefinitionsOf(run), d => Assert.False(d.HasErrors, examples[i]));
        }
    }

    /// <summary>Every function of the language that is no layer is named on the page.</summary>
    [Fact]
    public void EveryFunctionIsListed() => Assert.All(
        Compiler.Declaration.Interpretation.LanguageTable.Names, name => Assert.Matches($@"`[^`]*\b{name}\b[^`]*`", Page));

    [Fact]
    public void TheFlowchartIsTheOneThatIsPrinted()
    {
        var run = GeneratorHarness.Run("[Network, Input(4), Dense(3), Relu] public sealed partial class Net;", properties: ("NetGenPrintPasses", "true")).Verify();
        string passes = run.Sources["Net.Passes.g.cs"];
        string chart = Page[(Page.IndexOf("```mermaid\n", StringComparison.Ordinal) + 11)..Page.LastIndexOf("```", StringComparison.Ordinal)];
        Assert.Contains(string.Concat(chart.TrimEnd('\n').Split('\n').Select(l => "/// " + l.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;") + "\n")), passes, StringComparison.Ordinal);
    }

    /// <summary>Each pass has its section, and nothing is printed unasked.</summary>
    [Fact]
    public void PassesArePrintedOnRequest()
    {
        const string source = "namespace Deep; [Network, Input(4), Dense(30), Relu, Dense(40), Softmax, CrossEntropyLoss] public sealed partial class Net;";
        var run = GeneratorHarness.Run(source, properties: ("NetGenPrintPasses", "true")).Verify();
        string passes = run.Sources["Deep.Net.Passes.g.cs"];
        foreach (string section in (string[])["==== declared", "==== with the loss and gradients", "==== in canonical form", "==== fused: ", "==== as calls", "// function stepIndices", "// lowered stepIndices", "// fused stepIndices", "// program stepIndices"])
            Assert.Contains(section, passes, StringComparison.Ordinal);
        Assert.All(passes.Split('\n'), l => Assert.Matches("^($|//|namespace Deep;|file static class NetPasses;)", l));
        Assert.DoesNotContain("Deep.Net.Passes.g.cs", GeneratorHarness.Run(source).Sources.Keys);
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
