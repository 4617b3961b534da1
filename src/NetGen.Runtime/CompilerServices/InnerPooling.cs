using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen.CompilerServices;

/// <summary>Maximum pools of 2x2 windows, none of which reaches beyond the image: what most networks have, and too short for loops over each window.</summary>
internal static class InnerPooling
{
    /// <summary>Whether that is what the pool is.</summary>
    public static bool Fits(in ImageLayout image, in ImageLayout result, WindowShape w) =>
        (w.Height, w.Width, w.DilationHeight, w.DilationWidth, w.Top, w.Left) == (2, 2, 1, 1, 0, 0)
        && (result.Height - 1) * w.StrideHeight + 2 <= image.Height && (result.Width - 1) * w.StrideWidth + 2 <= image.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Max<T>(ref T x, in ImageLayout xs, ref T y, in ImageLayout ys, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint right = xs.Column, down = xs.Row, stepX = window.StrideWidth * right, stepY = ys.Column;
        int channels = ys.Channels;
        for (int sample = 0; sample < samples; sample++)
            for (int row = 0; row < ys.Height; row++)
            {
                ref T from = ref Unsafe.Add(ref x, (nint)sample * xs.Sample + row * window.StrideHeight * down);
                ref T to = ref Unsafe.Add(ref y, (nint)sample * ys.Sample + row * (nint)ys.Row);
                for (int column = ys.Width; column > 0; column--)
                {
                    nint c = 0;
                    for (; c + Vector<T>.Count <= channels; c += Vector<T>.Count)
                    {
                        Vector<T> p = Vector.LoadUnsafe(ref Unsafe.Add(ref from, c)), q = Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + right));
                        Vector<T> r = Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + down)), s = Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + down + right));
                        // The processor's own maximum does not keep a NaN: the bits of one are put back, whichever operand it was.
                        var numbers = Vector.Equals(p, p) & Vector.Equals(q, q) & (Vector.Equals(r, r) & Vector.Equals(s, s));
                        var best = Vector.MaxNative(Vector.MaxNative(p, q), Vector.MaxNative(r, s));
                        (best | ~numbers).StoreUnsafe(ref Unsafe.Add(ref to, c));
                    }
                    for (; c < channels; c++)
                    {
                        T upper = T.Max(Unsafe.Add(ref from, c), Unsafe.Add(ref from, c + right)), lower = T.Max(Unsafe.Add(ref from, c + down), Unsafe.Add(ref from, c + down + right));
                        Unsafe.Add(ref to, c) = T.Max(upper, lower);
                    }
                    from = ref Unsafe.Add(ref from, stepX);
                    to = ref Unsafe.Add(ref to, stepY);
                }
            }
    }

    /// <summary>The gradient where windows don't overlap either; what lies in none of them is left as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxGradient<T>(
        ref T x, in ImageLayout xs, ref T y, in ImageLayout ys, ref T dy, in ImageLayout dys, ref T dx, in ImageLayout dxs, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint right = xs.Column, down = xs.Row, rightTo = dxs.Column, downTo = dxs.Row;
        int channels = ys.Channels;
        for (int sample = 0; sample < samples; sample++)
            for (int row = 0; row < ys.Height; row++)
            {
                ref T from = ref Unsafe.Add(ref x, (nint)sample * xs.Sample + row * window.StrideHeight * down);
                ref T to = ref Unsafe.Add(ref dx, (nint)sample * dxs.Sample + row * window.StrideHeight * downTo);
                ref T maximum = ref Unsafe.Add(ref y, (nint)sample * ys.Sample + row * (nint)ys.Row);
                ref T gradient = ref Unsafe.Add(ref dy, (nint)sample * dys.Sample + row * (nint)dys.Row);
                for (int column = ys.Width; column > 0; column--)
                {
                    nint c = 0;
                    for (; c + Vector<T>.Count <= channels; c += Vector<T>.Count)
                    {
                        Vector<T> best = Vector.LoadUnsafe(ref Unsafe.Add(ref maximum, c)), rest = Vector.LoadUnsafe(ref Unsafe.Add(ref gradient, c));
                        Share(Vector.LoadUnsafe(ref Unsafe.Add(ref from, c)), best, ref rest).StoreUnsafe(ref Unsafe.Add(ref to, c));
                        Share(Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + right)), best, ref rest).StoreUnsafe(ref Unsafe.Add(ref to, c + rightTo));
                        Share(Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + down)), best, ref rest).StoreUnsafe(ref Unsafe.Add(ref to, c + downTo));
                        Share(Vector.LoadUnsafe(ref Unsafe.Add(ref from, c + down + right)), best, ref rest).StoreUnsafe(ref Unsafe.Add(ref to, c + downTo + rightTo));
                    }
                    for (; c < channels; c++)
                    {
                        T best = Unsafe.Add(ref maximum, c), rest = Unsafe.Add(ref gradient, c);
                        Unsafe.Add(ref to, c) = Share(Unsafe.Add(ref from, c), best, ref rest);
                        Unsafe.Add(ref to, c + rightTo) = Share(Unsafe.Add(ref from, c + right), best, ref rest);
                        Unsafe.Add(ref to, c + downTo) = Share(Unsafe.Add(ref from, c + down), best, ref rest);
                        Unsafe.Add(ref to, c + downTo + rightTo) = Share(Unsafe.Add(ref from, c + down + right), best, ref rest);
                    }
                    from = ref Unsafe.Add(ref from, window.StrideWidth * right);
                    to = ref Unsafe.Add(ref to, window.StrideWidth * rightTo);
                    maximum = ref Unsafe.Add(ref maximum, ys.Column);
                    gradient = ref Unsafe.Add(ref gradient, dys.Column);
                }
            }
    }

    /// <summary>What a place gets: the gradient where it holds the maximum and none before it did. What is given is gone for later places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Share<T>(Vector<T> x, Vector<T> best, ref Vector<T> rest)
    {
        var share = (Vector.Equals(x, best) | ~Vector.Equals(x, x)) & rest;
        rest ^= share;
        return share;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Share<T>(T x, T best, ref T rest) where T : IBinaryFloatingPointIeee754<T>
    {
        if (x != best && !T.IsNaN(x)) return T.Zero;
        T share = rest;
        rest = T.Zero;
        return share;
    }
}
