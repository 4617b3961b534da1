using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using NetGen.Compiler.Declaration;

namespace NetGen.Tests.Diagnostics;

/// <summary>Checks what is reported for source in which <c>{|NG0000:text|}</c> marks each place where something must be.</summary>
internal static partial class DiagnosticCheck
{
    /// <summary>The marked diagnostics are there, with these messages in order, and nothing else: neither of NetGen nor of the compiler.</summary>
    public static void Reports(string markup, params string[] messages) => Reports(markup, OptimizationLevel.Release, LanguageVersion.CSharp13, [], messages);

    public static void Reports(string markup, OptimizationLevel optimization, params string[] messages) =>
        Reports(markup, optimization, LanguageVersion.CSharp13, [], messages);

    public static void Reports(string markup, LanguageVersion languageVersion, params string[] messages) =>
        Reports(markup, OptimizationLevel.Release, languageVersion, [], messages);

    /// <summary>As <see cref="Reports(string, string[])"/>, where the compiler has something to say of the source by itself.</summary>
    public static void LeavesToCompilerBut(string markup, string[] compiler, params string[] messages) =>
        Reports(markup, OptimizationLevel.Release, LanguageVersion.CSharp13, compiler, messages);

    private static void Reports(string markup, OptimizationLevel optimization, LanguageVersion languageVersion, string[] compiler, string[] messages)
    {
        var (source, expected) = Parse(markup);
        var run = GeneratorHarness.Run(GeneratorHarness.Compile(source, languageVersion, optimization));
        var found = All(run).OrderBy(d => d.Location.SourceSpan.Start).ToArray();
        Assert.Equal(
            expected.Select(e => $"{e.Id} at '{source.Substring(e.Span.Start, e.Span.Length)}' ({e.Span})"),
            found.Select(d => $"{d.Id} at '{source.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}' ({d.Location.SourceSpan})"));
        Assert.All(found, d => Assert.Same(run.Input.SyntaxTrees[0], d.Location.SourceTree));
        Assert.Equal(messages, found.Select(d => d.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(compiler, Compiler(run).Select(d => d.Id));
    }

    /// <summary>Nothing is reported, not even information.</summary>
    public static void IsQuiet(string source) => Reports(source);

    /// <summary>Nothing of NetGen is reported, because the compiler reports these.</summary>
    public static void LeavesToCompiler(string source, params string[] ids)
    {
        var run = GeneratorHarness.Run(source);
        Assert.Empty(All(run));
        Assert.Equal(ids, Compiler(run).Select(d => d.Id).Distinct().Order());
    }

    /// <summary>What the generator and the analyzer report.</summary>
    public static IEnumerable<Diagnostic> All(GeneratorRun run) => run.Diagnostics.Concat(
        run.Input.WithAnalyzers([new LayerWithoutNetworkAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult());

    private static IEnumerable<Diagnostic> Compiler(GeneratorRun run) => run.Output.GetDiagnostics()
        .Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id != "CS1591");

    private static (string Source, (string Id, TextSpan Span)[] Expected) Parse(string markup)
    {
        var expected = new List<(string, TextSpan)>();
        int removed = 0;
        string source = Marker().Replace(markup, match =>
        {
            expected.Add((match.Groups[1].Value, new TextSpan(match.Index - removed, match.Groups[2].Length)));
            removed += match.Length - match.Groups[2].Length;
            return match.Groups[2].Value;
        });
        return (source, expected.ToArray());
    }

    [GeneratedRegex(@"\{\|(NG\d{4}):(.*?)\|\}", RegexOptions.Singleline)]
    private static partial Regex Marker();
}
