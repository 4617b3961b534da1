using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>Writes <c>X.Graph.g.cs</c>: the graph's text, which <c>Trace</c> and <c>CheckGradients</c> interpret.</summary>
internal static class GraphEmitter
{
    public static string Emit(NetworkDefinition definition, Module module)
    {
        var writer = new CodeWriter();
        using (GeneratedFile.Open(writer, definition.Type))
        using (writer.Line(GeneratedFile.GeneratedCode).Braces("private static class Graph"))
        {
            writer.Line("internal const string Text = \"\"\"");
            using (writer.Indent()) writer.Line(ModulePrinter.Print(module).TrimEnd('\n')).Line("\"\"\";");
        }
        return writer.ToString();
    }
}
