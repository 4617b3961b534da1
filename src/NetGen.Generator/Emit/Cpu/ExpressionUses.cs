using NetGen.Compiler.Expressions;
using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>How often the nodes of expressions are read as numbers and as masks (conditions), starting from the results.</summary>
internal sealed class ExpressionUses(IReadOnlyList<ExpressionNode> nodes)
{
    private readonly int[] _numbers = new int[nodes.Count];
    private readonly int[] _masks = new int[nodes.Count];
    private readonly bool[] _isFused = new bool[nodes.Count];

    public int Numbers(int id) => _numbers[id];

    public int Masks(int id) => _masks[id];

    /// <summary>Whether a product is read once, by a sum or difference that fuses it; of two such products in a sum it is the second.</summary>
    public bool IsFused(int id) => _isFused[id];

    /// <summary>Whether a node is "a and b" of two conditions: b where a, else 0.</summary>
    public bool IsConjunction(int id)
    {
        var n = nodes[id];
        return n.Operator == Select && nodes[n.C] is { Operator: Constant, Value: 0 } && IsCondition(n.A) && IsCondition(n.B);
    }

    public void CountNumber(int id)
    {
        if (_numbers[id]++ > 0) return;
        var n = nodes[id];
        switch (n.Operator)
        {
            case Constant or Load or Position:
                return;
            case Less or LessOrEqual or Equal:
                CountMask(id);
                return;
            case Select:
                CountMask(n.A);
                CountNumber(n.B);
                CountNumber(n.C);
                return;
        }
        CountNumber(n.A);
        if (n.B >= 0) CountNumber(n.B);
    }

    /// <summary>Decides what is fused, after all results are counted.</summary>
    public void FuseProducts()
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (_numbers[i] == 0 || nodes[i].Operator is not (Add or Subtract)) continue;
            if (IsProductReadOnce(nodes[i].B)) _isFused[nodes[i].B] = true;
            else if (IsProductReadOnce(nodes[i].A)) _isFused[nodes[i].A] = true;
        }
    }

    private bool IsProductReadOnce(int id) => nodes[id].Operator == Multiply && _numbers[id] == 1 && _masks[id] == 0;

    private void CountMask(int id)
    {
        if (_masks[id]++ > 0) return;
        var n = nodes[id];
        if (n.Operator is Less or LessOrEqual or Equal)
        {
            CountNumber(n.A);
            CountNumber(n.B);
        }
        else if (IsConjunction(id))
        {
            CountMask(n.A);
            CountMask(n.B);
        }
        else
        {
            CountNumber(id);
        }
    }

    private bool IsCondition(int id) => nodes[id].Operator is Less or LessOrEqual or Equal || IsConjunction(id);
}
