namespace NetGen;

/// <summary>
/// A value of a network while its <c>Forward</c> method is run at compile time: a symbol with a shape and no numbers. At run time there are
/// no tensors, and every member throws.
/// </summary>
/// <remarks>
/// Shapes are those of one sample, channels last; the batch is not among them. Operands of different shapes repeat along axes of size one,
/// aligned at the last axis, as in numpy. Numbers convert to tensors by themselves.
/// </remarks>
public sealed class Tensor
{
    private Tensor()
    {
    }

    /// <summary>The sizes of the axes of one sample, known at compile time.</summary>
    public ReadOnlySpan<int> Shape => CompileTime.Only<int[]>();

    /// <summary>The number of axes.</summary>
    public int Rank => CompileTime.Only<int>();

    /// <summary>The number of elements of one sample.</summary>
    public int Length => CompileTime.Only<int>();

    /// <summary>The weights of the layer whose result this is, to be used again: <c>Dense(x, weight: embedding.Weight)</c> shares those of an embedding.</summary>
    public Tensor Weight => CompileTime.Only<Tensor>();

    /// <summary>A part: for each axis from the first an index, which removes the axis, or a range; <c>..</c> keeps an axis. Axes left out are kept.</summary>
    /// <param name="slices">Indices such as <c>3</c> and <c>^1</c>, and ranges such as <c>1..4</c>.</param>
    /// <example><c>x[.., 0]</c>, <c>x[^1]</c>, <c>x[2..5, ..]</c>.</example>
    public Tensor this[params Slice[] slices] => CompileTime.Only<Tensor>("Slicing");

    /// <summary>A number as a tensor without axes.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator Tensor(double value) => CompileTime.Only<Tensor>("A conversion to Tensor");

    /// <summary>Integers as real numbers, such as class indices in a loss.</summary>
    /// <param name="value">Integers.</param>
    public static implicit operator Tensor(IntTensor value) => CompileTime.Only<Tensor>("A conversion to Tensor");

    /// <summary>The sum, element by element.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator +(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor +");

    /// <summary>The difference, element by element.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator -(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor -");

    /// <summary>The product, element by element. </summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator *(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor *");

    /// <summary>The quotient, element by element.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator /(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor /");

    /// <summary>The negative of each element.</summary>
    /// <param name="value">A tensor.</param>
    public static Tensor operator -(Tensor value) => CompileTime.Only<Tensor>("Tensor -");

    /// <summary>The tensor itself.</summary>
    /// <param name="value">A tensor.</param>
    public static Tensor operator +(Tensor value) => CompileTime.Only<Tensor>("Tensor +");

    /// <summary>1 where the left element is smaller, else 0.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator <(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor <");

    /// <summary>1 where the left element is larger, else 0.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator >(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor >");

    /// <summary>1 where the left element is not larger, else 0.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator <=(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor <=");

    /// <summary>1 where the left element is not smaller, else 0.</summary>
    /// <param name="left">A tensor or a number.</param>
    /// <param name="right">A tensor or a number.</param>
    public static Tensor operator >=(Tensor left, Tensor right) => CompileTime.Only<Tensor>("Tensor >=");
}
