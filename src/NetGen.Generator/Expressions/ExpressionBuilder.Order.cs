namespace NetGen.Compiler.Expressions;

/// <summary>
/// The order of commutative operands: numbers last, else the shallower first. It depends on what the operands are and not on when
/// they were built, so that equal sums are equal expressions, whoever wrote them.
/// </summary>
internal sealed partial class ExpressionBuilder
{
    private readonly List<Rank> _ranks = [];

    private readonly record struct Rank(bool IsConstant, int Depth, ScalarOperator Operator, ulong Hash) : IComparable<Rank>
    {
        public int CompareTo(Rank other)
        {
            int order = IsConstant.CompareTo(other.IsConstant);
            if (order == 0) order = Depth.CompareTo(other.Depth);
            if (order == 0) order = Operator.CompareTo(other.Operator);
            return order != 0 ? order : Hash.CompareTo(other.Hash);
        }
    }

    private ExpressionNode InCanonicalOrder(ExpressionNode node)
    {
        bool commutes = node.Operator is ScalarOperator.Add or ScalarOperator.Multiply or ScalarOperator.Max or ScalarOperator.Min or ScalarOperator.Equal;
        return commutes && _ranks[node.A].CompareTo(_ranks[node.B]) > 0 ? node with { A = node.B, B = node.A } : node;
    }

    private Rank RankOf(ExpressionNode node)
    {
        switch (node.Operator)
        {
            case ScalarOperator.Constant:
                return new Rank(true, 0, node.Operator, unchecked((ulong)BitConverter.DoubleToInt64Bits(node.Value)));
            case ScalarOperator.Load:
                return new Rank(false, 0, node.Operator, (ulong)node.A);
            case ScalarOperator.Position:
                return new Rank(false, 0, node.Operator, 0);
        }
        int depth = 0;
        ulong hash = Mix((ulong)node.Operator + 1);
        foreach (int operand in new[] { node.A, node.B, node.C })
        {
            if (operand < 0) continue;
            depth = Math.Max(depth, _ranks[operand].Depth + 1);
            hash = Mix(hash ^ Mix(_ranks[operand].Hash + (ulong)_ranks[operand].Operator));
        }
        return new Rank(false, depth, node.Operator, hash);
    }

    // The finalizer of splitmix64.
    private static ulong Mix(ulong x)
    {
        unchecked
        {
            x += 0x9E3779B97F4A7C15;
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
