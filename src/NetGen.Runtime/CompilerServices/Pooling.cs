using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NetGen.CompilerServices;

/// <summary>For generated code: pools and their gradients, in vectors of channels. Images are given by their first element and their shape.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Pooling
{
    /// <summary>y[h, w, c]: the largest x[., ., c] below the window; padding never wins, and NaN always.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Max<T>(ref T x, in ImageLayout xs, ref T y, in ImageLayout ys, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (InnerPooling.Fits(xs, ys, window))
        {
            InnerPooling.Max(ref x, xs, ref y, ys, window, samples);
            return;
        }
        foreach (var place in new Places(ys, window, xs, samples))
        {
            ref T from = ref Unsafe.Add(ref x, place.Image);
            ref T to = ref Unsafe.Add(ref y, place.Result(ys));
            int c = 0;
            for (; c + Vector<T>.Count <= ys.Channels; c += Vector<T>.Count)
            {
                var best = new Vector<T>(T.NegativeInfinity);
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++) best = Vector.Max(best, Vector.LoadUnsafe(ref Unsafe.Add(ref from, place.Tap(r, k) + c)));
                best.StoreUnsafe(ref Unsafe.Add(ref to, c));
            }
            for (; c < ys.Channels; c++)
            {
                T best = T.NegativeInfinity;
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++) best = T.Max(best, Unsafe.Add(ref from, place.Tap(r, k) + c));
                Unsafe.Add(ref to, c) = best;
            }
        }
    }

    /// <summary>dx: each dy goes to the first place of its window, in row order, that holds the maximum y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxGradient<T>(
        ref T x, in ImageLayout xs, ref T y, in ImageLayout ys, ref T dy, in ImageLayout dys, ref T dx, in ImageLayout dxs, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool tiles = Tiles(dxs, ys, window);
        if (!tiles) Clear(ref dx, dxs, samples);
        if (window is { StrideHeight: >= 2, StrideWidth: >= 2 } && InnerPooling.Fits(xs, ys, window))
        {
            InnerPooling.MaxGradient(ref x, xs, ref y, ys, ref dy, dys, ref dx, dxs, window, samples);
            return;
        }
        foreach (var place in new Places(ys, window, xs, samples))
        {
            ref T from = ref Unsafe.Add(ref x, place.Image);
            ref T maximum = ref Unsafe.Add(ref y, place.Result(ys));
            ref T gradient = ref Unsafe.Add(ref dy, place.Result(dys));
            var other = place.In(dxs);
            ref T to = ref Unsafe.Add(ref dx, other.Image);
            int c = 0;
            for (; c + Vector<T>.Count <= ys.Channels; c += Vector<T>.Count)
            {
                Vector<T> best = Vector.LoadUnsafe(ref Unsafe.Add(ref maximum, c)), value = Vector.LoadUnsafe(ref Unsafe.Add(ref gradient, c));
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++)
                    {
                        var v = Vector.LoadUnsafe(ref Unsafe.Add(ref from, place.Tap(r, k) + c));
                        // What is given is no longer there for later places.
                        var share = (Vector.Equals(v, best) | ~Vector.Equals(v, v)) & value;
                        value ^= share;
                        ref T target = ref Unsafe.Add(ref to, other.Tap(r, k) + c);
                        (tiles ? share : Vector.LoadUnsafe(ref target) + share).StoreUnsafe(ref target);
                    }
            }
            for (; c < ys.Channels; c++)
            {
                T value = Unsafe.Add(ref gradient, c);
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++)
                    {
                        T v = Unsafe.Add(ref from, place.Tap(r, k) + c);
                        T share = v == Unsafe.Add(ref maximum, c) || T.IsNaN(v) ? value : T.Zero;
                        value -= share;
                        ref T target = ref Unsafe.Add(ref to, other.Tap(r, k) + c);
                        target = tiles ? share : target + share;
                    }
            }
        }
    }

    /// <summary>y: what z holds at the first place of each window, in row order, where x holds the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MaxSelect<T>(
        ref T x, in ImageLayout xs, ref T maximum, in ImageLayout ms, ref T z, in ImageLayout zs, ref T y, in ImageLayout ys, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var place in new Places(ys, window, xs, samples))
        {
            var other = place.In(zs);
            for (int c = 0; c < ys.Channels; c++)
            {
                T best = Unsafe.Add(ref maximum, place.Result(ms) + c), found = T.Zero;
                bool free = true;
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++)
                    {
                        T v = Unsafe.Add(ref x, place.Image + place.Tap(r, k) + c);
                        if (!free || (v != best && !T.IsNaN(v))) continue;
                        found = Unsafe.Add(ref z, other.Image + other.Tap(r, k) + c);
                        free = false;
                    }
                Unsafe.Add(ref y, place.Result(ys) + c) = found;
            }
        }
    }

    /// <summary>y[h, w, c]: the sum of x[., ., c] below the window.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum<T>(ref T x, in ImageLayout xs, ref T y, in ImageLayout ys, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (var place in new Places(ys, window, xs, samples))
        {
            ref T from = ref Unsafe.Add(ref x, place.Image);
            ref T to = ref Unsafe.Add(ref y, place.Result(ys));
            int c = 0;
            for (; c + Vector<T>.Count <= ys.Channels; c += Vector<T>.Count)
            {
                var sum = Vector<T>.Zero;
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++) sum += Vector.LoadUnsafe(ref Unsafe.Add(ref from, place.Tap(r, k) + c));
                sum.StoreUnsafe(ref Unsafe.Add(ref to, c));
            }
            for (; c < ys.Channels; c++)
            {
                T sum = T.Zero;
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++) sum += Unsafe.Add(ref from, place.Tap(r, k) + c);
                Unsafe.Add(ref to, c) = sum;
            }
        }
    }

    /// <summary>dx[h, w, c]: the sum of the dy whose windows read it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumGradient<T>(ref T dy, in ImageLayout dys, ref T dx, in ImageLayout dxs, WindowShape window, int samples)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool tiles = Tiles(dxs, dys, window);
        if (!tiles) Clear(ref dx, dxs, samples);
        foreach (var place in new Places(dys, window, dxs, samples))
        {
            ref T from = ref Unsafe.Add(ref dy, place.Result(dys));
            ref T to = ref Unsafe.Add(ref dx, place.Image);
            int c = 0;
            for (; c + Vector<T>.Count <= dys.Channels; c += Vector<T>.Count)
            {
                var value = Vector.LoadUnsafe(ref Unsafe.Add(ref from, c));
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++)
                    {
                        ref T target = ref Unsafe.Add(ref to, place.Tap(r, k) + c);
                        (tiles ? value : Vector.LoadUnsafe(ref target) + value).StoreUnsafe(ref target);
                    }
            }
            for (; c < dys.Channels; c++)
                for (int r = 0; r < place.Rows; r++)
                    for (int k = 0; k < place.Columns; k++)
                    {
                        ref T target = ref Unsafe.Add(ref to, place.Tap(r, k) + c);
                        target = tiles ? Unsafe.Add(ref from, c) : target + Unsafe.Add(ref from, c);
                    }
        }
    }

    /// <summary>Whether the windows cover the image without overlap or gap, so that its gradient is written once.</summary>
    private static bool Tiles(in ImageLayout image, in ImageLayout result, WindowShape w) =>
        (w.Height, w.Width, w.DilationHeight, w.DilationWidth, w.Top, w.Left) == (w.StrideHeight, w.StrideWidth, 1, 1, 0, 0)
        && image.Height == result.Height * w.Height && image.Width == result.Width * w.Width;

    private static void Clear<T>(ref T image, in ImageLayout shape, int samples)
    {
        for (int sample = 0; sample < samples; sample++)
            for (int row = 0; row < shape.Height; row++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref image, (nint)sample * shape.Sample + (nint)row * shape.Row), (shape.Width - 1) * shape.Column + shape.Channels).Clear();
    }
}
