using NetGen.Compiler.Expressions;
using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Prints expressions as C# that ILGPU compiles: plain sums and products, which the driver contracts, and functions of <c>DeviceMath</c> where the base library's
/// would not do. Values needed twice become variables.
/// </summary>
internal sealed class DeviceExpressions(CodeWriter writer)
{
    /// <summary>Above this, a line reads better in two.</summary>
    private const int LongestText = 110;

    private int _variables;

    /// <summary>Writes what the expressions share and returns each expression's C#, in parentheses where it is more than a name or a call.</summary>
    /// <param name="load">The C# of an operand: a name, an element of a view, a cast.</param>
    public string[] Print(IReadOnlyList<Expression> roots, Func<int, string> load)
    {
        var builder = new ExpressionBuilder();
        var ids = new int[roots.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            var copies = new Scalar[roots[i].Nodes.Count];
            for (int j = 0; j < copies.Length; j++) copies[j] = builder.Copy(roots[i].Nodes[j], copies);
            ids[i] = copies[copies.Length - 1].Id;
        }
        var nodes = builder.Nodes;
        var uses = new int[nodes.Count];
        foreach (int id in ids) uses[id]++;
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (uses[i] == 0) continue;
            foreach (int operand in Operands(nodes[i])) uses[operand]++;
        }
        var texts = new string[nodes.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            if (uses[i] == 0) continue;
            texts[i] = Text(nodes, i, texts, load);
            bool isCheap = nodes[i].Operator == ScalarOperator.Constant || IsName(texts[i]);
            if (uses[i] < 2 ? texts[i].Length <= LongestText : isCheap) continue;
            string name = "t" + CodeWriter.Number(_variables++);
            writer.Line($"float {name} = {Bare(texts[i])};");
            texts[i] = name;
        }
        return ids.Select(id => texts[id]).ToArray();
    }

    public string Print(Expression root, Func<int, string> load) => Print([root], load)[0];

    /// <summary>An expression without the parentheses around all of it.</summary>
    public static string Bare(string text)
    {
        if (text[0] != '(' || text.StartsWith("(float)", StringComparison.Ordinal)) return text;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return i == text.Length - 1 ? text.Substring(1, text.Length - 2) : text;
        }
        return text;
    }

    private static IEnumerable<int> Operands(ExpressionNode node)
    {
        if (node.Operator is ScalarOperator.Constant or Load or Position) yield break;
        yield return node.A;
        if (node.B >= 0) yield return node.B;
        if (node.C >= 0) yield return node.C;
    }

    private static bool IsName(string text) => text.All(c => char.IsLetterOrDigit(c) || c == '_');

    private static string Text(IReadOnlyList<ExpressionNode> nodes, int id, string[] texts, Func<int, string> load)
    {
        var n = nodes[id];
        string Binary(string symbol) => $"({texts[n.A]} {symbol} {texts[n.B]})";
        switch (n.Operator)
        {
            case ScalarOperator.Constant:
                string literal = CodeWriter.Literal(n.Value, Graph.Precision.Single);
                return n.Value < 0 ? "(" + literal + ")" : literal;
            case Load: return load(n.A);
            case Add: return Binary("+");
            case Subtract: return Binary("-");
            case Multiply: return Binary("*");
            case Divide: return Binary("/");
            case Negate: return $"(-{texts[n.A]})";
            case Less: return $"({texts[n.A]} < {texts[n.B]} ? 1F : 0F)";
            case LessOrEqual: return $"({texts[n.A]} <= {texts[n.B]} ? 1F : 0F)";
            case Equal: return $"({texts[n.A]} == {texts[n.B]} ? 1F : 0F)";
            case Select: return $"({Condition(nodes, n.A, texts)} ? {texts[n.B]} : {texts[n.C]})";
            // NaN comes out where a number is compared with it, as on the processor: the number goes second.
            case Max or Min:
                bool swaps = nodes[n.A].Operator == ScalarOperator.Constant;
                return $"DeviceMath.{n.Operator}({texts[swaps ? n.B : n.A]}, {texts[swaps ? n.A : n.B]})";
            case Abs or Sqrt or Floor or Sin or Cos: return $"MathF.{n.Operator}({Bare(texts[n.A])})";
            case Log: return $"MathF.Log({Bare(texts[n.A])})";
            case Power: return $"MathF.Pow({Bare(texts[n.A])}, {Bare(texts[n.B])})";
            default: return $"DeviceMath.{n.Operator}({Bare(texts[n.A])})";
        }
    }

    /// <summary>A comparison that is read once selects by itself.</summary>
    private static string Condition(IReadOnlyList<ExpressionNode> nodes, int id, string[] texts)
    {
        const string Choice = " ? 1F : 0F)";
        return texts[id].EndsWith(Choice, StringComparison.Ordinal) && nodes[id].Operator is Less or LessOrEqual or Equal
            ? texts[id].Substring(1, texts[id].Length - 1 - Choice.Length)
            : texts[id] + " != 0F";
    }
}
