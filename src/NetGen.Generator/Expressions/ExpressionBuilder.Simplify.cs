namespace NetGen.Compiler.Expressions;

internal sealed partial class ExpressionBuilder
{
    private partial Scalar? Simplify(ExpressionNode node) => null;
}
