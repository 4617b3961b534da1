using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// Gradient descent with momentum: <c>b = momentum * b + g; w -= rate * b</c>, as PyTorch has it (the rate is not inside b). Polyak, "Some
/// methods of speeding up the convergence of iteration methods", 1964.
/// </summary>
public sealed class Momentum : Optimizer
{
    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="momentum">The share of the velocity that stays, in [0, 1).</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public Momentum(double learningRate, double momentum = 0.9, double weightDecay = 0)
        : base(learningRate, weightDecay, "momentum_buffer")
    {
        Coefficient = Fraction(momentum, nameof(momentum));
    }

    /// <summary>The share of the velocity that stays, in [0, 1).</summary>
    public double Coefficient { get; }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.Momentum, 1, WeightDecay, LearningRate, Coefficient);

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(T.CreateTruncating(LearningRate), T.CreateTruncating(Coefficient), T.CreateTruncating(run.Decay)));

    private readonly struct Rule<T>(T rate, T momentum, T decay) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(momentum), V.Create(decay)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V momentum, V decay) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => gradient += decay * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            moment1 = momentum * moment1 + gradient;
            weight -= rate * moment1;
            moment1 = V.Flush(moment1);
        }
    }
}
