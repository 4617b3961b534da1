using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Reference;

/// <summary>Finds maps whose given derivative is not that of their expression, which finite differences would call wrong.</summary>
internal static class StraightThrough
{
    /// <summary>The layer's name (or the operation's) of the first, or null for none.</summary>
    public static string? Find(Function function)
    {
        for (int i = 0; i < function.Nodes.Count; i++)
            if (function.Nodes[i].Operation is MapOperation { StraightThrough: { } given } map && Differs(map.Expression, given))
                return function.Nodes[i].Label ?? $"a map in front of {NextLabel(function, i)}";
        return null;
    }

    /// <summary>Some derivatives are given in a form that is better at single points; those agree almost everywhere.</summary>
    private static bool Differs(Expression expression, Expression given)
    {
        const double H = 1e-6;
        int differing = 0, points = 0;
        Span<double> operands = stackalloc double[Math.Max(1, expression.Operands)];
        for (int point = 0; point < 16; point++)
        {
            for (int i = 0; i < operands.Length; i++) operands[i] = 0.05 + 1.7 * Math.Sin(1 + point * 2.1 + i * 0.7);
            double stated = given.Evaluate(operands), x = operands[0];
            operands[0] = x + H;
            double above = expression.Evaluate(operands);
            operands[0] = x - H;
            double slope = (above - expression.Evaluate(operands)) / (2 * H);
            points++;
            if (!(Math.Abs(slope - stated) <= 1e-4 * Math.Max(1, Math.Abs(slope)))) differing++;
        }
        return 2 * differing > points;
    }

    private static string NextLabel(Function function, int node)
    {
        for (int i = node + 1; i < function.Nodes.Count; i++)
            if (function.Nodes[i].Label is { } label) return label;
        return "the output";
    }
}
