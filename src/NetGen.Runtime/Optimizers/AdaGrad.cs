using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.CompilerServices;
using NetGen.Optimizers;

namespace NetGen;

/// <summary>
/// AdaGrad: <c>s += g * g; w -= rate * g / (sqrt(s) + epsilon)</c>. Duchi, Hazan and Singer, "Adaptive subgradient methods for online
/// learning and stochastic optimization", JMLR 12 (2011).
/// </summary>
public sealed class AdaGrad : Optimizer
{
    /// <summary>Sets up the optimizer; the hyperparameters are checked.</summary>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <param name="epsilon">Added to the denominator, above 0.</param>
    /// <param name="weightDecay">How strongly weights are pulled to zero, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A hyperparameter is outside its range.</exception>
    public AdaGrad(double learningRate = 1e-2, double epsilon = 1e-10, double weightDecay = 0)
        : base(learningRate, weightDecay, "sum")
    {
        Epsilon = Positive(epsilon, nameof(epsilon));
    }

    /// <summary>Added to the denominator, above 0.</summary>
    public double Epsilon { get; }

    private protected override DeviceUpdate DeviceStep => new(DeviceRule.AdaGrad, 1, WeightDecay, LearningRate, Epsilon);

    private protected override bool KeepsWithoutGradient => true;

    private protected override void Update<T>(UpdateRun<T> run) =>
        run.Apply(new Rule<T>(T.CreateTruncating(LearningRate), T.CreateTruncating(Epsilon), T.CreateTruncating(run.Decay)));

    private readonly struct Rule<T>(T rate, T epsilon, T decay) : IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T> =>
            run.Loop<V, Lanes<V, T>>(new(V.Create(rate), V.Create(epsilon), V.Create(decay)), from, to);
    }

    private readonly struct Lanes<V, T>(V rate, V epsilon, V decay) : ILaneRule<V>
        where V : struct, ILanes<V, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Decay(ref V gradient, ref V weight) => gradient += decay * weight;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Update(V gradient, ref V weight, ref V moment1, ref V moment2)
        {
            moment1 += gradient * gradient;
            weight -= rate * gradient / (V.Sqrt(moment1) + epsilon);
            moment1 = V.FlushPositive(moment1);
        }
    }
}
