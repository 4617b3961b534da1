using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetGen.CompilerServices;

namespace NetGen.Optimizers;

/// <summary>How an optimizer changes elements: the rule itself is written once, over any width.</summary>
internal interface IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many of the moments are read and written: 0, 1 or 2.</summary>
    static abstract int Moments { get; }

    /// <summary>Changes a few weights and their moments by their gradients.</summary>
    void Update<V>(V gradient, ref V weight, ref V moment1, ref V moment2) where V : struct, ILanes<V, T>;
}

/// <summary>The widths that a run can be forced to, so that tests cover each on one machine.</summary>
internal enum UpdateWidth
{
    Hardware,
    Scalar,
    V128,
    V256,
    V512,
}

/// <summary>A contiguous run of parameters with one setting, and one pass over it that reads and writes every element once.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct UpdateRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Threads get multiples of so many elements: whole cache lines of all arrays, and whole vectors.</summary>
    private const int Grain = 1024;

    /// <summary>What an element costs, in the operations by which the pool decides: mostly its way from memory and back.</summary>
    private const int Work = 16;

    public required ref T Weights;
    public required ref T Gradients;
    public required ref T Moment1;
    public required ref T Moment2;
    public required int Length;

    /// <summary>The share of weights that decay takes; 0 for those it leaves out.</summary>
    public required double Decay;

    public UpdateWidth Width;

    public void Apply<TRule>(TRule rule) where TRule : struct, IUpdateRule<T>
    {
        var region = new Region<TRule> { Run = this, Rule = rule };
        WorkerPool.Run(ref region, Length, Grain, (long)Length * Work);
    }

    private ref struct Region<TRule> : IParallelRegion where TRule : struct, IUpdateRule<T>
    {
        public UpdateRun<T> Run;
        public TRule Rule;

        void IParallelRegion.Run(int from, int to)
        {
            var width = Run.Width;
            if (width == UpdateWidth.Hardware)
                width = Vector512.IsHardwareAccelerated ? UpdateWidth.V512
                    : Vector256.IsHardwareAccelerated ? UpdateWidth.V256
                    : Vector128.IsHardwareAccelerated ? UpdateWidth.V128 : UpdateWidth.Scalar;
            int done = width switch
            {
                UpdateWidth.V512 => Loop<Lanes512<T>>(from, to),
                UpdateWidth.V256 => Loop<Lanes256<T>>(from, to),
                UpdateWidth.V128 => Loop<Lanes128<T>>(from, to),
                _ => from,
            };
            Loop<Lanes1<T>>(done, to);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly int Loop<V>(int from, int to) where V : struct, ILanes<V, T>
        {
            var rule = Rule;
            ref T weights = ref Run.Weights, gradients = ref Run.Gradients, moment1 = ref Run.Moment1, moment2 = ref Run.Moment2;
            int i = from;
            for (; i <= to - V.Count; i += V.Count)
            {
                var weight = At<V>(ref weights, i);
                V m1 = default, m2 = default;
                if (TRule.Moments > 0) m1 = At<V>(ref moment1, i);
                if (TRule.Moments > 1) m2 = At<V>(ref moment2, i);
                rule.Update(At<V>(ref gradients, i), ref weight, ref m1, ref m2);
                At<V>(ref weights, i) = V.Flush(weight);
                if (TRule.Moments > 0) At<V>(ref moment1, i) = V.Flush(m1);
                if (TRule.Moments > 1) At<V>(ref moment2, i) = V.Flush(m2);
            }
            return i;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static ref V At<V>(ref T first, int index) => ref Unsafe.As<T, V>(ref Unsafe.Add(ref first, index));
    }
}
