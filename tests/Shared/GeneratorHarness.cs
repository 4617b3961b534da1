using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using NetGen.Compiler;

namespace NetGen.Tests;

/// <summary>Compiles source as a user's project would, with the generator and the runtime.</summary>
public static class GeneratorHarness
{
    /// <summary>The usings that every test source gets in a file of its own, as with implicit usings.</summary>
    private const string GlobalUsings = "global using System; global using System.Collections.Generic; global using System.Linq; global using NetGen;";

    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    /// <summary>A compilation of the source before the generator.</summary>
    /// <param name="source">C#; the namespaces of implicit usings and NetGen are there.</param>
    /// <param name="languageVersion">C# 13 is the oldest that generated code promises; <c>Preview</c> is the newest of this compiler.</param>
    /// <param name="optimization">Debug to see what Debug builds get.</param>
    /// <param name="path">The source's path.</param>
    public static CSharpCompilation Compile(
        string source, LanguageVersion languageVersion = LanguageVersion.CSharp13, OptimizationLevel optimization = OptimizationLevel.Release,
        string path = "Test.cs")
    {
        var parse = ParseOptions(languageVersion);
        return CSharpCompilation.Create(
            "Networks" + Interlocked.Increment(ref _count),
            [CSharpSyntaxTree.ParseText(source, parse, path, Encoding.UTF8), CSharpSyntaxTree.ParseText(GlobalUsings, parse, "GlobalUsings.cs", Encoding.UTF8)],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: optimization, nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Default, warningLevel: 9999));
    }

    /// <summary>Runs the generator on source.</summary>
    /// <param name="source">C#; the namespaces of implicit usings and NetGen are there.</param>
    /// <param name="languageVersion">See <see cref="Compile"/>.</param>
    /// <param name="optimization">Debug to see what Debug builds get.</param>
    /// <param name="properties">MSBuild properties that the compiler sees.</param>
    public static GeneratorRun Run(
        string source, LanguageVersion languageVersion = LanguageVersion.CSharp13, OptimizationLevel optimization = OptimizationLevel.Release,
        params (string Name, string Value)[] properties) =>
        Run(Compile(source, languageVersion, optimization), properties);

    /// <summary>Runs the generator on a compilation.</summary>
    /// <param name="compilation">The compilation before.</param>
    /// <param name="properties">MSBuild properties that the compiler sees.</param>
    public static GeneratorRun Run(CSharpCompilation compilation, params (string Name, string Value)[] properties)
    {
        var driver = Driver(compilation, properties).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        return new GeneratorRun(compilation, (CSharpCompilation)output, diagnostics, driver);
    }

    /// <summary>A driver that tracks the generator's steps.</summary>
    /// <param name="compilation">Whose language version counts.</param>
    /// <param name="properties">MSBuild properties that the compiler sees.</param>
    public static GeneratorDriver Driver(CSharpCompilation compilation, params (string Name, string Value)[] properties) =>
        CSharpGeneratorDriver.Create(
            [new NetworkGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
            optionsProvider: new Options(properties),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    internal static CSharpParseOptions ParseOptions(LanguageVersion languageVersion) =>
        new(languageVersion, DocumentationMode.Diagnose);

    private static int _count;

    /// <summary>The framework this runs on, and NetGen's runtime; not the generator, which no user's project references.</summary>
    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return
        [
            .. Directory.EnumerateFiles(framework, "*.dll")
                .Where(f => Path.GetFileName(f) is var n && (n.StartsWith("System.", StringComparison.Ordinal) || n is "netstandard.dll" or "mscorlib.dll") && IsManaged(f))
                .Select(f => MetadataReference.CreateFromFile(f)),
            MetadataReference.CreateFromFile(typeof(NetworkAttribute).Assembly.Location),
        ];
    }

    private static bool IsManaged(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new System.Reflection.PortableExecutable.PEReader(stream);
        return reader.HasMetadata;
    }

    private sealed class Options((string Name, string Value)[] properties) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Global(properties);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Global((string Name, string Value)[] properties) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                value = properties.FirstOrDefault(p => "build_property." + p.Name == key).Value;
                return value is not null;
            }
        }
    }
}
