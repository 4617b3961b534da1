namespace NetGen.Compiler.Expressions;

/// <summary>What the operators mean, in double: the reference that compiled code is compared with.</summary>
internal static class ScalarMath
{
    /// <summary>2^1023.5, where the exponential saturates.</summary>
    public const double LargestExponential = 1.2711610061536462e308;

    // 1023.5 * ln 2
    private const double LargestExponent = 709.43613930310391;

    public static double Apply(ScalarOperator op, double a, double b, double c) => op switch
    {
        ScalarOperator.Add => a + b,
        ScalarOperator.Subtract => a - b,
        ScalarOperator.Multiply => a * b,
        ScalarOperator.Divide => a / b,
        ScalarOperator.Negate => -a,
        ScalarOperator.Abs => Math.Abs(a),
        ScalarOperator.Max => Math.Max(a, b),
        ScalarOperator.Min => Math.Min(a, b),
        ScalarOperator.Exp => Exp(a),
        ScalarOperator.Expm1 => Expm1(a),
        ScalarOperator.Log => Math.Log(a),
        ScalarOperator.Log1p => Log1p(a),
        ScalarOperator.Sqrt => Math.Sqrt(a),
        ScalarOperator.Tanh => Math.Tanh(a),
        ScalarOperator.Sigmoid => 1 / (1 + Math.Exp(-a)),
        ScalarOperator.Softplus => Math.Max(a, 0) + Log1p(Math.Exp(-Math.Abs(a))),
        ScalarOperator.Erf => Erf(a),
        ScalarOperator.NormalCdf => 0.5 * (1 + Erf(Math.Sqrt(0.5) * a)),
        ScalarOperator.Sin => Math.Sin(a),
        ScalarOperator.Cos => Math.Cos(a),
        ScalarOperator.Floor => Math.Floor(a),
        ScalarOperator.Sign => a > 0 ? 1 : a < 0 ? -1 : 0,
        ScalarOperator.Power => Math.Pow(a, b),
        ScalarOperator.Less => a < b ? 1 : 0,
        ScalarOperator.LessOrEqual => a <= b ? 1 : 0,
        ScalarOperator.Equal => a == b ? 1 : 0,
        ScalarOperator.Select => a != 0 ? b : c,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "The operator has no operands."),
    };

    public static double Exp(double x) => x > LargestExponent ? LargestExponential : Math.Exp(x);

    /// <summary>exp(x) - 1, by Kahan's correction: the rounding error of exp(x) cancels against that of its logarithm.</summary>
    public static double Expm1(double x)
    {
        double y = Exp(x);
        if (y == 1) return x;
        double difference = y - 1;
        return difference == -1 || Math.Abs(x) > 2 ? difference : difference * (x / Math.Log(y));
    }

    /// <summary>log(1 + x), by Kahan's correction (W. Kahan, as in the HP-15C handbook, 1982).</summary>
    public static double Log1p(double x)
    {
        double y = 1 + x;
        if (y == 1) return x;
        return double.IsInfinity(y) ? y : Math.Log(y) * (x / (y - 1));
    }

    /// <summary>
    /// The error function: its power series, 2/sqrt(pi) sum of (-1)^n x^(2n+1) / (n! (2n+1)) (DLMF 7.6.1), and from 1 on the continued
    /// fraction of the complement (DLMF 7.9.1).
    /// </summary>
    public static double Erf(double x)
    {
        const double TwoOverSqrtPi = 1.1283791670955126;
        double z = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (z > 6) return Math.Sign(x);
        if (z >= 1)
        {
            double fraction = z;
            for (int n = 200; n > 0; n--) fraction = z + n / (2 * fraction);
            return Math.Sign(x) * (1 - TwoOverSqrtPi / 2 * Math.Exp(-z * z) / fraction);
        }
        double power = 1, sum = 1;
        for (int n = 1; Math.Abs(power) > 1e-18; n++)
        {
            power *= -z * z / n;
            sum += power / (2 * n + 1);
        }
        return TwoOverSqrtPi * x * sum;
    }
}
