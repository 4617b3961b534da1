using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Losses;

/// <summary>The few compositions that losses and penalties are made of.</summary>
internal static class LossNodes
{
    public static int Map(FunctionBuilder builder, Func<Scalar[], Scalar> body, params int[] operands) =>
        builder.Add(new MapOperation(Expression.Of(operands.Length, body)), operands);

    /// <summary>The sum over the last axis, which stays with size 1.</summary>
    public static int SumLast(FunctionBuilder builder, int value) =>
        builder.Add(new ReduceOperation(ReduceKind.Sum, [builder.ShapeOf(value).Rank - 1], OverBatch: false), value);

    /// <summary>The sum over everything, the batch too, as an unbatched scalar.</summary>
    public static int Total(FunctionBuilder builder, int value)
    {
        var type = builder.TypeOf(value);
        var axes = Enumerable.Range(0, type.Shape.Rank).ToEquatableArray();
        if (axes.Count > 0 || type.Batched) value = builder.Add(new ReduceOperation(ReduceKind.Sum, axes, OverBatch: type.Batched), value);
        return axes.Count == 0 ? value : builder.Add(new ReshapeOperation(Shape.Scalar), value);
    }

    /// <summary>The weighted sum over samples of a function of one score and its target, summed over the outputs.</summary>
    public static int WeightedSum(FunctionBuilder builder, Func<Scalar, Scalar, Scalar> body, int scores, int target, int weight) =>
        Total(builder, Map(builder, x => x[2] * body(x[0], x[1]), scores, target, weight));

    /// <summary>An unbatched vector.</summary>
    public static int Constant(FunctionBuilder builder, EquatableArray<double> values) =>
        builder.Add(new ConstantOperation(new Shape(values.Count), values));
}
