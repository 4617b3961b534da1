using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Computes each element of the result by a scalar expression over its operands, which broadcast as in numpy: shapes are aligned at the
/// last axis, and unbatched operands repeat over the batch. Integers load as numbers.
/// </summary>
/// <param name="StraightThrough">Stands for the derivative by operand 0 where the true one is of no use, as for a threshold.</param>
internal sealed record MapOperation(Expression Expression, Expression? StraightThrough = null) : Operation
{
    private const string StraightThroughWord = " straight-through ";

    public override string Name => "map";

    public override bool HasGpuForm => true;

    public override string Attributes => Expression + (StraightThrough is null ? "" : StraightThroughWord + StraightThrough);

    /// <summary>At most: which ones depends on the expression (a sigmoid's derivative reads its result, a sum's nothing).</summary>
    public override BackwardReads BackwardReads => BackwardReads.Operands | BackwardReads.Result;

    public static MapOperation Parse(OperationText text)
    {
        int at = text.Attributes.IndexOf(StraightThroughWord, StringComparison.Ordinal);
        if (at < 0) return new MapOperation(Expression.Parse(text.Attributes, text.Operands));
        return new MapOperation(
            Expression.Parse(text.Attributes.Substring(0, at), text.Operands),
            Expression.Parse(text.Attributes.Substring(at + StraightThroughWord.Length), text.Operands));
    }

    /// <summary>Whether the result is the sum of the operands, each once.</summary>
    public bool IsSum =>
        StraightThrough is null && Expression.Nodes.All(n => n.Operator is ScalarOperator.Load or ScalarOperator.Add)
        && Expression.Nodes.Count(n => n.Operator == ScalarOperator.Add) == Expression.Operands - 1
        && Enumerable.Range(0, Expression.Operands).All(Expression.Reads);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        if (operands.Length == 0) throw new GraphException("map: takes at least one operand.");
        OperandRules.Count(this, operands, Expression.Operands);
        if (StraightThrough is { } s && s.Operands != Expression.Operands)
            throw new GraphException($"map: the straight-through derivative takes {s.Operands} operands, the expression {Expression.Operands}.");
        var shape = operands[0].Shape;
        bool batched = false;
        foreach (var type in operands)
        {
            shape = Shape.Broadcast(shape, type.Shape) ?? throw new GraphException($"map: {type.Shape} doesn't broadcast with {shape}.");
            batched |= type.Batched;
        }
        return new TensorType(shape, Batched: batched);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        int[] result = new int[operands.Count];
        for (int i = 0; i < result.Length; i++)
        {
            var type = builder.TypeOf(operands[i]);
            result[i] = type.Element == ElementType.Real && ByOperand(builder, node, gradient, i) is var g and >= 0
                ? builder.SumTo(g, type)
                : NoGradient;
        }
        return result;
    }

    private int ByOperand(FunctionBuilder builder, int node, int gradient, int operand)
    {
        if (!Expression.Reads(operand)) return NoGradient;
        var derivative = operand == 0 && StraightThrough is { } s ? s : Expression.DifferentiateWithResult(operand);
        if (derivative.ConstantValue == 0) return NoGradient;
        if (derivative.ConstantValue == 1) return gradient;
        // The operands, the result, and the gradient; the map keeps those that the derivative reads.
        var operands = builder.Nodes[node].Operands;
        var table = new ExpressionBuilder();
        var loads = Enumerable.Range(0, operands.Count + 2).Select(table.Load).ToArray();
        var product = table.Inline(derivative, loads) * loads[operands.Count + 1];
        return builder.Map(table.Build(loads.Length, product), [.. operands, node, gradient]);
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        result.Shape.Length * Expression.Nodes.Count(n =>
            n.Operator is not (ScalarOperator.Constant or ScalarOperator.Load or ScalarOperator.Position));

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var result = evaluation.Result;
        var walk = new BroadcastWalk(result.Type, evaluation.Operands.Select(o => o.Type).ToArray());
        double[] values = new double[evaluation.Operands.Length];
        for (int i = 0; i < result.Values.Length; i++)
        {
            for (int o = 0; o < values.Length; o++) values[o] = evaluation.Operands[o].Values[walk.Offset(o, i)];
            result.Values[i] = Expression.Evaluate(values, i % result.Type.Shape.Last);
        }
    }
}
