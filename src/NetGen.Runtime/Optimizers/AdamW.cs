using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// Adam with decoupled decay: <c>w -= rate * decay * w</c> beside Adam's step, in place of a term of the gradient. Loshchilov and Hutter,
/// "Decoupled weight decay regularization", ICLR 2019.
/// </summary>
public sealed class AdamW : Optimizer
{
    // The step size and epsilon of the step at hand, both times the root of v's correction, so that v itself needs none.
    private double _rate, _epsilon;

    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="beta1">The share of the mean gradient that stays, in [0, 1).</param>
    /// <param name="beta2">The share of the mean squared gradient that stays, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <param name="weightDecay">The share of the weights that a step with rate 1 takes, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
        : base(learningRate, weightDecay, "exp_avg", "exp_avg_sq")
    {
        Beta1 = Fraction(beta1, nameof(beta1));
        Beta2 = Fraction(beta2, nameof(beta2));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>The share of the mean gradient that stays, in [0, 1).</summary>
    public double Beta1 { get; }

    /// <summary>The share of the mean squared gradient that stays, in [0, 1).</summary>
    public double Beta2 { get; }

    /// <summary>Added to the denominator, above 0.</summary>
    public double Epsilon { get; }

    private protected override void BeginStep()
    {
        double root = Math.Sqrt(1 - PortableMath.Power(Beta2, Steps));
        _rate = LearningRate * root / (1 - PortableMath.Power(Beta1, Steps));
        // Padding is 0 / epsilon.
        _epsilon = Math.Max(Epsilon * root, Smallest<float>.Normal);
    }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.AdamW, 2, 1 - LearningRate * WeightDecay, _rate, Beta1, 1 - Beta1, Beta2, 1 - Beta2, _epsilon);

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(
            T.CreateTruncating(_rate), T.CreateTruncating(Beta1), T.CreateTruncating(1 - Beta1), T.CreateTruncating(Beta2),
            T.CreateTruncating(1 - Beta2), T.CreateTruncating(_epsilon), T.CreateTruncating(1 - LearningRate * run.Decay)));

    private readonly struct Rule<T>(T rate, T beta1, T rest1, T beta2, T rest2, T epsilon, T kept) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(beta1), V.Create(rest1), V.Create(beta2), V.Create(rest2), V.Create(epsilon), V.Create(kept)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V beta1, V rest1, V beta2, V rest2, V epsilon, V kept) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => weight *= kept;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            moment1 = beta1 * moment1 + rest1 * gradient;
            moment2 = beta2 * moment2 + rest2 * (gradient * gradient);
            weight -= rate * moment1 / (V.Sqrt(moment2) + epsilon);
            moment1 = V.Flush(moment1);
            moment2 = V.FlushPositive(moment2);
        }
    }
}
