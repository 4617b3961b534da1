using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NetGen.CompilerServices;

// The files of the three widths are one text but for the width: a test compares them.
public static partial class SimdMath
{
    /// <inheritdoc cref="Exp(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        var q = ReduceExp(x, out var r, out var scale);
        return (Vector256.MultiplyAddEstimate(q, r * r, r) + Vector256<float>.One) * scale;
    }

    /// <inheritdoc cref="Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Expm1(Vector256<float> x)
    {
        // 2^n e^r - 1 = 2^n (e^r - 1) + (2^n - 1): nothing cancels, for the two terms differ in size or in n = 0 the second is none.
        var q = ReduceExp(x, out var r, out var scale);
        return Vector256.MultiplyAddEstimate(scale, Vector256.MultiplyAddEstimate(q, r * r, r), scale - Vector256<float>.One);
    }

    /// <inheritdoc cref="Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        // Subnormal numbers are scaled into the normal range first.
        var subnormal = Vector256.LessThan(x, Vector256.Create(1.17549435e-38F));
        var normal = Vector256.ConditionalSelect(subnormal, x * Vector256.Create(8388608F), x);
        var bits = normal.AsInt32() + Vector256.Create(0x3F800000 - 0x3F3504F3);
        var exponent = Vector256.ConvertToSingle((bits >>> 23) - Vector256.Create(127)) - (subnormal & Vector256.Create(23F));
        var mantissa = ((bits & Vector256.Create(0x007FFFFF)) + Vector256.Create(0x3F3504F3)).AsSingle();
        return LogOf(x, LogOfProduct(mantissa - Vector256<float>.One, exponent));
    }

    /// <inheritdoc cref="Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1p(Vector256<float> x)
    {
        var sum = Vector256<float>.One + x;
        return LogOf(sum, Log1pOf(x, sum));
    }

    /// <inheritdoc cref="Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x)
    {
        var e = Exp(-Vector256.Abs(x));
        return Vector256.MaxNative(Vector256<float>.Zero, x) + Log1pOf(e, Vector256<float>.One + e);
    }

    /// <inheritdoc cref="Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        var e = Expm1(x + x);
        return e / (e + Vector256.Create(2F));
    }

    /// <inheritdoc cref="Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => Vector256<float>.One / (Vector256<float>.One + Exp(-x));

    /// <inheritdoc cref="Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x)
    {
        // 1 - exp(-t p(t)), which is 1 from 4 on: as exp(r) - 1 is exact near zero, one polynomial does for all t.
        var t = Vector256.MinNative(Vector256.Create(4F), Vector256.Abs(x));
        var p = Vector256.Create(-9.25624484E-06F);
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.000117641077F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-0.000632836114F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.001667026F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-0.000160394469F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(-0.0191530649F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.102777831F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(0.636619382F));
        p = Vector256.MultiplyAddEstimate(p, t, Vector256.Create(1.12837917F));
        var q = ReduceBounded(-(p * t), out var r, out var scale);
        var result = Vector256.MultiplyAddEstimate(-scale, Vector256.MultiplyAddEstimate(q, r * r, r), Vector256<float>.One - scale);
        return result ^ (x & Vector256.Create(-0F));
    }

    /// <inheritdoc cref="NormalCdf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NormalCdf(Vector256<float> x)
    {
        // exp(-x^2 / 2) p(1 / (1 + 0.3 |x|)) on the side of small values: the exponential is the derivative's, and computed once where both are asked for.
        var u = Vector256<float>.One / Vector256.MultiplyAddEstimate(Vector256.Abs(x), Vector256.Create(0.3F), Vector256<float>.One);
        var p = Vector256.Create(0.0383342921F);
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(-0.168952073F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(0.228217529F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(-0.07599983F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(0.142185208F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(0.0948329195F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(0.121882068F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(0.119493062F));
        p = Vector256.MultiplyAddEstimate(p, u, Vector256.Create(6.85300792E-06F));
        var tail = Exp(x * x * Vector256.Create(-0.5F)) * p;
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), tail, Vector256<float>.One - tail);
    }

    /// <inheritdoc cref="Sin(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sin(Vector256<float> x)
    {
        var result = SinOfQuadrant(x, Vector256<int>.Zero);
        return Vector256.LessThanAll(Vector256.Abs(x), Vector256.Create(8192F)) ? result : SinFarOut(x, result);
    }

    /// <inheritdoc cref="Cos(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cos(Vector256<float> x)
    {
        var result = SinOfQuadrant(x, Vector256<int>.One);
        return Vector256.LessThanAll(Vector256.Abs(x), Vector256.Create(8192F)) ? result : CosFarOut(x, result);
    }

    /// <inheritdoc cref="Sign(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sign(Vector256<float> x) =>
        Vector256.LessThan(Vector256<float>.Zero, Vector256.Abs(x)) & ((x & Vector256.Create(-0F)) | Vector256<float>.One);

    /// <inheritdoc cref="Pow(float, float)"/>
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y)
    {
        var result = x;
        for (int i = 0; i < Vector256<float>.Count; i++) result = result.WithElement(i, MathF.Pow(x[i], y[i]));
        return result;
    }

    /// <summary>x = n ln 2 + r with |r| &lt;= ln 2 / 2; gives q with e^r = 1 + r + r^2 q, and 2^n. Outside of the range of results, x is the nearest inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ReduceExp(Vector256<float> x, out Vector256<float> r, out Vector256<float> scale)
    {
        // Here 2^n is 2^127 at most, and 2^-127 is 0. A NaN stays one, as the second argument.
        return ReduceBounded(Vector256.MinNative(Vector256.Create(88.37626F), Vector256.MaxNative(Vector256.Create(-88.37626F), x)), out r, out scale);
    }

    /// <summary>ReduceExp of what is known to be inside of the range of results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ReduceBounded(Vector256<float> x, out Vector256<float> r, out Vector256<float> scale)
    {
        // Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits.
        var shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(1.44269504F), Vector256.Create(12582912F));
        var n = shifted - Vector256.Create(12582912F);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(-0.693359375F), x);
        r = Vector256.MultiplyAddEstimate(n, Vector256.Create(2.12194440e-4F), r);
        scale = ((shifted.AsInt32() << 23) + Vector256.Create(0x3F800000)).AsSingle();
        var q = Vector256.Create(0.00139269268F);
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(0.00836377405F));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(0.0416665487F));
        q = Vector256.MultiplyAddEstimate(q, r, Vector256.Create(0.166665733F));
        return Vector256.MultiplyAddEstimate(q, r, Vector256.Create(0.5F));
    }

    /// <summary>log((1 + f) 2^n) for 1 + f between the roots of 1/2 and 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogOfProduct(Vector256<float> f, Vector256<float> n)
    {
        var p = Vector256.Create(0.0697134659F);
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(-0.114830814F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.116870247F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(-0.124253601F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.142488763F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(-0.166678101F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.2000072F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(-0.24999997F));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(0.333333313F));
        var square = f * f;
        var small = Vector256.MultiplyAddEstimate(n, Vector256.Create(-2.12194440e-4F), p * (square * f));
        small = Vector256.MultiplyAddEstimate(Vector256.Create(-0.5F), square, small);
        return Vector256.MultiplyAddEstimate(n, Vector256.Create(0.693359375F), small + f);
    }

    /// <summary>log(1 + x) for ordinary x > -1, given the rounded sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log1pOf(Vector256<float> x, Vector256<float> sum)
    {
        // The rounded sum only chooses n: f = (1 + x) 2^-n - 1 is made from x, with one rounding.
        var bits = sum.AsInt32() + Vector256.Create(0x3F800000 - 0x3F3504F3);
        var biased = bits >>> 23;
        var scale = ((Vector256.Create(254) - biased) << 23).AsSingle();
        var f = Vector256.MultiplyAddEstimate(x, scale, scale - Vector256<float>.One);
        // Where 1 is nothing beside x; 2^-n would become 0 further on.
        var mantissa = ((bits & Vector256.Create(0x007FFFFF)) + Vector256.Create(0x3F3504F3)).AsSingle();
        f = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256.Create(1e30F)), f, mantissa - Vector256<float>.One);
        return LogOfProduct(f, Vector256.ConvertToSingle(biased - Vector256.Create(127)));
    }

    /// <summary>The logarithm's limits around the ordinary values: -infinity at 0, NaN below, infinity and NaN as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogOf(Vector256<float> x, Vector256<float> logarithm)
    {
        var limit = Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), Vector256.Create(float.NaN), x);
        limit = Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256.Create(float.NegativeInfinity), limit);
        var isOrdinary = Vector256.LessThan(Vector256<float>.Zero, x) & Vector256.LessThan(x, Vector256.Create(float.PositiveInfinity));
        return Vector256.ConditionalSelect(isOrdinary, logarithm, limit);
    }

    /// <summary>sin(x + quadrant pi / 2) for |x| below 8192: x = k pi / 2 + r with pi / 2 in four parts, of which k times the first two are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SinOfQuadrant(Vector256<float> x, Vector256<int> quadrant)
    {
        var shifted = Vector256.MultiplyAddEstimate(x, Vector256.Create(0.636619772F), Vector256.Create(12582912F));
        var k = shifted - Vector256.Create(12582912F);
        quadrant += shifted.AsInt32();
        var r = Vector256.MultiplyAddEstimate(k, Vector256.Create(-1.5703125F), x);
        r = Vector256.MultiplyAddEstimate(k, Vector256.Create(-4.837512969970703125E-4F), r);
        r = Vector256.MultiplyAddEstimate(k, Vector256.Create(-7.54979013E-08F), r);
        r = Vector256.MultiplyAddEstimate(k, Vector256.Create(1.71512451E-15F), r);
        var z = r * r;
        var sine = Vector256.MultiplyAddEstimate(z, Vector256.Create(2.72375769E-06F), Vector256.Create(-0.000198399895F));
        sine = Vector256.MultiplyAddEstimate(sine, z, Vector256.Create(0.00833333191F));
        sine = Vector256.MultiplyAddEstimate(sine, z, Vector256.Create(-0.166666672F));
        sine = Vector256.MultiplyAddEstimate(sine, z * r, r);
        var cosine = Vector256.MultiplyAddEstimate(z, Vector256.Create(2.45377505E-05F), Vector256.Create(-0.00138882548F));
        cosine = Vector256.MultiplyAddEstimate(cosine, z, Vector256.Create(0.0416666642F));
        cosine = Vector256.MultiplyAddEstimate(cosine, z * z, Vector256.MultiplyAddEstimate(z, Vector256.Create(-0.5F), Vector256<float>.One));
        // Odd quadrants take the cosine, and the second bit is the sign.
        var isOdd = Vector256.Equals(quadrant & Vector256<int>.One, Vector256<int>.One).AsSingle();
        return Vector256.ConditionalSelect(isOdd, cosine, sine) ^ ((quadrant & Vector256.Create(2)) << 30).AsSingle();
    }

    private static Vector256<float> SinFarOut(Vector256<float> x, Vector256<float> near)
    {
        for (int i = 0; i < Vector256<float>.Count; i++)
            if (!(MathF.Abs(x[i]) < 8192)) near = near.WithElement(i, MathF.Sin(x[i]));
        return near;
    }

    private static Vector256<float> CosFarOut(Vector256<float> x, Vector256<float> near)
    {
        for (int i = 0; i < Vector256<float>.Count; i++)
            if (!(MathF.Abs(x[i]) < 8192)) near = near.WithElement(i, MathF.Cos(x[i]));
        return near;
    }
}
