using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Graph;

/// <summary>A function as a Mermaid flowchart, which GitHub and editors draw.</summary>
internal static class MermaidPrinter
{
    public static string Print(Function function)
    {
        var text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < function.Nodes.Count; i++)
        {
            var node = function.Nodes[i];
            string attributes = node.Operation.Attributes.Length > 0 ? " " + node.Operation.Attributes : "";
            string label = node.Label is null ? "" : node.Label + "<br/>";
            text.Append($"  n{Number(i)}[\"{Escape(label + node.Operation.Name + attributes)}<br/>{Escape(node.Type.ToString())}\"]\n");
            foreach (int operand in node.Operands) text.Append($"  n{Number(operand)} --> n{Number(i)}\n");
        }
        for (int i = 0; i < function.Outputs.Count; i++)
        {
            var output = function.Outputs[i];
            text.Append($"  o{Number(i)}([\"{Escape(output.Name)}\"])\n  n{Number(output.Node)} --> o{Number(i)}\n");
        }
        return text.ToString();
    }

    // The line break is the only markup; signs that Mermaid or HTML would read become entities.
    private static string Escape(string text) => string.Join("<br/>", text.Split(["<br/>"], StringSplitOptions.None)
        .Select(part => part.Replace("#", "#35;").Replace("\"", "#quot;").Replace("<", "#lt;").Replace(">", "#gt;")));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
