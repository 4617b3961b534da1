using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Losses;

/// <summary>The few compositions that losses are made of.</summary>
internal static class LossNodes
{
    /// <summary>The sum over the last axis, which stays with size 1.</summary>
    public static int SumLast(this FunctionBuilder builder, int value) =>
        builder.Reduce(ReduceKind.Sum, value, overBatch: false, builder.ShapeOf(value).Rank - 1);

    /// <summary>The weighted sum over samples of a function of one score and its target, summed over the outputs.</summary>
    public static int WeightedSum(this FunctionBuilder builder, Func<Scalar, Scalar, Scalar> body, int scores, int target, int weight) =>
        builder.SumAll(builder.Map(x => x[2] * body(x[0], x[1]), scores, target, weight), overBatch: true);
}
