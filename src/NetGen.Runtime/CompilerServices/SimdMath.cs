using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

/// <summary>
/// The functions of generated kernels, for single numbers and for vectors of 128, 256 and 512 bits. All forms give the same bits for
/// each element, on one machine: single numbers go through the 128-bit form. Errors are given in units in the last place of the exact
/// result, as measured by the tests: over a dense sweep of single-precision numbers, and over many random ones in double.
/// </summary>
/// <remarks>
/// Exponentials reduce the argument by Cody and Waite's two-part ln 2 and logarithms by the exponent; what remains are polynomials
/// fitted for this (Chebyshev interpolation in 40 digits). Constants are literals, for static fields would cost a check in each kernel.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class SimdMath
{
    /// <summary>The exponential, saturating: 2^127.5 (single precision) or 2^1023.5 (double) where it would be more, so that quotients of exponentials stay finite; 0 where it would be less than about 2^-126.5 or 2^-1022.5. The error is at most 1.1 ulp.</summary>
    /// <param name="x">The exponent; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x) => Exp(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>exp(x) - 1, exact near zero, saturating as the exponential does. The error is at most 1.8 ulp; 1.6 where the hardware multiplies and adds in one rounding.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Expm1(float x) => Expm1(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The natural logarithm: negative infinity at 0, NaN below 0. The error is at most 0.8 ulp.</summary>
    /// <param name="x">The argument; infinity and NaN come out as they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => Log(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>log(1 + x), exact near zero: negative infinity at -1, NaN below. The error is at most 1.4 ulp.</summary>
    /// <param name="x">The argument; infinity and NaN come out as they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log1p(float x) => Log1p(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>log(1 + exp(x)) without overflow. The error is at most 1.6 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Softplus(float x) => Softplus(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The hyperbolic tangent, exact near zero and 1 or -1 far out. The error is at most 2.5 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => Tanh(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The logistic function 1 / (1 + exp(-x)). Where it would be less than the smallest result of the saturating exponential's reciprocal, 2^-127.5 or 2^-1023.5, it is that. The error is at most 2.5 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x) => Sigmoid(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The error function, exact near zero and 1 or -1 far out. The error is at most 3.3 ulp; 2.9 where the hardware multiplies and adds in one rounding.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Erf(float x) => Erf(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The distribution function of the normal distribution. The error is at most 8 ulp from -1 on; below, it grows with the square of x, as that of exp(-x * x / 2) does.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float NormalCdf(float x) => NormalCdf(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The sine; from 8192 on element by element as the base library computes it. The error is at most 1.6 ulp.</summary>
    /// <param name="x">Radians; NaN and infinities give NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sin(float x) => Sin(Vector128.Create(x)).ToScalar();

    /// <summary>The cosine; from 8192 on element by element as the base library computes it. The error is at most 1.6 ulp.</summary>
    /// <param name="x">Radians; NaN and infinities give NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cos(float x) => Cos(Vector128.Create(x)).ToScalar();

    /// <summary>The sign: 1, -1, or 0 for zeros and NaN.</summary>
    /// <param name="x">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sign(float x) => Sign(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>x to the power y, element by element as <see cref="MathF.Pow"/> computes it: exact but slow, for powers that are not written as products and roots.</summary>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    public static float Pow(float x, float y) => MathF.Pow(x, y);

    /// <summary>The exponential, saturating: 2^127.5 (single precision) or 2^1023.5 (double) where it would be more, so that quotients of exponentials stay finite; 0 where it would be less than about 2^-126.5 or 2^-1022.5. The error is at most 2 ulp.</summary>
    /// <param name="x">The exponent; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => Exp(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>exp(x) - 1, exact near zero, saturating as the exponential does. The error is at most 3 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Expm1(double x) => Expm1(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The natural logarithm: negative infinity at 0, NaN below 0. The error is at most 2 ulp.</summary>
    /// <param name="x">The argument; infinity and NaN come out as they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x) => Log(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>log(1 + x), exact near zero: negative infinity at -1, NaN below. The error is at most 4 ulp.</summary>
    /// <param name="x">The argument; infinity and NaN come out as they are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log1p(double x) => Log1p(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>log(1 + exp(x)) without overflow. The error is at most 4 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Softplus(double x) => Softplus(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The hyperbolic tangent, exact near zero and 1 or -1 far out. The error is at most 4 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Tanh(double x) => Tanh(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The logistic function 1 / (1 + exp(-x)). Where it would be less than the smallest result of the saturating exponential's reciprocal, 2^-127.5 or 2^-1023.5, it is that. The error is at most 3 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sigmoid(double x) => Sigmoid(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The error function, exact near zero and 1 or -1 far out. The error is at most 6 ulp.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Erf(double x) => Erf(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The distribution function of the normal distribution, by the error function. The error is at most 16 ulp from -1 on; below, it is 5e-16 at most.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double NormalCdf(double x) => NormalCdf(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>The sine, element by element: the base library's vector forms give an element other bits beside large ones.</summary>
    /// <param name="x">Radians; NaN and infinities give NaN.</param>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>The cosine, element by element: the base library's vector forms give an element other bits beside large ones.</summary>
    /// <param name="x">Radians; NaN and infinities give NaN.</param>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>The sign: 1, -1, or 0 for zeros and NaN.</summary>
    /// <param name="x">Any number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sign(double x) => Sign(Vector128.CreateScalarUnsafe(x)).ToScalar();

    /// <summary>x to the power y, element by element as <see cref="Math.Pow"/> computes it: exact but slow, for powers that are not written as products and roots.</summary>
    /// <param name="x">The base.</param>
    /// <param name="y">The exponent.</param>
    public static double Pow(double x, double y) => Math.Pow(x, y);
}
