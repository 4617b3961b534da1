using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler.Emit;
using NetGen.Compiler.Emit.Cpu;
using NetGen.Compiler.Expressions;
using ElementPrecision = NetGen.Compiler.Graph.Precision;

namespace NetGen.Generator.Tests.Expressions;

/// <summary>Computes an expression of two operands over rows whose length is a multiple of every vector's.</summary>
public delegate void ExpressionLoop<T>(ReadOnlySpan<T> x0, ReadOnlySpan<T> x1, Span<T> result);

/// <summary>Expressions printed in all forms and precisions, compiled once.</summary>
internal sealed class CompiledExpressions
{
    private readonly Type _host;

    public CompiledExpressions(IReadOnlyList<Expression> expressions)
    {
        var writer = new CodeWriter();
        writer.Line("using System;\nusing System.Runtime.Intrinsics;\nusing NetGen.CompilerServices;\n");
        using (writer.Braces("public static class Host"))
        {
            for (int i = 0; i < expressions.Count; i++)
                foreach (var precision in new[] { ElementPrecision.Single, ElementPrecision.Double })
                    foreach (var form in VectorForms.WidestFirst)
                        EmitLoop(writer, expressions[i], form, precision, Name(i, form, precision));
        }
        Text = writer.ToString();
        _host = Load(Text).GetType("Host")!;
    }

    public string Text { get; }

    public T[] Run<T>(int expression, VectorForm form, T[] x0, T[] x1)
    {
        var precision = typeof(T) == typeof(float) ? ElementPrecision.Single : ElementPrecision.Double;
        var result = new T[x0.Length];
        _host.GetMethod(Name(expression, form, precision))!.CreateDelegate<ExpressionLoop<T>>()(x0, x1, result);
        return result;
    }

    private static string Name(int expression, VectorForm form, ElementPrecision precision) => $"Expression{expression}{form}{precision}";

    private static void EmitLoop(CodeWriter writer, Expression expression, VectorForm form, ElementPrecision precision, string name)
    {
        string type = VectorForm.Scalar.Class(precision), vector = form.Class(precision);
        bool scalar = form == VectorForm.Scalar;
        using var method = writer.Braces($"public static void {name}(ReadOnlySpan<{type}> x0, ReadOnlySpan<{type}> x1, Span<{type}> result)");
        using var loop = writer.Braces($"for (int i = 0; i < result.Length; i += {form.Lanes(precision)})");
        writer.Line(scalar ? "var x = x0[i];" : $"var x = {vector}.Create(x0[i..]);");
        // The first operand is a name, the second a load that the printer has to name where it is read twice.
        var printer = new ExpressionPrinter(form, precision);
        string position = scalar ? $"({type})i" : $"({vector}.Create(({type})i) + {vector}<{type}>.Indices)";
        string value = printer.Print(writer, [expression], o => o == 0 ? "x" : scalar ? "x1[i]" : $"{vector}.Create(x1[i..])", position).Single();
        writer.Line(scalar ? $"result[i] = {value};" : $"({value}).CopyTo(result[i..]);");
    }

    private static Assembly Load(string text)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create(
            "Expressions" + Guid.NewGuid().ToString("N"),
            [CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.CSharp13))],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using var image = new MemoryStream();
        var errors = compilation.Emit(image).Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        if (errors.Length > 0) Assert.Fail(string.Join('\n', errors.Take(10)) + "\n" + string.Join('\n', text.Split('\n').Select((line, i) => $"{i + 1,4} {line}")));
        return Assembly.Load(image.ToArray());
    }
}
