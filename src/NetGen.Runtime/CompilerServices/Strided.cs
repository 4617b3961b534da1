using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.Compiler.Operations;

namespace NetGen.CompilerServices;

/// <summary>For generated code: values of several axes moved and interpolated. Sizes and distances are given axis by axis, the batch first.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Strided
{
    /// <summary>Copies elements.</summary>
    public static void Copy<T>(ref T from, ReadOnlySpan<int> fromStrides, ref T to, ReadOnlySpan<int> toStrides, ReadOnlySpan<int> sizes) where T : unmanaged
    {
        int last = sizes.Length - 1;
        if (sizes.Length > 1)
        {
            for (int i = 0; i < sizes[0]; i++)
                Copy(ref Unsafe.Add(ref from, (nint)i * fromStrides[0]), fromStrides[1..], ref Unsafe.Add(ref to, (nint)i * toStrides[0]), toStrides[1..], sizes[1..]);
            return;
        }
        if (last == 0 && fromStrides[0] == 1 && toStrides[0] == 1) MemoryMarshal.CreateSpan(ref from, sizes[0]).CopyTo(MemoryMarshal.CreateSpan(ref to, sizes[0]));
        else
            for (int i = 0; i < sizes[0]; i++) Unsafe.Add(ref to, (nint)i * toStrides[0]) = Unsafe.Add(ref from, (nint)i * fromStrides[0]);
    }

    /// <summary>Sets elements to zero.</summary>
    public static void Clear<T>(ref T to, nint length) where T : unmanaged
    {
        for (; length > 0; length -= 1 << 24, to = ref Unsafe.Add(ref to, 1 << 24)) MemoryMarshal.CreateSpan(ref to, (int)Math.Min(length, 1 << 24)).Clear();
    }

    /// <summary>Linear interpolation along an axis to <paramref name="scale"/> times its size (<c>InterpolateOperation</c>).</summary>
    /// <param name="sizes">Those of x.</param>
    public static void Interpolate<T>(
        ref T x, ReadOnlySpan<int> xStrides, ref T y, ReadOnlySpan<int> yStrides, ReadOnlySpan<int> sizes, int axis, int scale) where T : unmanaged, INumber<T>
    {
        if (axis > 0)
        {
            for (int i = 0; i < sizes[0]; i++)
                Interpolate(ref Unsafe.Add(ref x, (nint)i * xStrides[0]), xStrides[1..], ref Unsafe.Add(ref y, (nint)i * yStrides[0]), yStrides[1..], sizes[1..], axis - 1, scale);
            return;
        }
        for (int i = 0; i < sizes[0] * scale; i++)
        {
            var (lower, upper, weight) = InterpolateOperation.Taps(i, scale, sizes[0]);
            Mix(
                ref Unsafe.Add(ref x, (nint)lower * xStrides[0]), T.CreateTruncating(1 - weight), ref Unsafe.Add(ref x, (nint)upper * xStrides[0]), T.CreateTruncating(weight),
                xStrides[1..], ref Unsafe.Add(ref y, (nint)i * yStrides[0]), yStrides[1..], sizes[1..], add: false);
        }
    }

    /// <summary>The gradient of <see cref="Interpolate"/>.</summary>
    /// <param name="sizes">Those of dx.</param>
    public static void InterpolateGradient<T>(
        ref T dy, ReadOnlySpan<int> dyStrides, ref T dx, ReadOnlySpan<int> dxStrides, ReadOnlySpan<int> sizes, int axis, int scale) where T : unmanaged, INumber<T>
    {
        if (axis > 0)
        {
            for (int i = 0; i < sizes[0]; i++)
                InterpolateGradient(
                    ref Unsafe.Add(ref dy, (nint)i * dyStrides[0]), dyStrides[1..], ref Unsafe.Add(ref dx, (nint)i * dxStrides[0]), dxStrides[1..], sizes[1..], axis - 1, scale);
            return;
        }
        for (int i = 0; i < sizes[0]; i++)
            Mix(ref dy, T.Zero, ref dy, T.Zero, dyStrides[1..], ref Unsafe.Add(ref dx, (nint)i * dxStrides[0]), dxStrides[1..], sizes[1..], add: false);
        for (int i = 0; i < sizes[0] * scale; i++)
        {
            var (lower, upper, weight) = InterpolateOperation.Taps(i, scale, sizes[0]);
            ref T from = ref Unsafe.Add(ref dy, (nint)i * dyStrides[0]);
            Mix(
                ref from, T.CreateTruncating(1 - weight), ref from, T.Zero, dyStrides[1..], ref Unsafe.Add(ref dx, (nint)lower * dxStrides[0]), dxStrides[1..], sizes[1..], add: true);
            if (weight != 0)
                Mix(
                    ref from, T.CreateTruncating(weight), ref from, T.Zero, dyStrides[1..], ref Unsafe.Add(ref dx, (nint)upper * dxStrides[0]), dxStrides[1..], sizes[1..], add: true);
        }
    }

    /// <summary>c = (or +=) p a + q b over the rest of the axes; a weight of zero leaves out its operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix<T>(
        ref T a, T p, ref T b, T q, ReadOnlySpan<int> strides, ref T c, ReadOnlySpan<int> cStrides, ReadOnlySpan<int> sizes, bool add) where T : unmanaged, INumber<T>
    {
        if (sizes.Length > 1)
        {
            for (int i = 0; i < sizes[0]; i++)
            {
                nint from = (nint)i * strides[0];
                Mix(ref Unsafe.Add(ref a, from), p, ref Unsafe.Add(ref b, from), q, strides[1..], ref Unsafe.Add(ref c, (nint)i * cStrides[0]), cStrides[1..], sizes[1..], add);
            }
            return;
        }
        int length = sizes.Length == 0 ? 1 : sizes[0], j = 0, step = sizes.Length == 0 ? 1 : strides[0], cStep = sizes.Length == 0 ? 1 : cStrides[0];
        bool one = p == T.Zero, other = q == T.Zero;
        if (step == 1 && cStep == 1)
            for (; j + Vector<T>.Count <= length; j += Vector<T>.Count)
            {
                ref T to = ref Unsafe.Add(ref c, j);
                var sum = add ? Vector.LoadUnsafe(ref to) : Vector<T>.Zero;
                if (!one) sum += Vector.LoadUnsafe(ref Unsafe.Add(ref a, j)) * p;
                if (!other) sum += Vector.LoadUnsafe(ref Unsafe.Add(ref b, j)) * q;
                sum.StoreUnsafe(ref to);
            }
        for (; j < length; j++)
        {
            ref T to = ref Unsafe.Add(ref c, (nint)j * cStep);
            T sum = add ? to : T.Zero;
            if (!one) sum += Unsafe.Add(ref a, (nint)j * step) * p;
            if (!other) sum += Unsafe.Add(ref b, (nint)j * step) * q;
            to = sum;
        }
    }
}
