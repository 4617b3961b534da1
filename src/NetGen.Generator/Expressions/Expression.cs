using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Expressions;

/// <summary>One node of an expression; A, B and C are indices of earlier nodes (of an operand for <see cref="ScalarOperator.Load"/>).</summary>
internal readonly record struct ExpressionNode(ScalarOperator Operator, int A = -1, int B = -1, int C = -1, double Value = 0);

/// <summary>
/// A scalar function of the elements of its operands: the currency of activations, losses, epilogues and user functions.
/// Immutable and structurally equal: nodes in order of computation, shared where equal, the last one is the result.
/// Made with <see cref="Of(int, Func{Scalar[], Scalar})"/> or an <see cref="ExpressionBuilder"/>.
/// </summary>
/// <param name="Operands">The number of operands, read or not.</param>
internal sealed partial record Expression(int Operands, EquatableArray<ExpressionNode> Nodes)
{
    public static Expression Of(int operands, Func<Scalar[], Scalar> body)
    {
        var builder = new ExpressionBuilder();
        var loads = new Scalar[operands];
        for (int i = 0; i < operands; i++) loads[i] = builder.Load(i);
        return builder.Build(operands, body(loads));
    }

    public static Expression Unary(Func<Scalar, Scalar> body) => Of(1, x => body(x[0]));

    public static Expression Binary(Func<Scalar, Scalar, Scalar> body) => Of(2, x => body(x[0], x[1]));

    public static Expression Ternary(Func<Scalar, Scalar, Scalar, Scalar> body) => Of(3, x => body(x[0], x[1], x[2]));

    /// <summary>An expression that gives one of its operands unchanged.</summary>
    public static Expression Identity { get; } = Unary(x => x);

    /// <summary>This expression of other expressions over common operands: operand i becomes the result of <paramref name="arguments"/>[i].</summary>
    /// <param name="operands">The number of operands of the arguments, and of the result.</param>
    public Expression Compose(int operands, params Expression[] arguments)
    {
        if (arguments.Length != Operands) throw new ArgumentException($"The expression has {Operands} operands, not {arguments.Length}.", nameof(arguments));
        var builder = new ExpressionBuilder();
        var loads = new Scalar[operands];
        for (int i = 0; i < operands; i++) loads[i] = builder.Load(i);
        return builder.Build(operands, builder.Inline(this, arguments.Select(a => builder.Inline(a, loads)).ToArray()));
    }

    /// <summary>The same function with one operand replaced by an expression over the same operands.</summary>
    public Expression Substitute(int operand, Expression replacement)
    {
        var builder = new ExpressionBuilder();
        var loads = new Scalar[Operands];
        for (int i = 0; i < Operands; i++) loads[i] = builder.Load(i);
        loads[operand] = builder.Inline(replacement, (Scalar[])loads.Clone());
        return builder.Build(Operands, builder.Inline(this, loads));
    }

    /// <summary>The last node, which is the result.</summary>
    public ExpressionNode Root => Nodes[Nodes.Count - 1];

    /// <summary>Whether the expression is its first operand unchanged.</summary>
    public bool IsIdentity => Nodes.Count == 1 && Root is { Operator: ScalarOperator.Load, A: 0 };

    /// <summary>The number that the expression is whatever its operands, or null.</summary>
    public double? ConstantValue => Root.Operator == ScalarOperator.Constant ? Root.Value : null;

    /// <summary>Whether the result depends on the element's position on the last axis.</summary>
    public bool ReadsPosition => Nodes.Any(n => n.Operator == ScalarOperator.Position);

    /// <summary>Whether the result depends on an operand.</summary>
    public bool Reads(int operand) => Nodes.Any(n => n.Operator == ScalarOperator.Load && n.A == operand);
}
