using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Graph;

/// <summary>The text of a function: one line a node, which <see cref="FunctionParser"/> reads back and people can follow.</summary>
internal static class FunctionPrinter
{
    public static string Print(Function function)
    {
        var text = new StringBuilder();
        Print(text, function, "");
        return text.ToString();
    }

    private static void Print(StringBuilder text, Function function, string indent)
    {
        Line($"function {function.Name}");
        foreach (var column in function.Columns) Line($"column {column.Name} {column.Role} {column.Type}");
        for (int i = 0; i < function.Nodes.Count; i++)
        {
            if (i == function.Split) Line("split");
            var node = function.Nodes[i];
            string attributes = node.Operation.Attributes.Length > 0 ? " {" + node.Operation.Attributes + "}" : "";
            string operands = string.Concat(node.Operands.Select(o => " %" + Number(o)));
            string label = node.Label is null ? "" : " # " + node.Label;
            Line($"%{Number(i)} = {node.Operation.Name}{attributes}{operands} : {node.Type}{label}");
            // The body of a scan stands indented below it.
            if (node.Operation.Nested is { } body) Print(text, body, indent + "  ");
        }
        foreach (var output in function.Outputs) Line($"output {output.Name} {output.Role} {Number(output.Index)} %{Number(output.Node)}");

        void Line(string line) => text.Append(indent).Append(line).Append('\n');
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
