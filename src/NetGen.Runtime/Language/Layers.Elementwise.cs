namespace NetGen;

public static partial class Layers
{
    /// <summary>The exponential of each element, limited to finite values.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Exp(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The natural logarithm of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The square root of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sqrt(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The square of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Square(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The absolute value of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Abs(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The sine of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sin(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The cosine of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Cos(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>-1, 0 or 1 for each element. Its gradient is zero.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Sign(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>Each element rounded down. Its gradient is zero.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Floor(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>log(1 + x), exact near zero.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Log1p(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>The error function of each element.</summary>
    /// <param name="x">Any shape.</param>
    public static Tensor Erf(Tensor x) => CompileTime.Only<Tensor>();

    /// <summary>Each element to a power.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="exponent">The power.</param>
    public static Tensor Power(Tensor x, double exponent) => CompileTime.Only<Tensor>();

    /// <summary>Each element limited to a range; no gradient passes outside.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The largest.</param>
    public static Tensor Clip(Tensor x, double minimum, double maximum) => CompileTime.Only<Tensor>();

    /// <summary>The larger of two elements.</summary>
    /// <param name="x">A tensor or a number.</param>
    /// <param name="y">A tensor or a number of a shape that fits.</param>
    public static Tensor Maximum(Tensor x, Tensor y) => CompileTime.Only<Tensor>();

    /// <summary>The smaller of two elements.</summary>
    /// <param name="x">A tensor or a number.</param>
    /// <param name="y">A tensor or a number of a shape that fits.</param>
    public static Tensor Minimum(Tensor x, Tensor y) => CompileTime.Only<Tensor>();

    /// <summary>1 where two elements are equal, else 0.</summary>
    /// <param name="x">A tensor or a number.</param>
    /// <param name="y">A tensor or a number of a shape that fits.</param>
    public static Tensor Equal(Tensor x, Tensor y) => CompileTime.Only<Tensor>();

    /// <summary><paramref name="x"/> where the condition is not zero, else <paramref name="y"/>.</summary>
    /// <param name="condition">Such as <c>a &gt; b</c>.</param>
    /// <param name="x">A tensor or a number.</param>
    /// <param name="y">A tensor or a number of a shape that fits.</param>
    public static Tensor Where(Tensor condition, Tensor x, Tensor y) => CompileTime.Only<Tensor>();
}
