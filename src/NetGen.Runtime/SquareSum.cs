using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen;

/// <summary>Sums of squares in double, over lanes that are the same whatever vectors the processor has.</summary>
internal static class SquareSum
{
    public static double Of<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        int done = 0;
        if (typeof(T) == typeof(float))
        {
            var vectors = MemoryMarshal.Cast<T, Vector128<float>>(values);
            Vector128<double> low = default, high = default;
            foreach (var v in vectors)
            {
                var (a, b) = Vector128.Widen(v);
                low += a * a;
                high += b * b;
            }
            sum = Vector128.Sum(low + high);
            done = vectors.Length * Vector128<float>.Count;
        }
        for (; done < values.Length; done++)
        {
            double v = double.CreateTruncating(values[done]);
            sum += v * v;
        }
        return sum;
    }

    /// <summary>Multiplies all values by a number.</summary>
    public static void Scale<T>(Span<T> values, T factor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(values);
        foreach (ref var v in vectors) v *= factor;
        for (int i = vectors.Length * Vector<T>.Count; i < values.Length; i++) values[i] *= factor;
    }
}
