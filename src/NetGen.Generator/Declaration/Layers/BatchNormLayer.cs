using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>
/// Each feature of the last axis less its mean over its standard deviation. With PyTorch's statistics: the biased variance of the batch
/// normalises, the unbiased one moves the running variance; for a single value that is the variance 0, where PyTorch refuses.
/// </summary>
internal sealed record BatchNormLayer(double Momentum, double Epsilon, bool Affine) : Layer
{
    public static BatchNormLayer Read(AttributeArguments a) => new(a.Number("Momentum", 0.1), a.Number("Epsilon", 1e-5), a.Boolean("Affine", true));

    public override string Kind => "BatchNorm";

    public override void Check(Problems problems)
    {
        problems.Require(Momentum >= 0 && Momentum <= 1, "Momentum", Momentum, "at least 0 and at most 1");
        problems.RequirePositive("Epsilon", Epsilon);
    }

    public override Shape? Infer(Shape input, Problems problems)
    {
        if (input.Rank > 0) return input;
        problems.RefuseShape(input, "features along a last axis", "give the input one, such as Input(1), or put Flatten before this layer");
        return null;
    }

    public override int Build(LayerContext context, int input)
    {
        var features = new Shape(context.ShapeOf(input).Last);
        int runningMean = context.State("running_mean", features, 0, input);
        int runningVariance = context.State("running_var", features, 1, input);
        int oldMean = context.ReadState(runningMean), oldVariance = context.ReadState(runningVariance);
        var (mean, variance) = (oldMean, oldVariance);
        if (context.Training && !context.Frozen)
        {
            int count = Count(context, input);
            mean = context.Map(x => x[0] / x[1], SumOverBatch(context, input, features), count);
            int squares = context.Map(x => (x[0] - x[1]) * (x[0] - x[1]), input, mean);
            variance = context.Map(x => x[0] / x[1], SumOverBatch(context, squares, features), count);
            context.WriteState(runningMean, context.Map(x => (1 - Momentum) * x[0] + Momentum * x[1], oldMean, mean));
            context.WriteState(runningVariance, context.Map(
                x => (1 - Momentum) * x[0] + Momentum * (x[1] * (x[2] / Scalar.Max(x[2] - 1, 1))), oldVariance, variance, count));
        }
        int scale = context.Map(x => 1 / Scalar.Sqrt(x[0] + Epsilon), variance);
        if (!Affine) return context.Map(x => (x[0] - x[1]) * x[2], input, mean, scale);
        int weight = context.Parameter("weight", features, new(InitializerKind.Constant, 1), features.Last, features.Last, isWeight: false, input);
        int bias = context.Parameter("bias", features, new(InitializerKind.Zeros), features.Last, features.Last, isWeight: false, input);
        return context.Map(
            x => (x[0] - x[1]) * x[2] + x[3], input, mean, context.Map(x => x[0] * x[1], scale, weight), bias);
    }

    /// <summary>The number of values of a feature in the batch.</summary>
    private static int Count(LayerContext context, int input)
    {
        var shape = context.ShapeOf(input);
        double positions = shape.Length / shape.Last;
        int samples = context.Builder.Add(new BatchSizeOperation());
        return positions == 1 ? samples : context.Map(x => x[0] * positions, samples);
    }

    private static int SumOverBatch(LayerContext context, int node, Shape features)
    {
        int rank = context.ShapeOf(node).Rank;
        int sum = context.Builder.Add(new ReduceOperation(ReduceKind.Sum, Enumerable.Range(0, rank - 1).ToEquatableArray(), OverBatch: true), node);
        return rank == 1 ? sum : context.Reshape(sum, features);
    }
}
