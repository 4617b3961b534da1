using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <summary>The first lanes of a vector, from and to memory that ends behind them.</summary>
internal static class PartialVector
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load512<T>(ref T from, nint left) where T : unmanaged
    {
        nint half = Vector256<T>.Count;
        return left >= half
            ? Vector512.Create(Vector256.LoadUnsafe(ref from), left == half ? default : Load256(ref Unsafe.Add(ref from, half), left - half))
            : Vector512.Create(Load256(ref from, left), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load256<T>(ref T from, nint left) where T : unmanaged
    {
        nint half = Vector128<T>.Count;
        return left >= half
            ? Vector256.Create(Vector128.LoadUnsafe(ref from), left == half ? default : Load128(ref Unsafe.Add(ref from, half), left - half))
            : Vector256.Create(Load128(ref from, left), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load128<T>(ref T from, nint left) where T : unmanaged
    {
        if (Vector128<T>.Count == 2 || left == 1) return Vector128.CreateScalar(from);
        var two = Vector128.CreateScalar(Unsafe.As<T, double>(ref from)).As<double, T>();
        return left == 2 ? two : two.WithElement(2, Unsafe.Add(ref from, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> value, ref T to, nint left) where T : unmanaged
    {
        nint half = Vector256<T>.Count;
        if (left < half)
        {
            Store(value.GetLower(), ref to, left);
            return;
        }
        value.GetLower().StoreUnsafe(ref to);
        if (left > half) Store(value.GetUpper(), ref Unsafe.Add(ref to, half), left - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector256<T> value, ref T to, nint left) where T : unmanaged
    {
        nint half = Vector128<T>.Count;
        if (left < half)
        {
            Store(value.GetLower(), ref to, left);
            return;
        }
        value.GetLower().StoreUnsafe(ref to);
        if (left > half) Store(value.GetUpper(), ref Unsafe.Add(ref to, half), left - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector128<T> value, ref T to, nint left) where T : unmanaged
    {
        to = value.ToScalar();
        if (Vector128<T>.Count == 2 || left == 1) return;
        Unsafe.Add(ref to, 1) = value.GetElement(1);
        if (left > 2) Unsafe.Add(ref to, 2) = value.GetElement(2);
    }
}
