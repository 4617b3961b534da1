using System.Numerics;

namespace NetGen.Metrics;

/// <summary>Counts right predictions by what the outputs mean. Where they are plain values there is nothing to count.</summary>
/// <param name="meaning">What the outputs mean.</param>
/// <param name="classes">Outputs of a position, along the last axis; 0 for all of a sample.</param>
/// <param name="ignored">The index of positions that don't count.</param>
internal struct AccuracyMetric<T>(OutputMeaning meaning, int classes = 0, int? ignored = null) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private long _right, _counted;

    /// <summary>The share of right predictions so far, or null where nothing was counted.</summary>
    public readonly double? Value => _counted == 0 ? null : (double)_right / _counted;

    /// <summary>Counts a batch with class indices, one for each position, or 0 and 1, one for each sample or for each output.</summary>
    public void Add(ReadOnlySpan<T> outputs, ReadOnlySpan<int> targets, int count)
    {
        if (meaning == OutputMeaning.Values || count == 0) return;
        if (meaning == OutputMeaning.Classes)
        {
            int length = outputs.Length / targets.Length;
            for (int i = 0; i < targets.Length; i++)
            {
                if (targets[i] == ignored) continue;
                if (LargestIndex(outputs.Slice(i * length, length)) == targets[i]) _right++;
                _counted++;
            }
            return;
        }
        T threshold = Threshold;
        int common = Math.Min(outputs.Length, targets.Length);
        for (int i = 0; i < common; i++)
            if (outputs[i] > threshold == targets[i] > 0) _right++;
        _counted += common;
    }

    /// <summary>Counts a batch with real targets, of the outputs' shape: distributions, or yes above one half.</summary>
    public void Add(ReadOnlySpan<T> outputs, ReadOnlySpan<T> targets, int count)
    {
        if (meaning == OutputMeaning.Values || count == 0) return;
        if (meaning == OutputMeaning.Classes)
        {
            int length = classes > 0 ? classes : outputs.Length / count;
            for (int i = 0; i < outputs.Length; i += length)
            {
                if (LargestIndex(outputs.Slice(i, length)) == LargestIndex(targets.Slice(i, length))) _right++;
                _counted++;
            }
            return;
        }
        T threshold = Threshold, half = T.CreateTruncating(0.5);
        for (int i = 0; i < outputs.Length; i++)
            if (outputs[i] > threshold == targets[i] > half) _right++;
        _counted += outputs.Length;
    }

    private readonly T Threshold => meaning == OutputMeaning.Probabilities ? T.CreateTruncating(0.5) : T.Zero;

    private static int LargestIndex(ReadOnlySpan<T> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }
}
