namespace NetGen.CompilerServices;

/// <summary>
/// Functions made of the operations that IEEE 754 defines exactly, so that random streams are the same bits on every machine: the
/// library's logarithm differs between platforms.
/// </summary>
internal static class PortableMath
{
    /// <summary>
    /// The natural logarithm of a positive, normal number, within 2 ulp: <c>log(m 2^e) = e log 2 + 2 artanh((m - 1) / (m + 1))</c>, with m in
    /// [sqrt(1/2), sqrt(2)).
    /// </summary>
    public static double Log(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble(bits & 0xFFFFFFFFFFFFF | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }
        double s = (m - 1) / (m + 1), z = s * s, series = 0;
        for (int n = 23; n >= 3; n -= 2) series = (series + 1.0 / n) * z;
        return exponent * 0.6931471805599453 + (2 * s + 2 * s * series);
    }

    /// <summary>A power with a whole exponent of at least 0, by squaring.</summary>
    public static double Power(double x, long exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
            if ((exponent & 1) != 0) result *= x;
        return result;
    }

    /// <summary>
    /// The quantile of the standard normal distribution at a probability in (0, 1), relative error about 1e-16: Wichura, "Algorithm AS 241:
    /// the percentage points of the normal distribution", Applied Statistics 37 (1988), routine PPND16.
    /// </summary>
    public static double NormalQuantile(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double c = 0.180625 - q * q;
            return q * Ratio(c,
                [2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
                 1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0],
                [5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
                 5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0]);
        }
        double r = Math.Sqrt(-Log(q < 0 ? probability : 1 - probability));
        double x = r <= 5
            ? Ratio(r - 1.6,
                [7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
                 3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0],
                [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
                 6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0])
            : Ratio(r - 5,
                [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
                 2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0],
                [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
                 1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0]);
        return q < 0 ? -x : x;
    }

    /// <summary>A quotient of polynomials, the highest coefficients first.</summary>
    private static double Ratio(double x, ReadOnlySpan<double> numerator, ReadOnlySpan<double> denominator)
    {
        double a = 0, b = 0;
        foreach (double coefficient in numerator) a = a * x + coefficient;
        foreach (double coefficient in denominator) b = b * x + coefficient;
        return a / b;
    }
}
