namespace NetGen.Compiler.Expressions;

internal sealed partial record Expression
{
    /// <summary>The derivative with respect to an operand, over the same operands.</summary>
    public Expression Differentiate(int operand)
    {
        var differentiation = new Differentiation(this, operand);
        return differentiation.Builder.Build(Operands, differentiation.Derivative());
    }

    /// <summary>
    /// The derivative with respect to an operand, over the same operands and, as one operand more (its index is
    /// <see cref="Operands"/>), the function's own result: y for exp, y (1 - y) for the sigmoid, 0 &lt; y for max(x, 0).
    /// Where the result says all, the derivative no longer reads the operand (see <see cref="Reads"/>), which then need not be kept.
    /// </summary>
    public Expression DifferentiateWithResult(int operand)
    {
        var differentiation = new Differentiation(this, operand);
        return differentiation.Builder.Build(Operands + 1, differentiation.DerivativeWithResult());
    }
}
