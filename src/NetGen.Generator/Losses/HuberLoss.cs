using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Losses;

/// <summary>
/// Huber 1964, summed over the outputs: with <c>r = y - t</c>, <c>r^2 / 2</c> where <c>|r| &lt;= delta</c>, else <c>delta (|r| - delta / 2)</c>. The
/// gradient is r, clipped to [-delta, delta].
/// </summary>
/// <param name="Delta">Where the parabola becomes a line, above 0.</param>
internal sealed record HuberLoss(double Delta = 1) : Loss
{
    public override string Name => "HuberLoss";

    public override LossScores Scores(Shape scores) => LossScores.Values;

    public override int Build(FunctionBuilder builder, int scores, int target, int weight) =>
        builder.WeightedSum(OfOne, scores, target, weight);

    private Scalar OfOne(Scalar y, Scalar t)
    {
        var r = y - t;
        var size = Scalar.Abs(r);
        // `delta < size` and not `size <= delta`: an infinite error is infinite, and a NaN stays one in either branch.
        return Scalar.Select(Scalar.Greater(size, Delta), Delta * (size - 0.5 * Delta), 0.5 * (r * r));
    }
}
