using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NetGen.Optimizers;

/// <summary>
/// A few numbers side by side: one, or a vector of 128, 256 or 512 bits. An update rule written over it is compiled once for each. All
/// operations round once, as IEEE 754 says, so every width gives the same bits; therefore there is no fused multiplication here.
/// </summary>
internal interface ILanes<TSelf, T>
    where TSelf : struct, ILanes<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    static abstract int Count { get; }

    static abstract TSelf Create(T value);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    static abstract TSelf Sqrt(TSelf a);

    /// <summary>Zero for what is below the smallest normal number: arithmetic on denormal numbers is up to a hundred times slower.</summary>
    static abstract TSelf Flush(TSelf a);

    /// <summary>The same of numbers that are not negative.</summary>
    static abstract TSelf FlushPositive(TSelf a);
}

/// <summary>The smallest normal number.</summary>
internal static class Smallest<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Normal
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? (T)(object)1.17549435E-38f : (T)(object)2.2250738585072014E-308;
    }
}

/// <summary>One number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes1<T>(T value) : ILanes<Lanes1<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Create(T value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator +(Lanes1<T> a, Lanes1<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator -(Lanes1<T> a, Lanes1<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator *(Lanes1<T> a, Lanes1<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> operator /(Lanes1<T> a, Lanes1<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Sqrt(Lanes1<T> a) => new(T.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> Flush(Lanes1<T> a) => new(T.Abs(a._value) < Smallest<T>.Normal ? T.Zero : a._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1<T> FlushPositive(Lanes1<T> a) => new(a._value < Smallest<T>.Normal ? T.Zero : a._value);
}

/// <summary>A vector of 128 bits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes128<T>(Vector128<T> value) : ILanes<Lanes128<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector128<T> _value = value;

    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Create(T value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator +(Lanes128<T> a, Lanes128<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator -(Lanes128<T> a, Lanes128<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator *(Lanes128<T> a, Lanes128<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> operator /(Lanes128<T> a, Lanes128<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Sqrt(Lanes128<T> a) => new(Vector128.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> Flush(Lanes128<T> a) => new(Vector128.AndNot(a._value, Vector128.LessThan(Vector128.Abs(a._value), Vector128.Create(Smallest<T>.Normal))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128<T> FlushPositive(Lanes128<T> a) => new(Vector128.AndNot(a._value, Vector128.LessThan(a._value, Vector128.Create(Smallest<T>.Normal))));
}

/// <summary>A vector of 256 bits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes256<T>(Vector256<T> value) : ILanes<Lanes256<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector256<T> _value = value;

    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Create(T value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator +(Lanes256<T> a, Lanes256<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator -(Lanes256<T> a, Lanes256<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator *(Lanes256<T> a, Lanes256<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> operator /(Lanes256<T> a, Lanes256<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Sqrt(Lanes256<T> a) => new(Vector256.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> Flush(Lanes256<T> a) => new(Vector256.AndNot(a._value, Vector256.LessThan(Vector256.Abs(a._value), Vector256.Create(Smallest<T>.Normal))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256<T> FlushPositive(Lanes256<T> a) => new(Vector256.AndNot(a._value, Vector256.LessThan(a._value, Vector256.Create(Smallest<T>.Normal))));
}

/// <summary>A vector of 512 bits.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Lanes512<T>(Vector512<T> value) : ILanes<Lanes512<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Vector512<T> _value = value;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Create(T value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a._value / b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Sqrt(Lanes512<T> a) => new(Vector512.Sqrt(a._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Flush(Lanes512<T> a) => new(Vector512.AndNot(a._value, Vector512.LessThan(Vector512.Abs(a._value), Vector512.Create(Smallest<T>.Normal))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> FlushPositive(Lanes512<T> a) => new(Vector512.AndNot(a._value, Vector512.LessThan(a._value, Vector512.Create(Smallest<T>.Normal))));
}
