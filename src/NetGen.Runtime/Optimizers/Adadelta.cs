using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// Adadelta: <c>s = rho * s + (1 - rho) * g * g; d = g * sqrt(a + epsilon) / sqrt(s + epsilon); a = rho * a + (1 - rho) * d * d;
/// w -= rate * d</c>. Zeiler, "ADADELTA: an adaptive learning rate method", 2012.
/// </summary>
public sealed class Adadelta : Optimizer
{
    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="rho">The share of the running averages that stays, in [0, 1).</param>
    /// <param name="epsilon">Added under the square roots, above 0.</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public Adadelta(double learningRate = 1.0, double rho = 0.9, double epsilon = 1e-6, double weightDecay = 0)
        : base(learningRate, weightDecay, "square_avg", "acc_delta")
    {
        Rho = Fraction(rho, nameof(rho));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>The share of the running averages that stays, in [0, 1).</summary>
    public double Rho { get; }

    /// <summary>Added under the square roots, above 0.</summary>
    public double Epsilon { get; }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.Adadelta, 2, WeightDecay, LearningRate, Rho, 1 - Rho, Epsilon);

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(
            T.CreateTruncating(LearningRate), T.CreateTruncating(Rho),
            T.CreateTruncating(1 - Rho), T.CreateTruncating(Epsilon), T.CreateTruncating(run.Decay)));

    private readonly struct Rule<T>(T rate, T rho, T rest, T epsilon, T decay) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(rho), V.Create(rest), V.Create(epsilon), V.Create(decay)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V rho, V rest, V epsilon, V decay) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => gradient += decay * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            moment1 = rho * moment1 + rest * (gradient * gradient);
            var delta = V.Sqrt(moment2 + epsilon) / V.Sqrt(moment1 + epsilon) * gradient;
            moment2 = rho * moment2 + rest * (delta * delta);
            weight -= rate * delta;
            moment1 = V.FlushPositive(moment1);
            moment2 = V.FlushPositive(moment2);
        }
    }
}
