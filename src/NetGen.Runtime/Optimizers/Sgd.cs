using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// Stochastic gradient descent: <c>w -= rate * g</c>. Robbins and Monro, "A stochastic approximation method", 1951.
/// </summary>
public sealed class Sgd : Optimizer
{
    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public Sgd(double learningRate, double weightDecay = 0)
        : base(learningRate, weightDecay)
    {
    }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.Sgd, 0, WeightDecay, LearningRate);

    private protected override bool KeepsWithoutGradient => true;

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(T.CreateTruncating(LearningRate), T.CreateTruncating(run.Decay)));

    private readonly struct Rule<T>(T rate, T decay) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(decay)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V decay) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => gradient += decay * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            weight -= rate * gradient;
        }
    }
}
