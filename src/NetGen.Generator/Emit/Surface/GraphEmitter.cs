using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>
/// Writes <c>X.Graph.g.cs</c>: the text of what <c>Trace</c> and <c>CheckGradients</c> interpret: predictions, and the functions with the gradients. Those of steps are
/// derived where the text is read.
/// </summary>
internal static class GraphEmitter
{
    /// <summary>Several nodes share a line: each would make the file long for nothing.</summary>
    private const int Columns = 165;

    public static string Emit(NetworkDefinition definition)
    {
        var writer = new CodeWriter();
        var module = FunctionAssembly.WithoutGradients(definition);
        bool hasSteps = module.Functions.Any(IsStep);
        module = module with { Functions = module.Functions.Where(f => f.Name == "predict" || (hasSteps ? IsStep(f) : f.Name == "train")).ToEquatableArray() };
        using (GeneratedFile.Open(writer, definition.Type))
        using (writer.Line(GeneratedFile.GeneratedCode).Braces("private static class Graph"))
        {
            writer.Line("internal const string Text = \"\"\"");
            using (writer.Indent()) writer.Line(TextLines.Pack(ModulePrinter.Print(module), Columns).TrimEnd('\n')).Line("\"\"\";");
        }
        return writer.ToString();

        static bool IsStep(Function function) => function.Name.StartsWith("step", StringComparison.Ordinal);
    }
}
