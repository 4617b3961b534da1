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

    /// <summary>Whether the result depends on an operand.</summary>
    public bool Reads(int operand) => Nodes.Any(n => n.Operator == ScalarOperator.Load && n.A == operand);
}
