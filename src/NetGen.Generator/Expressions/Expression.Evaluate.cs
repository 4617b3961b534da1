namespace NetGen.Compiler.Expressions;

internal sealed partial record Expression
{
    /// <summary>The value in double: the reference.</summary>
    /// <param name="operands">One element of each operand.</param>
    /// <param name="position">The element's position on the last axis, for expressions that read it.</param>
    public double Evaluate(ReadOnlySpan<double> operands, double position = 0)
    {
        if (operands.Length < Operands) throw new ArgumentException($"The expression has {Operands} operands, not {operands.Length}.", nameof(operands));
        var nodes = Nodes.Span;
        Span<double> values = nodes.Length <= 64 ? stackalloc double[nodes.Length] : new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            var n = nodes[i];
            values[i] = n.Operator switch
            {
                ScalarOperator.Constant => n.Value,
                ScalarOperator.Load => operands[n.A],
                ScalarOperator.Position => position,
                _ => ScalarMath.Apply(n.Operator, values[n.A], n.B < 0 ? 0 : values[n.B], n.C < 0 ? 0 : values[n.C]),
            };
        }
        return values[nodes.Length - 1];
    }
}
