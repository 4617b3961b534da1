using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using NetGen.Compiler.Declaration;

namespace NetGen.Tests.Declaration;

/// <summary>The IDE's word for unused members is suppressed for what the generator runs, and for nothing else.</summary>
public class SuppressorTests
{
    private const string Source = """
        using static NetGen.Layers;
        [Network] public sealed partial class Net
        {
            private const int Units = 3;
            [Elementwise] private static float Swish(float x) => x / (1 + MathF.Exp(-x));
            private static Tensor Forward([Shape(4)] Tensor x) => Dense(Map(Swish, x), Units);
            private void Unused() { }
        }
        """;

    [Fact]
    public async Task OnlyWhatIsRunAtCompileTime()
    {
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, true, false, reportSuppressedDiagnostics: true);
        var diagnostics = await GeneratorHarness.Run(Source).Output.WithAnalyzers([new EverythingIsUnused(), new CompileTimeMethodSuppressor()], options).GetAnalyzerDiagnosticsAsync();
        var here = diagnostics.Where(d => d.Location.SourceTree?.FilePath == "Test.cs").ToArray();
        Assert.Equal(["Forward", "Swish"], here.Where(d => d.IsSuppressed).Select(d => d.GetMessage(null)).Order());
        Assert.Equal(["Unused"], here.Where(d => !d.IsSuppressed).Select(d => d.GetMessage(null)));
    }

    /// <summary>Stands for the IDE's analyzer, which is not a package.</summary>
#pragma warning disable RS1036, RS1038, RS1041, RS2008
    [DiagnosticAnalyzer(LanguageNames.CSharp)]
    private sealed class EverythingIsUnused : DiagnosticAnalyzer
    {
        private static readonly DiagnosticDescriptor Descriptor = new("IDE0051", "unused", "{0}", "test", DiagnosticSeverity.Warning, true);

        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptor];

        public override void Initialize(AnalysisContext context)
        {
            context.EnableConcurrentExecution();
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.RegisterSymbolAction(
                c =>
                {
                    if (c.Symbol.DeclaredAccessibility == Accessibility.Private && c.Symbol.Locations[0].IsInSource)
                        c.ReportDiagnostic(Diagnostic.Create(Descriptor, c.Symbol.Locations[0], c.Symbol.Name));
                },
                SymbolKind.Method);
        }
    }
#pragma warning restore RS1036, RS1038, RS1041, RS2008
}
