using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Expressions;

/// <summary>A table of hash-consed expression nodes: equal nodes have one index, whoever builds them.</summary>
internal sealed partial class ExpressionBuilder
{
    private readonly List<ExpressionNode> _nodes = [];
    private readonly Dictionary<ExpressionNode, int> _known = [];

    public IReadOnlyList<ExpressionNode> Nodes => _nodes;

    public Scalar Constant(double value) => Intern(new ExpressionNode(ScalarOperator.Constant, Value: value));

    public Scalar Load(int operand) => Intern(new ExpressionNode(ScalarOperator.Load, operand));

    public Scalar Position() => Intern(new ExpressionNode(ScalarOperator.Position));

    public Scalar Unary(ScalarOperator op, Scalar a) => Simplified(new ExpressionNode(op, a.Id));

    public Scalar Binary(ScalarOperator op, Scalar a, Scalar b) => Simplified(new ExpressionNode(op, a.Id, b.Id));

    public Scalar Select(Scalar condition, Scalar then, Scalar otherwise) =>
        Simplified(new ExpressionNode(ScalarOperator.Select, condition.Id, then.Id, otherwise.Id));

    /// <summary>Copies an expression into this table, its operands replaced.</summary>
    public Scalar Inline(Expression expression, IReadOnlyList<Scalar> operands)
    {
        var map = new Scalar[expression.Nodes.Count];
        for (int i = 0; i < map.Length; i++)
        {
            var n = expression.Nodes[i];
            map[i] = n.Operator switch
            {
                ScalarOperator.Load => operands[n.A],
                ScalarOperator.Constant or ScalarOperator.Position => Intern(n),
                ScalarOperator.Select => Select(map[n.A], map[n.B], map[n.C]),
                _ when n.B >= 0 => Binary(n.Operator, map[n.A], map[n.B]),
                _ => Unary(n.Operator, map[n.A]),
            };
        }
        return map[map.Length - 1];
    }

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

    private Scalar Intern(ExpressionNode node)
    {
        if (!_known.TryGetValue(node, out int id))
        {
            id = _nodes.Count;
            _nodes.Add(node);
            _known.Add(node, id);
        }
        return new Scalar(this, id);
    }

    private Scalar Simplified(ExpressionNode node) => Simplify(node) ?? Intern(node);

    /// <summary>A simpler equal node, or null.</summary>
    private partial Scalar? Simplify(ExpressionNode node);
}
