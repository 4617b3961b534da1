using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Tests.Diagnostics;

/// <summary>Every diagnostic has a page, an entry in the index, a release note and a test.</summary>
public partial class DocumentationTests
{
    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "../../.."));

    private static readonly DiagnosticDescriptor[] Descriptors =
    [
        .. typeof(ClassDescriptors).Assembly.GetTypes().SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f => (DiagnosticDescriptor)f.GetValue(null)!).OrderBy(d => d.Id, StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Ids => Descriptors.Select(d => d.Id);

    [Fact]
    public void IdsAreUnique() => Assert.Equal(Ids.Distinct(), Ids);

    [Fact]
    public void EveryDiagnosticHasAPage()
    {
        string folder = Path.Combine(Root(), "docs", "diagnostics");
        Assert.Equal(Ids, Directory.EnumerateFiles(folder, "NG*.md").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
        Assert.All(Descriptors, d =>
        {
            Assert.Equal($"docs/diagnostics/{d.Id}.md", d.HelpLinkUri);
            string page = File.ReadAllText(Path.Combine(folder, d.Id + ".md"));
            Assert.StartsWith($"# {d.Id}: {d.Title}\n", page, StringComparison.Ordinal);
            Assert.Contains("\n## Example\n", page, StringComparison.Ordinal);
            Assert.Contains("\n## Fix\n", page, StringComparison.Ordinal);
            Assert.Contains($"Severity: {d.DefaultSeverity}", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void TheIndexListsEveryDiagnostic()
    {
        string index = File.ReadAllText(Path.Combine(Root(), "docs", "diagnostics", "README.md"));
        Assert.All(Descriptors, d => Assert.Contains($"| [{d.Id}]({d.Id}.md) | {d.DefaultSeverity} | {d.Title} |", index, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryDiagnosticIsTestedAtItsPlace()
    {
        var tested = Directory.EnumerateFiles(Path.Combine(Root(), "tests", "NetGen.Generator.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(f => Marker().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).ToHashSet();
        Assert.Empty(Ids.Except(tested));
    }

    public static TheoryData<string> Pages => [.. Ids];

    [Theory]
    [MemberData(nameof(Pages))]
    public void ExamplesReportItAndFixesNothing(string id)
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "diagnostics", id + ".md"));
        var code = CodeBlock().Matches(page).Select(m => m.Groups[1].Value).ToArray();
        if (code.Length == 0)
        {
            Assert.Contains(id, (string[])["NG0001", "NG0009", "NG0090"]);
            return;
        }
        Assert.Equal(2, code.Length);
        Assert.Equal([id], DiagnosticCheck.All(GeneratorHarness.Run(code[0])).Select(d => d.Id));
        var repaired = GeneratorHarness.Run(code[1]);
        Assert.Empty(DiagnosticCheck.All(repaired));
        repaired.Verify();
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\{\|(NG\d{4}):")]
    private static partial Regex Marker();
}
