using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Expressions;

/// <summary>A table of hash-consed expression nodes: equal nodes have one index, whoever builds them.</summary>
internal sealed partial class ExpressionBuilder
{
    private readonly List<ExpressionNode> _nodes = [];
    private readonly Dictionary<ExpressionNode, int> _known = [];

    public IReadOnlyList<ExpressionNode> Nodes => _nodes;

    /// <summary>A number; the two zeros are one.</summary>
    public Scalar Constant(double value) => Intern(new ExpressionNode(ScalarOperator.Constant, Value: value == 0 ? 0 : value));

    public Scalar Load(int operand) => Intern(new ExpressionNode(ScalarOperator.Load, operand));

    public Scalar Position() => Intern(new ExpressionNode(ScalarOperator.Position));

    public Scalar Unary(ScalarOperator op, Scalar a) => Simplified(new ExpressionNode(op, a.Id));

    public Scalar Binary(ScalarOperator op, Scalar a, Scalar b) => Simplified(new ExpressionNode(op, a.Id, b.Id));

    public Scalar Select(Scalar condition, Scalar then, Scalar otherwise) =>
        Simplified(new ExpressionNode(ScalarOperator.Select, condition.Id, then.Id, otherwise.Id));

    /// <summary>Copies an expression into this table, its operands replaced.</summary>
    public Scalar Inline(Expression expression, IReadOnlyList<Scalar> operands)
    {
        var copies = new Scalar[expression.Nodes.Count];
        for (int i = 0; i < copies.Length; i++)
            copies[i] = expression.Nodes[i].Operator == ScalarOperator.Load ? operands[expression.Nodes[i].A] : Copy(expression.Nodes[i], copies);
        return copies[copies.Length - 1];
    }

    /// <summary>Makes a node of another table or expression in this one, given the copies of the nodes that it refers to.</summary>
    internal Scalar Copy(ExpressionNode node, IReadOnlyList<Scalar> copies) => node.Operator switch
    {
        ScalarOperator.Load or ScalarOperator.Constant or ScalarOperator.Position => Intern(node),
        ScalarOperator.Select => Select(copies[node.A], copies[node.B], copies[node.C]),
        _ when node.B >= 0 => Binary(node.Operator, copies[node.A], copies[node.B]),
        _ => Unary(node.Operator, copies[node.A]),
    };

    /// <summary>The expression of one node: only what it needs, in canonical order, so that equal expressions compare equal.</summary>
    public Expression Build(int operands, Scalar root)
    {
        var map = new Dictionary<int, int>();
        var nodes = new List<ExpressionNode>();
        Visit(root.Id);
        return new Expression(operands, nodes.ToEquatableArray());

        int Visit(int id)
        {
            if (map.TryGetValue(id, out int done)) return done;
            var n = _nodes[id];
            if (n.Operator is not (ScalarOperator.Load or ScalarOperator.Constant or ScalarOperator.Position))
                n = n with { A = Visit(n.A), B = n.B < 0 ? -1 : Visit(n.B), C = n.C < 0 ? -1 : Visit(n.C) };
            nodes.Add(n);
            return map[id] = nodes.Count - 1;
        }
    }

    /// <summary>A node as it is, not simplified: what the parser makes, so that text reads back to the same nodes.</summary>
    internal Scalar Intern(ExpressionNode node)
    {
        if (!_known.TryGetValue(node, out int id))
        {
            id = _nodes.Count;
            _nodes.Add(node);
            _ranks.Add(RankOf(node));
            _known.Add(node, id);
        }
        return new Scalar(this, id);
    }

    private Scalar Simplified(ExpressionNode node)
    {
        node = InCanonicalOrder(node);
        return Simplify(node) ?? Intern(node);
    }
}
