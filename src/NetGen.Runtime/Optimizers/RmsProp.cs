using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// RMSProp: <c>s = alpha * s + (1 - alpha) * g * g; w -= rate * g / (sqrt(s) + epsilon)</c>. Tieleman and Hinton, "Lecture 6.5", Coursera:
/// Neural Networks for Machine Learning, 2012; epsilon outside the root, as in PyTorch.
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="alpha">The share of the running average that stays, in [0, 1).</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public RmsProp(double learningRate = 1e-2, double alpha = 0.99, double epsilon = 1e-8, double weightDecay = 0)
        : base(learningRate, weightDecay, "square_avg")
    {
        Alpha = Fraction(alpha, nameof(alpha));
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>The share of the running average that stays, in [0, 1).</summary>
    public double Alpha { get; }

    /// <summary>Added to the denominator, above 0.</summary>
    public double Epsilon { get; }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.RmsProp, 1, WeightDecay, LearningRate, Alpha, 1 - Alpha, Epsilon);

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(
            T.CreateTruncating(LearningRate), T.CreateTruncating(Alpha),
            T.CreateTruncating(1 - Alpha), T.CreateTruncating(Epsilon), T.CreateTruncating(run.Decay)));

    private readonly struct Rule<T>(T rate, T alpha, T rest, T epsilon, T decay) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(alpha), V.Create(rest), V.Create(epsilon), V.Create(decay)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V alpha, V rest, V epsilon, V decay) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => gradient += decay * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            moment1 = alpha * moment1 + rest * (gradient * gradient);
            weight -= rate * gradient / (V.Sqrt(moment1) + epsilon);
            moment1 = V.FlushPositive(moment1);
        }
    }
}
