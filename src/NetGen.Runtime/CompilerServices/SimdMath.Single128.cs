using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

// The files of the three widths are one text but for the width: a test compares them.
public static partial class SimdMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x)
    {
        var q = ReduceExp(x, out var r, out var scale);
        return (Vector128.MultiplyAddEstimate(q, r * r, r) + Vector128<float>.One) * scale;
    }

    /// <inheritdoc cref="Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Expm1(Vector128<float> x)
    {
        // 2^n e^r - 1 = 2^n (e^r - 1) + (2^n - 1): nothing cancels, for the two terms differ in size or in n = 0 the second is none.
        var q = ReduceExp(x, out var r, out var scale);
        return Vector128.MultiplyAddEstimate(scale, Vector128.MultiplyAddEstimate(q, r * r, r), scale - Vector128<float>.One);
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log(Vector128<float> x)
    {
        // Subnormal numbers are scaled into the normal range first.
        var subnormal = Vector128.LessThan(x, Vector128.Create(1.17549435e-38F));
        var normal = Vector128.ConditionalSelect(subnormal, x * Vector128.Create(8388608F), x);
        var bits = normal.AsInt32() + Vector128.Create(0x3F800000 - 0x3F3504F3);
        var exponent = Vector128.ConvertToSingle((bits >>> 23) - Vector128.Create(127)) - (subnormal & Vector128.Create(23F));
        var mantissa = ((bits & Vector128.Create(0x007FFFFF)) + Vector128.Create(0x3F3504F3)).AsSingle();
        return LogOf(x, LogOfProduct(mantissa - Vector128<float>.One, exponent));
    }

    /// <inheritdoc cref="Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Log1p(Vector128<float> x)
    {
        var sum = Vector128<float>.One + x;
        return LogOf(sum, Log1pOf(x, sum));
    }

    /// <inheritdoc cref="Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Softplus(Vector128<float> x)
    {
        var e = Exp(-Vector128.Abs(x));
        return Vector128.MaxNative(Vector128<float>.Zero, x) + Log1pOf(e, Vector128<float>.One + e);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        var e = Expm1(x + x);
        return e / (e + Vector128.Create(2F));
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x) => Vector128<float>.One / (Vector128<float>.One + Exp(-x));

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Erf(Vector128<float> x)
    {
        // 1 - exp(-t p(t)), which is 1 from 4 on: as exp(r) - 1 is exact near zero, one polynomial does for all t.
        var t = Vector128.MinNative(Vector128.Create(4F), Vector128.Abs(x));
        var p = Vector128.Create(-9.25624484E-06F);
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(0.000117641077F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(-0.000632836114F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(0.001667026F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(-0.000160394469F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(-0.0191530649F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(0.102777831F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(0.636619382F));
        p = Vector128.MultiplyAddEstimate(p, t, Vector128.Create(1.12837917F));
        var q = ReduceBounded(-(p * t), out var r, out var scale);
        var result = Vector128.MultiplyAddEstimate(-scale, Vector128.MultiplyAddEstimate(q, r * r, r), Vector128<float>.One - scale);
        return result ^ (x & Vector128.Create(-0F));
    }

    /// <inheritdoc cref="NormalCdf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> NormalCdf(Vector128<float> x)
    {
        // exp(-x^2 / 2) p(1 / (1 + 0.3 |x|)) on the side of small values: the exponential is the derivative's, and computed once where both are asked for.
        var u = Vector128<float>.One / Vector128.MultiplyAddEstimate(Vector128.Abs(x), Vector128.Create(0.3F), Vector128<float>.One);
        var p = Vector128.Create(0.0383342921F);
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(-0.168952073F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(0.228217529F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(-0.07599983F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(0.142185208F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(0.0948329195F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(0.121882068F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(0.119493062F));
        p = Vector128.MultiplyAddEstimate(p, u, Vector128.Create(6.85300792E-06F));
        var tail = Exp(x * x * Vector128.Create(-0.5F)) * p;
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), tail, Vector128<float>.One - tail);
    }

    /// <inheritdoc cref="Sin(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sin(Vector128<float> x)
    {
        var result = SinOfQuadrant(x, Vector128<int>.Zero);
        return Vector128.LessThanAll(Vector128.Abs(x), Vector128.Create(8192F)) ? result : SinFarOut(x, result);
    }

    /// <inheritdoc cref="Cos(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Cos(Vector128<float> x)
    {
        var result = SinOfQuadrant(x, Vector128<int>.One);
        return Vector128.LessThanAll(Vector128.Abs(x), Vector128.Create(8192F)) ? result : CosFarOut(x, result);
    }

    /// <inheritdoc cref="Sign(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sign(Vector128<float> x) =>
        Vector128.LessThan(Vector128<float>.Zero, Vector128.Abs(x)) & ((x & Vector128.Create(-0F)) | Vector128<float>.One);

    /// <inheritdoc cref="Pow(float, float)"/>
    public static Vector128<float> Pow(Vector128<float> x, Vector128<float> y)
    {
        var result = x;
        for (int i = 0; i < Vector128<float>.Count; i++) result = result.WithElement(i, MathF.Pow(x[i], y[i]));
        return result;
    }

    /// <summary>x = n ln 2 + r with |r| &lt;= ln 2 / 2; gives q with e^r = 1 + r + r^2 q, and 2^n. Outside of the range of results, x is the nearest inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ReduceExp(Vector128<float> x, out Vector128<float> r, out Vector128<float> scale)
    {
        // Here 2^n is 2^127 at most, and 2^-127 is 0. A NaN stays one, as the second argument.
        return ReduceBounded(Vector128.MinNative(Vector128.Create(88.37626F), Vector128.MaxNative(Vector128.Create(-88.37626F), x)), out r, out scale);
    }

    /// <summary>ReduceExp of what is known to be inside of the range of results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ReduceBounded(Vector128<float> x, out Vector128<float> r, out Vector128<float> scale)
    {
        // Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits.
        var shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(1.44269504F), Vector128.Create(12582912F));
        var n = shifted - Vector128.Create(12582912F);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-0.693359375F), x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(2.12194440e-4F), r);
        scale = ((shifted.AsInt32() << 23) + Vector128.Create(0x3F800000)).AsSingle();
        var q = Vector128.Create(0.00139269268F);
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.00836377405F));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.0416665487F));
        q = Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.166665733F));
        return Vector128.MultiplyAddEstimate(q, r, Vector128.Create(0.5F));
    }

    /// <summary>log((1 + f) 2^n) for 1 + f between the roots of 1/2 and 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LogOfProduct(Vector128<float> f, Vector128<float> n)
    {
        var p = Vector128.Create(0.0697134659F);
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(-0.114830814F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(0.116870247F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(-0.124253601F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(0.142488763F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(-0.166678101F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(0.2000072F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(-0.24999997F));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(0.333333313F));
        var square = f * f;
        var small = Vector128.MultiplyAddEstimate(n, Vector128.Create(-2.12194440e-4F), p * (square * f));
        small = Vector128.MultiplyAddEstimate(Vector128.Create(-0.5F), square, small);
        return Vector128.MultiplyAddEstimate(n, Vector128.Create(0.693359375F), small + f);
    }

    /// <summary>log(1 + x) for ordinary x > -1, given the rounded sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Log1pOf(Vector128<float> x, Vector128<float> sum)
    {
        // The rounded sum only chooses n: f = (1 + x) 2^-n - 1 is made from x, with one rounding.
        var bits = sum.AsInt32() + Vector128.Create(0x3F800000 - 0x3F3504F3);
        var biased = bits >>> 23;
        var scale = ((Vector128.Create(254) - biased) << 23).AsSingle();
        var f = Vector128.MultiplyAddEstimate(x, scale, scale - Vector128<float>.One);
        // Where 1 is nothing beside x; 2^-n would become 0 further on.
        var mantissa = ((bits & Vector128.Create(0x007FFFFF)) + Vector128.Create(0x3F3504F3)).AsSingle();
        f = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128.Create(1e30F)), f, mantissa - Vector128<float>.One);
        return LogOfProduct(f, Vector128.ConvertToSingle(biased - Vector128.Create(127)));
    }

    /// <summary>The logarithm's limits around the ordinary values: -infinity at 0, NaN below, infinity and NaN as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LogOf(Vector128<float> x, Vector128<float> logarithm)
    {
        var limit = Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<float>.Zero), Vector128.Create(float.NaN), x);
        limit = Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), Vector128.Create(float.NegativeInfinity), limit);
        var isOrdinary = Vector128.LessThan(Vector128<float>.Zero, x) & Vector128.LessThan(x, Vector128.Create(float.PositiveInfinity));
        return Vector128.ConditionalSelect(isOrdinary, logarithm, limit);
    }

    /// <summary>sin(x + quadrant pi / 2) for |x| below 8192: x = k pi / 2 + r with pi / 2 in four parts, of which k times the first two are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SinOfQuadrant(Vector128<float> x, Vector128<int> quadrant)
    {
        var shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(0.636619772F), Vector128.Create(12582912F));
        var k = shifted - Vector128.Create(12582912F);
        quadrant += shifted.AsInt32();
        var r = Vector128.MultiplyAddEstimate(k, Vector128.Create(-1.5703125F), x);
        r = Vector128.MultiplyAddEstimate(k, Vector128.Create(-4.837512969970703125E-4F), r);
        r = Vector128.MultiplyAddEstimate(k, Vector128.Create(-7.54979013E-08F), r);
        r = Vector128.MultiplyAddEstimate(k, Vector128.Create(1.71512451E-15F), r);
        var z = r * r;
        var sine = Vector128.MultiplyAddEstimate(z, Vector128.Create(2.72375769E-06F), Vector128.Create(-0.000198399895F));
        sine = Vector128.MultiplyAddEstimate(sine, z, Vector128.Create(0.00833333191F));
        sine = Vector128.MultiplyAddEstimate(sine, z, Vector128.Create(-0.166666672F));
        sine = Vector128.MultiplyAddEstimate(sine, z * r, r);
        var cosine = Vector128.MultiplyAddEstimate(z, Vector128.Create(2.45377505E-05F), Vector128.Create(-0.00138882548F));
        cosine = Vector128.MultiplyAddEstimate(cosine, z, Vector128.Create(0.0416666642F));
        cosine = Vector128.MultiplyAddEstimate(cosine, z * z, Vector128.MultiplyAddEstimate(z, Vector128.Create(-0.5F), Vector128<float>.One));
        // Odd quadrants take the cosine, and the second bit is the sign.
        var isOdd = Vector128.Equals(quadrant & Vector128<int>.One, Vector128<int>.One).AsSingle();
        return Vector128.ConditionalSelect(isOdd, cosine, sine) ^ ((quadrant & Vector128.Create(2)) << 30).AsSingle();
    }

    private static Vector128<float> SinFarOut(Vector128<float> x, Vector128<float> near)
    {
        for (int i = 0; i < Vector128<float>.Count; i++)
            if (!(MathF.Abs(x[i]) < 8192)) near = near.WithElement(i, MathF.Sin(x[i]));
        return near;
    }

    private static Vector128<float> CosFarOut(Vector128<float> x, Vector128<float> near)
    {
        for (int i = 0; i < Vector128<float>.Count; i++)
            if (!(MathF.Abs(x[i]) < 8192)) near = near.WithElement(i, MathF.Cos(x[i]));
        return near;
    }
}
