using System.Globalization;
using System.Text;

namespace NetGen.Compiler.Expressions;

internal sealed partial record Expression
{
    /// <summary>
    /// One line of text, as <c>t0 = exp(x0); t0 / (1 + t0)</c>: operands are x0, x1..., values read more than once have a name.
    /// <see cref="Parse"/> reads it back to an equal expression.
    /// </summary>
    public override string ToString()
    {
        var uses = CountUses();
        var texts = new string[Nodes.Count];
        var strengths = new int[Nodes.Count];
        var result = new StringBuilder();
        int names = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            (texts[i], strengths[i]) = TextOf(Nodes[i], texts, strengths);
            if (uses[i] < 2 || Nodes[i].Operator is ScalarOperator.Constant or ScalarOperator.Load or ScalarOperator.Position) continue;
            string name = "t" + names++.ToString(CultureInfo.InvariantCulture);
            result.Append(name).Append(" = ").Append(texts[i]).Append("; ");
            (texts[i], strengths[i]) = (name, ExpressionSyntax.Atom);
        }
        return result.Append(texts[texts.Length - 1]).ToString();
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">The text is not an expression over that many operands.</exception>
    public static Expression Parse(string text, int operands) => new ExpressionParser(text, operands).Parse();

    /// <summary>How often each node is an operand of another.</summary>
    internal int[] CountUses()
    {
        var uses = new int[Nodes.Count];
        foreach (var n in Nodes)
        {
            if (n.Operator is ScalarOperator.Load) continue;
            if (n.A >= 0) uses[n.A]++;
            if (n.B >= 0) uses[n.B]++;
            if (n.C >= 0) uses[n.C]++;
        }
        return uses;
    }

    private static (string Text, int Strength) TextOf(ExpressionNode n, string[] texts, int[] strengths)
    {
        switch (n.Operator)
        {
            case ScalarOperator.Constant: return (ExpressionSyntax.Number(n.Value), ExpressionSyntax.Atom);
            case ScalarOperator.Load: return ("x" + n.A.ToString(CultureInfo.InvariantCulture), ExpressionSyntax.Atom);
            case ScalarOperator.Position: return ("position", ExpressionSyntax.Atom);
            // A minus before a digit belongs to the number.
            case ScalarOperator.Negate: return ("-" + At(n.A, char.IsLetter(texts[n.A][0]) ? ExpressionSyntax.Atom : ExpressionSyntax.Parenthesis), ExpressionSyntax.Unary);
        }
        if (ExpressionSyntax.InfixOf(n.Operator) is { } infix)
            return ($"{At(n.A, infix.Strength)} {infix.Symbol} {At(n.B, infix.Strength + 1)}", infix.Strength);
        string arguments = string.Join(", ", new[] { n.A, n.B, n.C }.Where(i => i >= 0).Select(i => texts[i]));
        return ($"{ExpressionSyntax.NameOf(n.Operator)}({arguments})", ExpressionSyntax.Atom);

        string At(int node, int strength) => strengths[node] < strength ? "(" + texts[node] + ")" : texts[node];
    }
}

/// <summary>The words and signs of the text form, for its printer and its parser.</summary>
internal static class ExpressionSyntax
{
    public const int Comparison = 1, Sum = 2, Product = 3, Unary = 4, Atom = 5, Parenthesis = 6;

    private static readonly (ScalarOperator Operator, string Symbol, int Strength)[] Infixes =
    [
        (ScalarOperator.LessOrEqual, "<=", Comparison),
        (ScalarOperator.Less, "<", Comparison),
        (ScalarOperator.Equal, "==", Comparison),
        (ScalarOperator.Add, "+", Sum),
        (ScalarOperator.Subtract, "-", Sum),
        (ScalarOperator.Multiply, "*", Product),
        (ScalarOperator.Divide, "/", Product),
    ];

    private static readonly (ScalarOperator Operator, int Arguments)[] Functions =
    [
        (ScalarOperator.Abs, 1), (ScalarOperator.Exp, 1), (ScalarOperator.Expm1, 1), (ScalarOperator.Log, 1), (ScalarOperator.Log1p, 1),
        (ScalarOperator.Sqrt, 1), (ScalarOperator.Tanh, 1), (ScalarOperator.Sigmoid, 1), (ScalarOperator.Softplus, 1), (ScalarOperator.Erf, 1),
        (ScalarOperator.NormalCdf, 1), (ScalarOperator.Sin, 1), (ScalarOperator.Cos, 1), (ScalarOperator.Floor, 1), (ScalarOperator.Sign, 1),
        (ScalarOperator.Max, 2), (ScalarOperator.Min, 2), (ScalarOperator.Power, 2), (ScalarOperator.Select, 3),
    ];

    public static (string Symbol, int Strength)? InfixOf(ScalarOperator op)
    {
        foreach (var infix in Infixes)
            if (infix.Operator == op) return (infix.Symbol, infix.Strength);
        return null;
    }

    /// <summary>The infix operator that a text starts with at an index.</summary>
    public static (ScalarOperator Operator, int Strength, int Length)? InfixAt(string text, int index)
    {
        foreach (var (op, symbol, strength) in Infixes)
            if (string.CompareOrdinal(text, index, symbol, 0, symbol.Length) == 0) return (op, strength, symbol.Length);
        return null;
    }

    public static string NameOf(ScalarOperator op) => op.ToString().ToLowerInvariant();

    public static (ScalarOperator Operator, int Arguments)? FunctionOf(string name)
    {
        foreach (var function in Functions)
            if (NameOf(function.Operator) == name) return function;
        return null;
    }

    /// <summary>A number that reads back to the same bits, as short as it can be.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "nan";
        if (double.IsInfinity(value)) return value > 0 ? "inf" : "-inf";
        // .NET Framework's "R" may lose the last bit, so the short form is checked.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool exact = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double back) && back.Equals(value);
        return exact ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }
}
