using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

// The files of the three widths are one text but for the width: a test compares them.
public static partial class SimdMath
{
    /// <inheritdoc cref="Exp(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Exp(Vector128<double> x)
    {
        var q = ReduceExp(x, out var r, out var scale);
        return (Vector128.MultiplyAddEstimate(q, r * r, r) + Vector128<double>.One) * scale;
    }

    /// <inheritdoc cref="Expm1(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Expm1(Vector128<double> x)
    {
        var q = ReduceExp(x, out var r, out var scale);
        return Vector128.MultiplyAddEstimate(scale, Vector128.MultiplyAddEstimate(q, r * r, r), scale - Vector128<double>.One);
    }

    /// <inheritdoc cref="Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Log(Vector128<double> x)
    {
        var subnormal = Vector128.LessThan(x, Vector128.Create(2.2250738585072014e-308));
        var normal = Vector128.ConditionalSelect(subnormal, x * Vector128.Create(4503599627370496D), x);
        var bits = normal.AsInt64() + Vector128.Create(0x3FF0000000000000 - 0x3FE6A09E667F3BCD);
        var exponent = Exponent(bits >>> 52) - (subnormal & Vector128.Create(52D));
        var mantissa = ((bits & Vector128.Create(0x000FFFFFFFFFFFFF)) + Vector128.Create(0x3FE6A09E667F3BCD)).AsDouble();
        return LogOf(x, LogOfProduct(mantissa - Vector128<double>.One, exponent));
    }

    /// <inheritdoc cref="Log1p(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Log1p(Vector128<double> x)
    {
        var sum = Vector128<double>.One + x;
        return LogOf(sum, Log1pOf(x, sum));
    }

    /// <inheritdoc cref="Softplus(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Softplus(Vector128<double> x)
    {
        var e = Exp(-Vector128.Abs(x));
        return Vector128.MaxNative(Vector128<double>.Zero, x) + Log1pOf(e, Vector128<double>.One + e);
    }

    /// <inheritdoc cref="Tanh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Tanh(Vector128<double> x)
    {
        var e = Expm1(x + x);
        return e / (e + Vector128.Create(2D));
    }

    /// <inheritdoc cref="Sigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sigmoid(Vector128<double> x) => Vector128<double>.One / (Vector128<double>.One + Exp(-x));

    /// <inheritdoc cref="Erf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Erf(Vector128<double> x)
    {
        // Up to 1, x + x p(x^2); farther out 1 - exp(-t^2) p((t - 3) / (t + 3)), which is 1 from 6 on.
        var t = Vector128.MinNative(Vector128.Create(6D), Vector128.Abs(x));
        var s = t * t;
        var near = Vector128.Create(5.9571761477489113e-11);
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-1.1372848856791674e-09));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(1.4659775274047436e-08));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-1.6350312701054695e-07));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(1.6461000484121368e-06));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-1.4925595266831182e-05));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(0.0001205533111164271));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-0.000854832698083379));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(0.0052239776248180145));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-0.026866170645076792));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(0.11283791670954879));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(-0.37612638903183748));
        near = Vector128.MultiplyAddEstimate(near, s, Vector128.Create(0.12837916709551259));
        near = Vector128.MultiplyAddEstimate(near, x, x);
        var u = (t - Vector128.Create(3D)) / (t + Vector128.Create(3D));
        var far = Vector128.Create(3.3813551420429039e-09);
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(1.2755818949624478e-06));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(2.0135111426447427e-06));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-8.00978093907608e-06));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-1.2845780030775907e-05));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(6.4062792260460386e-05));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(4.5254345589910087e-05));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-0.00059706249649245445));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(0.00070774646669414252));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(0.0042691363569612251));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-0.024392499318915004));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(0.071665837197473076));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-0.15011593650077898));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(0.24560380171233487));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(-0.32623356004303722));
        far = Vector128.MultiplyAddEstimate(far, u, Vector128.Create(0.17900115118138996));
        far = Vector128.MultiplyAddEstimate(-far, Exp(-s), Vector128<double>.One);
        far = Vector128.ConditionalSelect(Vector128.Create(-0D), x, far);
        return Vector128.ConditionalSelect(Vector128.LessThan(t, Vector128<double>.One), near, far);
    }

    /// <inheritdoc cref="NormalCdf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> NormalCdf(Vector128<double> x) =>
        Vector128.MultiplyAddEstimate(Erf(x * Vector128.Create(0.70710678118654752)), Vector128.Create(0.5), Vector128.Create(0.5));

    /// <inheritdoc cref="Sin(double)"/>
    public static Vector128<double> Sin(Vector128<double> x)
    {
        for (int i = 0; i < Vector128<double>.Count; i++) x = x.WithElement(i, Math.Sin(x[i]));
        return x;
    }

    /// <inheritdoc cref="Cos(double)"/>
    public static Vector128<double> Cos(Vector128<double> x)
    {
        for (int i = 0; i < Vector128<double>.Count; i++) x = x.WithElement(i, Math.Cos(x[i]));
        return x;
    }

    /// <inheritdoc cref="Sign(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sign(Vector128<double> x) =>
        Vector128.LessThan(Vector128<double>.Zero, Vector128.Abs(x)) & ((x & Vector128.Create(-0D)) | Vector128<double>.One);

    /// <inheritdoc cref="Pow(double, double)"/>
    public static Vector128<double> Pow(Vector128<double> x, Vector128<double> y)
    {
        var result = x;
        for (int i = 0; i < Vector128<double>.Count; i++) result = result.WithElement(i, Math.Pow(x[i], y[i]));
        return result;
    }

    /// <summary>x = n ln 2 + r with |r| &lt;= ln 2 / 2; gives q with e^r = 1 + r + r^2 q, and 2^n. Outside of the range of results, x is the nearest inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ReduceExp(Vector128<double> x, out Vector128<double> r, out Vector128<double> scale)
    {
        // Here 2^n is 2^1023 at most, and 2^-1023 is 0. A NaN stays one, as the second argument.
        x = Vector128.MinNative(Vector128.Create(709.436139303103), Vector128.MaxNative(Vector128.Create(-709.436139303103), x));
        // Adding 1.5 * 2^52 rounds to an integer, which then stands in the low bits.
        var shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(1.4426950408889634), Vector128.Create(6755399441055744D));
        var n = shifted - Vector128.Create(6755399441055744D);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-0.69314718036912382), x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-1.9082149292705877e-10), r);
        scale = ((shifted.AsInt64() << 52) + Vector128.Create(0x3FF0000000000000)).AsDouble();
        var q = Vector128.Create(2.0915442297780116e-09);
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(2.5106274733573296e-08));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(2.75572718102198e-07));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(2.7557252833516911e-06));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(2.4801587327007187e-05));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.00019841269876864356));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.0013888888888883327));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.0083333333333255443));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.041666666666666671));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.16666666666666671));
        return Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.5));
    }

    /// <summary>log((1 + f) 2^n) for 1 + f between the roots of 1/2 and 2, by the series of the inverse hyperbolic tangent of s = f / (2 + f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> LogOfProduct(Vector128<double> f, Vector128<double> n)
    {
        var s = f / (f + Vector128.Create(2D));
        var z = s * s;
        var p = Vector128.Create(0.13100721383503491);
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.13267418596474884));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.15386290534658992));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.18181794700897799));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.22222222400547759));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.28571428570764451));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.4000000000000094));
        p = Vector128.MultiplyAddEstimate(p, z, Vector128.Create(0.66666666666666663));
        // log(1 + f) = f - (h - s (h + z p)) with h = f^2 / 2: f itself is exact.
        var half = Vector128.Create(0.5) * f * f;
        var small = Vector128.MultiplyAddEstimate(n, Vector128.Create(1.9082149292705877e-10), s * Vector128.MultiplyAddEstimate(z, p, half));
        return Vector128.MultiplyAddEstimate(n, Vector128.Create(0.69314718036912382), f - (half - small));
    }

    /// <summary>log(1 + x) for ordinary x > -1, given the rounded sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Log1pOf(Vector128<double> x, Vector128<double> sum)
    {
        // The rounded sum only chooses n: f = (1 + x) 2^-n - 1 is made from x, with one rounding.
        var bits = sum.AsInt64() + Vector128.Create(0x3FF0000000000000 - 0x3FE6A09E667F3BCD);
        var biased = bits >>> 52;
        var scale = ((Vector128.Create(2046L) - biased) << 52).AsDouble();
        var f = Vector128.MultiplyAddEstimate(x, scale, scale - Vector128<double>.One);
        // Where 1 is nothing beside x; 2^-n would become 0 further on.
        var mantissa = ((bits & Vector128.Create(0x000FFFFFFFFFFFFF)) + Vector128.Create(0x3FE6A09E667F3BCD)).AsDouble();
        f = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(1e300)), f, mantissa - Vector128<double>.One);
        return LogOfProduct(f, Exponent(biased));
    }

    /// <summary>n of the biased exponent n + 1023, as a number: the bits become a mantissa of 2^52, which most processors do faster than a conversion.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Exponent(Vector128<long> biased) =>
        (biased | Vector128.Create(0x4330000000000000)).AsDouble() - Vector128.Create(4503599627370496D + 1023);

    /// <summary>The logarithm's limits around the ordinary values: -infinity at 0, NaN below, infinity and NaN as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> LogOf(Vector128<double> x, Vector128<double> logarithm)
    {
        var limit = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<double>.Zero), Vector128.Create(double.NaN), x);
        limit = Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<double>.Zero), Vector128.Create(double.NegativeInfinity), limit);
        var isOrdinary = Vector128.LessThan(Vector128<double>.Zero, x) & Vector128.LessThan(x, Vector128.Create(double.PositiveInfinity));
        return Vector128.ConditionalSelect(isOrdinary, logarithm, limit);
    }
}
