namespace NetGen;

public static partial class Layers
{
    /// <summary>Repeats a value along axes of size one, or new first ones.</summary>
    /// <param name="x">A shape that repeats to the new one.</param>
    /// <param name="shape">The new shape.</param>
    public static Tensor BroadcastTo(Tensor x, params int[] shape) => CompileTime.Only<Tensor>();

    /// <summary>A new axis of size one.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Where the new axis will be: from 0, or -1 for the last.</param>
    public static Tensor ExpandDims(Tensor x, int axis) => CompileTime.Only<Tensor>();

    /// <summary>Without an axis of size one.</summary>
    /// <param name="x">A shape with an axis of size one.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor Squeeze(Tensor x, int axis) => CompileTime.Only<Tensor>();

    /// <summary>The axes in another order: axis i of the result is axis <c>axes[i]</c>. Without an order the last two change places.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">All axes, from 0 or from -1 for the last; none for a transposed matrix.</param>
    public static Tensor Transpose(Tensor x, params int[] axes) => CompileTime.Only<Tensor>();

    /// <summary>Products of matrices: <c>[.., m, k]</c> times <c>[.., k, n]</c> is <c>[.., m, n]</c>. Axes before the last two repeat as in <see cref="Tensor"/>.</summary>
    /// <param name="a">Shape <c>[.., m, k]</c>; one axis is a row, which goes.</param>
    /// <param name="b">Shape <c>[.., k, n]</c>; one axis is a column, which goes.</param>
    public static Tensor MatMul(Tensor a, Tensor b) => CompileTime.Only<Tensor>();

    /// <summary>One behind the other along an axis.</summary>
    /// <param name="values">At least one; their shapes differ along the axis only.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor Concat(ReadOnlySpan<Tensor> values, int axis = -1) => CompileTime.Only<Tensor>();

    /// <summary>Along a new axis.</summary>
    /// <param name="values">At least one, of one shape.</param>
    /// <param name="axis">Where the new axis will be: from 0, or -1 for the last.</param>
    public static Tensor Stack(ReadOnlySpan<Tensor> values, int axis = 0) => CompileTime.Only<Tensor>();

    /// <summary>Equal parts along an axis.</summary>
    /// <param name="x">Any shape whose axis is a multiple of <paramref name="parts"/>.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor[] Split(Tensor x, int parts, int axis = -1) => CompileTime.Only<Tensor[]>();

    /// <summary>Parts of given sizes along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="sizes">The size of each part; together they are the axis.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor[] Split(Tensor x, int[] sizes, int axis = -1) => CompileTime.Only<Tensor[]>();

    /// <summary>A number before and behind the elements of an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    /// <param name="before">How many before, at least 0.</param>
    /// <param name="after">How many behind, at least 0.</param>
    /// <param name="value">The number.</param>
    public static Tensor Pad(Tensor x, int axis, int before, int after, double value = 0) => CompileTime.Only<Tensor>();

    /// <summary>Rows of a table by their indices; an index outside gives zeros.</summary>
    /// <param name="table">Rows along the first axis, such as a <see cref="Parameter"/> of shape <c>[words, features]</c>.</param>
    /// <param name="indices">Integers from 0.</param>
    /// <returns>The shape of the indices, then that of a row.</returns>
    public static Tensor Gather(Tensor table, IntTensor indices) => CompileTime.Only<Tensor>();

    /// <summary>The first position of the largest along an axis, as a number; no gradient passes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">From 0, or from -1 for the last.</param>
    public static Tensor ArgMax(Tensor x, int axis = -1) => CompileTime.Only<Tensor>();
}
