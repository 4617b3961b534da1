using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace NetGen.Tests;

/// <summary>What the generator made of a compilation.</summary>
/// <param name="input">The compilation before.</param>
/// <param name="output">The compilation with the generated sources.</param>
/// <param name="diagnostics">What the generator reported.</param>
/// <param name="driver">The driver, to run again.</param>
public sealed partial class GeneratorRun(
    CSharpCompilation input, CSharpCompilation output, ImmutableArray<Diagnostic> diagnostics, GeneratorDriver driver)
{
    /// <summary>The compilation before.</summary>
    public CSharpCompilation Input { get; } = input;

    /// <summary>The compilation with the generated sources.</summary>
    public CSharpCompilation Output { get; } = output;

    /// <summary>What the generator reported, without what is suppressed.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; } = [.. diagnostics.Where(d => !d.IsSuppressed)];

    /// <summary>The driver, to run again on a changed compilation.</summary>
    public GeneratorDriver Driver { get; } = driver;

    /// <summary>The generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; } =
        driver.GetRunResult().Results.SelectMany(r => r.GeneratedSources.IsDefault ? [] : r.GeneratedSources).ToDictionary(s => s.HintName, s => s.SourceText.ToString());

    /// <summary>
    /// What the compiler has to say of everything, from warnings on, and the generator's diagnostics. Documentation is demanded of generated
    /// members only.
    /// </summary>
    public IReadOnlyList<Diagnostic> AllDiagnostics => With(Output.GetDiagnostics());

    private List<Diagnostic> With(ImmutableArray<Diagnostic> compiler) =>
    [
        .. Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning),
        .. compiler.Where(d => d.Severity >= DiagnosticSeverity.Warning && !(d.Id == "CS1591" && d.Location.SourceTree is { } tree && Input.SyntaxTrees.Contains(tree))),
    ];

    private bool _isVerified;

    /// <summary>Fails on any warning or error of the generator, or of the compiler in the whole compilation, and shows the code around it.</summary>
    public GeneratorRun Verify()
    {
        if (!_isVerified) Verify(Output.GetDiagnostics());
        return this;
    }

    private void Verify(ImmutableArray<Diagnostic> compiler)
    {
        var all = With(compiler);
        _isVerified = all.Count == 0;
        if (_isVerified) return;
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{all.Count} diagnostics:\n");
        foreach (var diagnostic in all.Take(10)) text.Append(diagnostic).Append('\n').Append(Excerpt(diagnostic.Location)).Append('\n');
        throw new InvalidOperationException(text.ToString());
    }

    /// <summary>Verifies, compiles and loads the assembly, its vector path chosen.</summary>
    /// <param name="path">Which of the generated branches runs.</param>
    public Assembly Load(VectorPath path = VectorPath.Hardware)
    {
        var compilation = Output;
        if (path != VectorPath.Hardware)
        {
            Verify();
            var generated = Output.SyntaxTrees.Where(t => !Input.SyntaxTrees.Contains(t)).ToArray();
            compilation = Output.RemoveSyntaxTrees(generated).AddSyntaxTrees(
                generated.Select(t => CSharpSyntaxTree.ParseText(Choose(t.ToString(), path), (CSharpParseOptions)t.Options, t.FilePath, Encoding.UTF8)));
        }
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.Embedded));

        // The compiler says the same when it writes: what is compiled as it was generated is bound once.
        if (path == VectorPath.Hardware && !_isVerified) Verify(result.Diagnostics);
        if (!result.Success) throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        // Dependencies come from where the tests run, so that types of the runtime are the same ones.
        return new AssemblyLoadContext(compilation.AssemblyName, isCollectible: true).LoadFromStream(stream);
    }

    /// <summary>Verifies, compiles and loads, and calls a public static method of the source.</summary>
    /// <param name="type">The class that holds the method.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="path">Which of the generated branches runs.</param>
    /// <param name="arguments">The method's arguments.</param>
    public object? Call(string type, string method, VectorPath path = VectorPath.Hardware, params object?[] arguments)
    {
        try
        {
            return Load(path).GetType(type, throwOnError: true)!.GetMethod(method)!.Invoke(null, arguments);
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
            throw;
        }
    }

    /// <summary>Generated text with the choice of vectors made: the code of a width runs in software where the hardware lacks it.</summary>
    /// <param name="text">Generated C#.</param>
    /// <param name="path">The width.</param>
    public static string Choose(string text, VectorPath path) => path == VectorPath.Hardware ? text : IsHardwareAccelerated().Replace(text, match =>
        int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) <= (path switch { VectorPath.V512 => 512, VectorPath.V256 => 256, _ => 128 }) ? "true" : "false");

    [GeneratedRegex(@"(?:global::)?(?:System\.Runtime\.Intrinsics\.)?\bVector(128|256|512)\.IsHardwareAccelerated")]
    private static partial Regex IsHardwareAccelerated();

    private static string Excerpt(Location location)
    {
        if (location.SourceTree is not { } tree) return "";
        var lines = tree.GetText().Lines;
        int line = location.GetLineSpan().StartLinePosition.Line;
        return string.Concat(Enumerable.Range(Math.Max(0, line - 4), 9).Where(i => i < lines.Count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == line ? '>' : ' ')}{i + 1,5} {lines[i]}\n")));
    }
}
