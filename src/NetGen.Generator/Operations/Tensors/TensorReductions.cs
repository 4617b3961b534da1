using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The functions of tensors that users call, along axes: compositions of maps and reductions, which fuse. Without axes they take all of a sample.</summary>
internal static class TensorReductions
{
    public static int SumOver(this FunctionBuilder builder, int x, int[]? axes = null, bool keep = false) => builder.ReduceOver(ReduceKind.Sum, x, axes, keep);

    public static int MaxOver(this FunctionBuilder builder, int x, int[]? axes = null, bool keep = false) => builder.ReduceOver(ReduceKind.Max, x, axes, keep);

    public static int MinOver(this FunctionBuilder builder, int x, int[]? axes = null, bool keep = false) =>
        builder.Map(v => -v[0], builder.MaxOver(builder.Map(v => -v[0], x), axes, keep));

    public static int MeanOver(this FunctionBuilder builder, int x, int[]? axes = null, bool keep = false)
    {
        double count = builder.Axes(x, axes).Aggregate(1.0, (n, a) => n * builder.ShapeOf(x)[a]);
        int sum = builder.SumOver(x, axes, keep);
        return count == 1 ? sum : builder.Map(v => v[0] * (1 / count), sum);
    }

    /// <summary>The mean square distance from the mean (the biased variance).</summary>
    public static int VarianceOver(this FunctionBuilder builder, int x, int[]? axes = null, bool keep = false)
    {
        int mean = builder.MeanOver(x, axes, keep: true);
        return builder.MeanOver(builder.Map(v => (v[0] - v[1]) * (v[0] - v[1]), x, mean), axes, keep);
    }

    /// <summary>exp(x) over its sum; the largest is subtracted first, so that no exponential overflows.</summary>
    public static int SoftmaxOver(this FunctionBuilder builder, int x, int axis = -1)
    {
        int[] axes = [builder.Axis(x, axis)];
        int exp = builder.Map(v => Scalar.Exp(v[0] - v[1]), x, builder.Largest(x, axes));
        return builder.Map(v => v[0] / v[1], exp, builder.SumOver(exp, axes, keep: true));
    }

    public static int LogSoftmaxOver(this FunctionBuilder builder, int x, int axis = -1)
    {
        int[] axes = [builder.Axis(x, axis)];
        int shifted = builder.Map(v => v[0] - v[1], x, builder.Largest(x, axes));
        int sum = builder.SumOver(builder.Map(v => Scalar.Exp(v[0]), shifted), axes, keep: true);
        return builder.Map(v => v[0] - Scalar.Log(v[1]), shifted, sum);
    }

    public static int LogSumExpOver(this FunctionBuilder builder, int x, int axis = -1, bool keep = false)
    {
        int[] axes = [builder.Axis(x, axis)];
        int largest = builder.Largest(x, axes);
        int sum = builder.SumOver(builder.Map(v => Scalar.Exp(v[0] - v[1]), x, largest), axes, keep: true);
        return builder.WithoutAxes(builder.Map(v => v[1] + Scalar.Log(v[0]), sum, largest), axes, keep);
    }

    /// <summary>x over its Euclidean length, which counts as at least epsilon; where it is less, the length has no gradient.</summary>
    public static int L2Normalize(this FunctionBuilder builder, int x, int axis = -1, double epsilon = 1e-12)
    {
        if (!(epsilon > 0) || double.IsInfinity(epsilon)) throw new TensorException("epsilon", "The least length must be above 0 and finite.");
        int squares = builder.SumOver(builder.Map(v => v[0] * v[0], x), [builder.Axis(x, axis)], keep: true);
        return builder.Map(v => v[0] / Scalar.Sqrt(Scalar.Max(v[1], epsilon * epsilon)), x, squares);
    }

    /// <summary>The position of the first of the largest along an axis, as a number. It has no gradient.</summary>
    public static int ArgMax(this FunctionBuilder builder, int x, int axis = -1, bool keep = false)
    {
        axis = builder.Axis(x, axis);
        var shape = builder.ShapeOf(x);
        x = builder.StopGradient(x);
        int max = builder.MaxOver(x, [axis], keep: true);
        int found = axis == shape.Rank - 1
            ? builder.Map(v => Scalar.Select(Scalar.Equal(v[0], v[1]), -v[0].Builder.Position(), double.NegativeInfinity), x, max)
            : builder.Map(v => Scalar.Select(Scalar.Equal(v[0], v[1]), -v[2], double.NegativeInfinity), x, max, Positions(builder, shape, axis));
        return builder.Map(v => -v[0], builder.MaxOver(found, [axis], keep));
    }

    /// <summary>1 at the position of each integer along a new last axis, else 0.</summary>
    public static int OneHot(this FunctionBuilder builder, int x, int classes)
    {
        if (classes < 1) throw new TensorException("classes", $"There must be at least one class, got {classes}.");
        // The second operand isn't read: it gives the result its last axis.
        int zeros = builder.Fill(0, TensorType.Unbatched(new Shape(classes)));
        return builder.Map(v => Scalar.Equal(v[0], v[0].Builder.Position()), builder.ExpandDimensions(x, -1), zeros);
    }

    /// <summary>
    /// The cross-entropy of each position between the class that an integer says and the softmax of the scores along the last axis; zero where the integer is no class.
    /// </summary>
    public static int CrossEntropy(this FunctionBuilder builder, int scores, int target)
    {
        var shape = builder.ShapeOf(scores);
        if (shape.Rank == 0 || builder.ShapeOf(target) != new Shape([.. shape.Dimensions.Take(shape.Rank - 1)]))
            throw new TensorException("target", $"Scores {shape} have a class at each position before the last axis, but the integers are {builder.ShapeOf(target)}.");
        int[] last = [shape.Rank - 1];
        int shifted = builder.Map(v => v[0] - v[1], scores, builder.Largest(scores, last));
        int sum = builder.SumOver(builder.Map(v => Scalar.Exp(v[0]), shifted), last, keep: true);
        int index = builder.ExpandDimensions(target, -1);
        int chosen = builder.SumOver(builder.Map(v => Scalar.Select(Scalar.Equal(v[1], v[1].Builder.Position()), v[0], 0.0), shifted, index), last, keep: true);
        int loss = builder.Map(
            v => Scalar.Select(Scalar.Greater(v[2], -0.5), Scalar.Select(Scalar.Greater(-v[2], 0.5 - shape.Last), Scalar.Log(v[0]) - v[1], 0.0), 0.0), sum, chosen, index);
        return builder.WithoutAxes(loss, last, keep: false);
    }

    /// <summary>The sum over the samples of the batch: the same for all of them.</summary>
    public static int BatchSum(this FunctionBuilder builder, int x) => builder.TypeOf(x).Batched ? builder.Reduce(ReduceKind.Sum, x, overBatch: true) : x;

    /// <summary>The mean over the samples of the batch.</summary>
    public static int BatchMean(this FunctionBuilder builder, int x) =>
        builder.TypeOf(x).Batched ? builder.Map(v => v[0] / v[1], builder.BatchSum(x), builder.Add(new BatchSizeOperation())) : x;

    private static int ReduceOver(this FunctionBuilder builder, ReduceKind kind, int x, int[]? axes, bool keep)
    {
        int[] all = builder.Axes(x, axes);
        int[] longer = all.Where(a => builder.ShapeOf(x)[a] > 1).ToArray();
        int reduced = longer.Length == 0 ? x : builder.Reduce(kind, x, false, longer);
        return builder.WithoutAxes(reduced, all, keep);
    }

    private static int WithoutAxes(this FunctionBuilder builder, int x, int[] axes, bool keep) =>
        keep ? x : builder.Reshape(x, new Shape(builder.ShapeOf(x).Dimensions.Where((_, a) => !axes.Contains(a)).ToArray()));

    /// <summary>What the results don't depend on, so its gradient is zero.</summary>
    private static int Largest(this FunctionBuilder builder, int x, int[] axes) => builder.StopGradient(builder.MaxOver(x, axes, keep: true));

    private static int Positions(FunctionBuilder builder, Shape shape, int axis)
    {
        int[] sizes = Enumerable.Range(axis, shape.Rank - axis).Select(a => a == axis ? shape[a] : 1).ToArray();
        return builder.Add(new ConstantOperation(new Shape(sizes), Enumerable.Range(0, shape[axis]).Select(i => (double)i).ToEquatableArray()));
    }
}
