using System.Numerics;

namespace NetGen.Metrics;

/// <summary>Counts right predictions by what the outputs mean. Where they are plain values there is nothing to count.</summary>
internal struct AccuracyMetric<T>(OutputMeaning meaning) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private long _right, _counted;

    /// <summary>The share of right predictions so far, or null where nothing was counted.</summary>
    public readonly double? Value => _counted == 0 ? null : (double)_right / _counted;

    /// <summary>Counts a batch with class indices, or 0 and 1, one for each sample or for each output.</summary>
    public void Add(ReadOnlySpan<T> outputs, ReadOnlySpan<int> targets, int count)
    {
        if (meaning == OutputMeaning.Values || count == 0) return;
        int length = outputs.Length / count;
        if (meaning == OutputMeaning.Classes)
        {
            for (int s = 0; s < count; s++)
                if (LargestIndex(outputs.Slice(s * length, length)) == targets[s]) _right++;
            _counted += count;
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
        int length = outputs.Length / count;
        if (meaning == OutputMeaning.Classes)
        {
            for (int s = 0; s < count; s++)
                if (LargestIndex(outputs.Slice(s * length, length)) == LargestIndex(targets.Slice(s * length, length))) _right++;
            _counted += count;
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
