using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using NetGen.CompilerServices;

namespace NetGen.Optimizers;

/// <summary>How an optimizer changes elements, with its coefficients of one step.</summary>
internal interface IUpdateRule<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Changes the elements of a range that fill vectors; the rule over vectors, made once, keeps the coefficients in registers.</summary>
    /// <returns>Where the elements begin that are left.</returns>
    int Loop<V>(in UpdateRun<T> run, int from, int to) where V : struct, ILanes<V, T>;
}

/// <summary>The rule over a few numbers side by side: written once, over any width.</summary>
internal interface ILaneRule<V> where V : struct
{
    /// <summary>How many of the moments are read and written: 0, 1 or 2.</summary>
    static abstract int Moments { get; }

    /// <summary>What a decay does, before everything else; not called where there is none.</summary>
    void Decay(ref V gradient, ref V weight);

    /// <summary>Changes a few weights and their moments by their gradients. Moments that fade away are flushed here.</summary>
    void Update(V gradient, ref V weight, ref V moment1, ref V moment2);
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

    /// <summary>The rows that are updated, of <see cref="RowLength"/> elements; null for all elements.</summary>
    public RowSet? Rows;

    public int RowLength;

    public UpdateWidth Width;

    public readonly void Apply<TRule>(TRule rule) where TRule : struct, IUpdateRule<T>
    {
        var region = new Region<TRule> { Run = this, Rule = rule };
        if (Rows is { } rows) WorkerPool.Run(ref region, rows.Groups, 1, (long)rows.Count * RowLength * Work);
        else WorkerPool.Run(ref region, Length, Grain, (long)Length * Work);
    }

    /// <summary>Applies a rule to the elements of a range that fill vectors.</summary>
    /// <returns>Where the elements begin that are left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly int Loop<V, TRule>(TRule rule, int from, int to)
        where V : struct, ILanes<V, T>
        where TRule : struct, ILaneRule<V>
    {
        ref T weights = ref Weights, gradients = ref Gradients, moment1 = ref Moment1, moment2 = ref Moment2;
        // Without decay weights don't fade away.
        bool decays = Decay != 0;
        nint i = from;
        for (nint end = to - V.Count; i <= end; i += V.Count)
        {
            var weight = At<V>(ref weights, i);
            V m1 = default, m2 = default;
            if (TRule.Moments > 0) m1 = At<V>(ref moment1, i);
            if (TRule.Moments > 1) m2 = At<V>(ref moment2, i);
            var gradient = At<V>(ref gradients, i);
            if (decays) rule.Decay(ref gradient, ref weight);
            rule.Update(gradient, ref weight, ref m1, ref m2);
            if (decays) weight = V.Flush(weight);
            At<V>(ref weights, i) = weight;
            if (TRule.Moments > 0) At<V>(ref moment1, i) = m1;
            if (TRule.Moments > 1) At<V>(ref moment2, i) = m2;
        }
        return (int)i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref V At<V>(ref T first, nint index) => ref Unsafe.As<T, V>(ref Unsafe.Add(ref first, index));

    private ref struct Region<TRule> : IParallelRegion where TRule : struct, IUpdateRule<T>
    {
        public UpdateRun<T> Run;
        public TRule Rule;

        // Not tiered: what dynamic profiles made of it took ten times as long where two threads ran it.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        void IParallelRegion.Run(int from, int to)
        {
            var width = Run.Width;
            if (width == UpdateWidth.Hardware)
                width = Vector512.IsHardwareAccelerated ? UpdateWidth.V512
                    : Vector256.IsHardwareAccelerated ? UpdateWidth.V256
                    : Vector128.IsHardwareAccelerated ? UpdateWidth.V128 : UpdateWidth.Scalar;
            if (Run.Rows is not { } rows)
            {
                Update(width, from, to);
                return;
            }
            for (int first = from * 64; rows.Next(ref first, to * 64, out int count); first += count)
                Update(width, first * Run.RowLength, (first + count) * Run.RowLength);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Update(UpdateWidth width, int from, int to)
        {
            int done = width switch
            {
                UpdateWidth.V512 => Rule.Loop<Lanes512<T>>(Run, from, to),
                UpdateWidth.V256 => Rule.Loop<Lanes256<T>>(Run, from, to),
                UpdateWidth.V128 => Rule.Loop<Lanes128<T>>(Run, from, to),
                _ => from,
            };
            Rule.Loop<Lanes1<T>>(Run, done, to);
        }
    }
}
