using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Graph;

/// <summary>The text of a function: one line a node, which <c>FunctionParser</c> reads back and people can follow.</summary>
internal static class FunctionPrinter
{
    public static string Print(Function function)
    {
        var text = new StringBuilder();
        text.Append("function ").Append(function.Name).Append('\n');
        foreach (var column in function.Columns)
            text.Append("column ").Append(column.Name).Append(' ').Append(column.Role).Append(' ').Append(column.Type).Append('\n');
        for (int i = 0; i < function.Nodes.Count; i++)
        {
            if (i == function.Split) text.Append("split\n");
            var node = function.Nodes[i];
            text.Append('%').Append(i.ToString(CultureInfo.InvariantCulture)).Append(" = ").Append(node.Operation.Name);
            if (node.Operation.Attributes.Length > 0) text.Append(" {").Append(node.Operation.Attributes).Append('}');
            foreach (int operand in node.Operands) text.Append(" %").Append(operand.ToString(CultureInfo.InvariantCulture));
            text.Append(" : ").Append(node.Type);
            if (node.Label is { } label) text.Append(" # ").Append(label);
            text.Append('\n');
        }
        foreach (var output in function.Outputs)
            text.Append("output ").Append(output.Name).Append(' ').Append(output.Role).Append(' ')
                .Append(output.Index.ToString(CultureInfo.InvariantCulture)).Append(" %").Append(output.Node.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return text.ToString();
    }
}
