using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Graph;

/// <summary>The text of a function: one line a node, which <see cref="FunctionParser"/> reads back and people can follow.</summary>
internal static class FunctionPrinter
{
    /// <param name="like">A function that it resembles: <c>same 3 17</c> stands for the nodes from 3 to 17 of that one, whose operands
    /// are the same nodes here; <c>2=%5</c> behind it says that node 5 is in the place of that one's node 2.</param>
    public static string Print(Function function, Function? like = null)
    {
        var text = new StringBuilder();
        Print(text, function, "", like);
        return text.ToString();
    }

    private static void Print(StringBuilder text, Function function, string indent, Function? like = null)
    {
        Line($"function {function.Name}{(like is null ? "" : " like " + like.Name)}");
        var alike = like is null ? null : new Likeness(like);
        foreach (var column in function.Columns) Line($"column {column.Name} {column.Role} {column.Type}");
        for (int i = 0; i < function.Nodes.Count; i++)
        {
            if (i == function.Split) Line("split");
            int same = alike is null ? 0 : alike.Follow(function, i, i < function.Split ? function.Split : function.Nodes.Count);
            if (same > 0)
            {
                Line($"same {Number(alike!.Next - same)} {Number(alike.Next - 1)}{string.Concat(alike.Placed.Select(p => $" {Number(p.Other)}=%{Number(p.Here)}"))}");
                i += same - 1;
                continue;
            }
            var node = function.Nodes[i];
            string attributes = node.Operation.Attributes.Length > 0 ? " {" + node.Operation.Attributes + "}" : "";
            string operands = string.Concat(node.Operands.Select(o => " %" + Number(o)));
            string label = node.Label is null ? "" : " # " + node.Label;
            Line($"%{Number(i)} = {node.Operation.Name}{attributes}{operands} : {node.Type}{label}");
            // The body of a scan stands indented below it.
            if (node.Operation.Nested is { } body) Print(text, body, indent + "  ");
        }
        foreach (var value in function.Trained) Line($"train %{Number(value.Node)}{(value.Trains is null ? "" : " " + value.Trains)}");
        foreach (var output in function.Outputs) Line($"output {output.Name} {output.Role} {Number(output.Index)} %{Number(output.Node)}");

        void Line(string line) => text.Append(indent).Append(line).Append('\n');
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
