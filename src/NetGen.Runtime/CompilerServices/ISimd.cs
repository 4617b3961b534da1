using System.ComponentModel;
using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: a vector of 128, 256 or 512 bits, so that a kernel is written once and compiled for each width. The structs hold nothing but the vector,
/// which the JIT compiler keeps in a register. Every lane gets the same bits, whatever the width and the lane; comparisons give masks, all bits of a lane or none.
/// </summary>
/// <typeparam name="TSelf">The vector.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISimd<TSelf, T>
    where TSelf : struct, ISimd<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>Zero in all lanes.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>One in all lanes.</summary>
    static abstract TSelf One { get; }

    /// <summary>The numbers 0, 1, 2...</summary>
    static abstract TSelf Indices { get; }

    /// <summary>A number in all lanes.</summary>
    /// <param name="value">The number.</param>
    static abstract TSelf Create(T value);

    /// <summary>As many neighbours as there are lanes.</summary>
    /// <param name="from">Where the first lies, after <paramref name="index"/> more.</param>
    /// <param name="index">Elements to skip.</param>
    static abstract TSelf Load(ref T from, nint index = 0);

    /// <summary>Neighbours, zero from the lane <paramref name="left"/> on, whose memory is not read.</summary>
    /// <param name="from">Where the first lies, after <paramref name="index"/> more.</param>
    /// <param name="index">Elements to skip.</param>
    /// <param name="left">At least 1; more than there are lanes stands for all.</param>
    static abstract TSelf Load(ref T from, nint index, nint left);

    /// <summary>Writes all lanes side by side.</summary>
    /// <param name="to">Where the first goes, after <paramref name="index"/> more.</param>
    /// <param name="index">Elements to skip.</param>
    void Store(ref T to, nint index = 0);

    /// <summary>Writes the lanes before <paramref name="left"/>; the memory behind is left alone.</summary>
    /// <param name="to">Where the first goes, after <paramref name="index"/> more.</param>
    /// <param name="index">Elements to skip.</param>
    /// <param name="left">At least 1; more than there are lanes stands for all.</param>
    void Store(ref T to, nint index, nint left);

    /// <summary>The lanes before <paramref name="left"/>, and <paramref name="rest"/> in the others.</summary>
    /// <param name="rest">What a sum or a maximum begins with.</param>
    /// <param name="left">At least 1; more than there are lanes stands for all.</param>
    TSelf First(nint left, TSelf rest);

    /// <summary>The sum of the lanes, halves first.</summary>
    T Sum();

    /// <summary>The greatest lane; NaN where one is.</summary>
    T Max();

    /// <summary>The sum.</summary>
    static abstract TSelf operator +(TSelf a, TSelf b);

    /// <summary>The difference.</summary>
    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>The product.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>The product with a number.</summary>
    static abstract TSelf operator *(TSelf a, T b);

    /// <summary>The quotient.</summary>
    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>The quotient by a number.</summary>
    static abstract TSelf operator /(TSelf a, T b);

    /// <summary>The negative.</summary>
    static abstract TSelf operator -(TSelf a);

    /// <summary>Both masks.</summary>
    static abstract TSelf operator &(TSelf a, TSelf b);

    /// <summary>The opposite mask.</summary>
    static abstract TSelf operator ~(TSelf a);

    /// <summary>a b + c, in one rounding where the hardware has that.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary><paramref name="then"/> where the mask is set, <paramref name="otherwise"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf then, TSelf otherwise);

    /// <summary><paramref name="then"/> where the mask is set, zero elsewhere.</summary>
    static abstract TSelf Where(TSelf mask, TSelf then);

    /// <summary>The mask of a &lt; b.</summary>
    static abstract TSelf LessThan(TSelf a, TSelf b);

    /// <summary>The mask of a &lt;= b.</summary>
    static abstract TSelf LessThanOrEqual(TSelf a, TSelf b);

    /// <summary>The mask of a = b.</summary>
    static abstract TSelf Equal(TSelf a, TSelf b);

    /// <summary>The greater; <paramref name="b"/> where one is NaN, on x86.</summary>
    static abstract TSelf MaxNative(TSelf a, TSelf b);

    /// <summary>The smaller; <paramref name="b"/> where one is NaN, on x86.</summary>
    static abstract TSelf MinNative(TSelf a, TSelf b);

    /// <summary>The greater; NaN where one is.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The absolute value.</summary>
    static abstract TSelf Abs(TSelf a);

    /// <summary>The square root.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>The greatest whole number that is not greater.</summary>
    static abstract TSelf Floor(TSelf a);

    /// <inheritdoc cref="SimdMath.Exp(float)"/>
    static abstract TSelf Exp(TSelf x);

    /// <inheritdoc cref="SimdMath.Expm1(float)"/>
    static abstract TSelf Expm1(TSelf x);

    /// <inheritdoc cref="SimdMath.Log(float)"/>
    static abstract TSelf Log(TSelf x);

    /// <inheritdoc cref="SimdMath.Log1p(float)"/>
    static abstract TSelf Log1p(TSelf x);

    /// <inheritdoc cref="SimdMath.Softplus(float)"/>
    static abstract TSelf Softplus(TSelf x);

    /// <inheritdoc cref="SimdMath.Tanh(float)"/>
    static abstract TSelf Tanh(TSelf x);

    /// <inheritdoc cref="SimdMath.Sigmoid(float)"/>
    static abstract TSelf Sigmoid(TSelf x);

    /// <inheritdoc cref="SimdMath.Erf(float)"/>
    static abstract TSelf Erf(TSelf x);

    /// <inheritdoc cref="SimdMath.NormalCdf(float)"/>
    static abstract TSelf NormalCdf(TSelf x);

    /// <inheritdoc cref="SimdMath.Sin(float)"/>
    static abstract TSelf Sin(TSelf x);

    /// <inheritdoc cref="SimdMath.Cos(float)"/>
    static abstract TSelf Cos(TSelf x);

    /// <inheritdoc cref="SimdMath.Sign(float)"/>
    static abstract TSelf Sign(TSelf x);

    /// <inheritdoc cref="SimdMath.Pow(float, float)"/>
    static abstract TSelf Pow(TSelf x, TSelf y);
}
