using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Lowering;

/// <summary>Small changes of expressions that lowering makes.</summary>
internal static class ExpressionRewriting
{
    /// <summary>The expression where the last axis has size one: every position is the first.</summary>
    public static Expression WithoutPosition(Expression expression) =>
        !expression.Nodes.Any(n => n.Operator == ScalarOperator.Position) ? expression : Replace(expression, (builder, _) => builder.Constant(0));

    /// <summary>The expression with its positions replaced.</summary>
    public static Expression Replace(Expression expression, Func<ExpressionBuilder, ExpressionNode, Scalar> position)
    {
        var builder = new ExpressionBuilder();
        var loads = Enumerable.Range(0, expression.Operands).Select(builder.Load).ToArray();
        return builder.Build(expression.Operands, Inline(builder, expression, loads, () => position(builder, default)));
    }

    /// <summary>Copies an expression into a builder, its operands and positions replaced.</summary>
    public static Scalar Inline(ExpressionBuilder builder, Expression expression, IReadOnlyList<Scalar> operands, Func<Scalar> position)
    {
        if (!expression.Nodes.Any(n => n.Operator == ScalarOperator.Position)) return builder.Inline(expression, operands);

        // A position is one more operand while the expression is copied.
        var nodes = expression.Nodes.Select(n => n.Operator == ScalarOperator.Position ? new ExpressionNode(ScalarOperator.Load, expression.Operands) : n);
        var opened = new Expression(expression.Operands + 1, new Graph.EquatableArray<ExpressionNode>(nodes.ToArray()));
        return builder.Inline(opened, operands.Append(position()).ToArray());
    }

    /// <summary>The expression over the operands that it reads.</summary>
    public static (Expression Expression, List<T> Operands) WithoutUnread<T>(Expression expression, List<T> operands)
    {
        var read = Enumerable.Range(0, operands.Count).Where(expression.Reads).ToList();
        if (read.Count == operands.Count) return (expression, operands);
        var builder = new ExpressionBuilder();
        var loads = Enumerable.Range(0, operands.Count).Select(i => read.Contains(i) ? builder.Load(read.IndexOf(i)) : builder.Constant(0)).ToArray();
        return (builder.Build(read.Count, builder.Inline(expression, loads)), read.Select(i => operands[i]).ToList());
    }

    /// <summary>Whether computing it again costs more than keeping it.</summary>
    public static bool IsExpensive(Expression expression) => expression.Nodes.Any(n => IsExpensive(n.Operator));

    /// <inheritdoc cref="IsExpensive(Expression)"/>
    public static bool IsExpensive(ScalarOperator function) => function is ScalarOperator.Exp or ScalarOperator.Expm1 or
        ScalarOperator.Log or ScalarOperator.Log1p or ScalarOperator.Tanh or ScalarOperator.Sigmoid or ScalarOperator.Softplus or ScalarOperator.Erf or ScalarOperator.NormalCdf or
        ScalarOperator.Sin or ScalarOperator.Cos or ScalarOperator.Power;

    /// <summary>Whether finite operands make finite results, so that padding may be computed like the rest.</summary>
    public static bool KeepsFinite(Expression expression) => !expression.Nodes.Any(n => n.Operator is ScalarOperator.Divide or ScalarOperator.Log or
        ScalarOperator.Log1p or ScalarOperator.Exp or ScalarOperator.Expm1 or ScalarOperator.Power or ScalarOperator.Sqrt);
}
