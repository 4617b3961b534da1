using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: what goes before and behind the products of convolutions with windows of 3x3 that move by one, where four neighbouring results (a
/// tile) are made of 16 products for each pair of channels instead of 36: F(2x2, 3x3) of Lavin and Gray, "Fast algorithms for convolutional neural networks"
/// (CVPR 2016). Sixteen elements of a tile become sixteen products with matrices <c>[outputs, inputs]</c>. The gradient of the weights is the transpose of the same
/// bilinear form: y = A^T [(G g G^T) * (B^T d B)] A, so dg = G^T [sum over tiles of (A dy A^T) * (B^T d B)] G. Sums are of small numbers of terms, and the factors are
/// 1 and 1/2, so that results have the accuracy of direct sums but for their last bits.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WinogradTiles
{
    /// <summary>Elements of a tile of the image.</summary>
    private const int Elements = 16;

    /// <summary>What <see cref="Weights"/> writes, in elements.</summary>
    internal static int WeightLength(WeightLayout from) => Elements * Matrix(from).Length;

    private static PanelLayout Matrix(WeightLayout weights) => new(weights.Outputs, weights.Channels, weights.Precision);

    /// <summary>Windows as sixteen matrices in panels: G g G^T for each output and input.</summary>
    /// <param name="source">The first weight of windows of 3x3.</param>
    /// <param name="from">Their layout, of one group.</param>
    /// <param name="destination">The first element of the matrices.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Weights<T>(ref T source, WeightLayout from, ref T destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var matrix = Matrix(from);
        Vector<T> half = new(T.CreateTruncating(0.5));
        for (int output = 0; output < from.Outputs; output += matrix.Width)
        {
            int width = output / matrix.Width < matrix.FullPanels ? matrix.Width : matrix.TailWidth;
            for (int input = 0; input < from.Channels; input++)
                for (int lane = 0; lane < width; lane += Vector<T>.Count)
                {
                    // Panels are of whole vectors of 512 bits.
                    ref T g = ref Unsafe.Add(ref source, output * from.Channels * 9 + input * width + lane);
                    ref T to = ref Unsafe.Add(ref destination, output * from.Channels + input * width + lane);
                    nint next = (nint)from.Channels * width;
                    for (int row = 0; row < 4; row++)
                    {
                        Vector<T> a = Row(ref g, row, 0, next, half), b = Row(ref g, row, 1, next, half), c = Row(ref g, row, 2, next, half), ends = a + c;
                        ref T at = ref Unsafe.Add(ref to, 4 * row * matrix.Length);
                        Store(a, ref at, 0);
                        Store((ends + b) * half, ref at, matrix.Length);
                        Store((ends - b) * half, ref at, 2 * matrix.Length);
                        Store(c, ref at, 3 * matrix.Length);
                    }
                }
        }
    }

    /// <summary>A column of G g.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Row<T>(ref T g, int row, int column, nint next, Vector<T> half) where T : unmanaged
    {
        Vector<T> a = Load(ref g, column * next), b = Load(ref g, (3 + column) * next), c = Load(ref g, (6 + column) * next);
        return row switch { 0 => a, 1 => (a + c + b) * half, 2 => (a + c - b) * half, _ => c };
    }

    /// <summary>Some rows of tiles of an image: B^T d B of each, element by element of the tile, then tile by tile; what lies beside the image is zero.</summary>
    /// <param name="image">The image.</param>
    /// <param name="s">The convolution, of 3x3 and steps of one, whose inputs are whole vectors of 512 bits.</param>
    /// <param name="first">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="inputs">How many of the image's channels, from the first that is given.</param>
    /// <param name="zeros">As many zeros.</param>
    /// <param name="tiles">The first element of the result: 16 times tiles times inputs.</param>
    /// <param name="stride">Elements from one of the sixteen to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Inputs<T>(ref T image, in ConvolutionShape s, int first, int rows, int inputs, ref T zeros, ref T tiles, nint stride) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int across = (s.Y.Width + 1) / 2;
        nint stride2 = 2 * stride, stride3 = 3 * stride, stride4 = 4 * stride;
        for (int row = first; row < first + rows; row++)
        {
            int top = 2 * row - s.Top;
            ref T line0 = ref Line(ref image, s, top, ref zeros, out nint step0);
            ref T line1 = ref Line(ref image, s, top + 1, ref zeros, out nint step1);
            ref T line2 = ref Line(ref image, s, top + 2, ref zeros, out nint step2);
            ref T line3 = ref Line(ref image, s, top + 3, ref zeros, out nint step3);
            for (int c = 0; c < inputs; c += Vector<T>.Count)
            {
                ref T to = ref Unsafe.Add(ref tiles, c);
                Vector<T> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                Vector<T> c0, c1, c2, c3, e0, e1, e2, e3;

                // Tiles share two columns with the next: the first turn loads those of the first tile.
                int column = -s.Left;
                for (int tile = -1; tile < across; tile++)
                {
                    int after = column + 1;
                    if ((uint)column < (uint)s.X.Width)
                    {
                        Vector<T> p = Load(ref line0, column * step0 + c), q = Load(ref line1, column * step1 + c), r = Load(ref line2, column * step2 + c), z = Load(ref line3, column * step3 + c);
                        c0 = p - r; c1 = q + r; c2 = r - q; c3 = q - z;
                    }
                    else c0 = c1 = c2 = c3 = Vector<T>.Zero;
                    if ((uint)after < (uint)s.X.Width)
                    {
                        Vector<T> p = Load(ref line0, after * step0 + c), q = Load(ref line1, after * step1 + c), r = Load(ref line2, after * step2 + c), z = Load(ref line3, after * step3 + c);
                        e0 = p - r; e1 = q + r; e2 = r - q; e3 = q - z;
                    }
                    else e0 = e1 = e2 = e3 = Vector<T>.Zero;
                    if (tile >= 0)
                    {
                        Store(a0 - c0, ref to, 0); Store(b0 + c0, ref to, stride); Store(c0 - b0, ref to, stride2); Store(b0 - e0, ref to, stride3);
                        ref T row1 = ref Unsafe.Add(ref to, stride4);
                        Store(a1 - c1, ref row1, 0); Store(b1 + c1, ref row1, stride); Store(c1 - b1, ref row1, stride2); Store(b1 - e1, ref row1, stride3);
                        ref T row2 = ref Unsafe.Add(ref row1, stride4);
                        Store(a2 - c2, ref row2, 0); Store(b2 + c2, ref row2, stride); Store(c2 - b2, ref row2, stride2); Store(b2 - e2, ref row2, stride3);
                        ref T row3 = ref Unsafe.Add(ref row2, stride4);
                        Store(a3 - c3, ref row3, 0); Store(b3 + c3, ref row3, stride); Store(c3 - b3, ref row3, stride2); Store(b3 - e3, ref row3, stride3);
                        to = ref Unsafe.Add(ref to, inputs);
                    }
                    (a0, a1, a2, a3, b0, b1, b2, b3) = (c0, c1, c2, c3, e0, e1, e2, e3);
                    column += 2;
                }
            }
            tiles = ref Unsafe.Add(ref tiles, across * inputs);
        }
    }

    private static ref T Line<T>(ref T image, in ConvolutionShape s, int row, ref T zeros, out nint step)
    {
        bool inside = (uint)row < (uint)s.X.Height;
        step = inside ? s.X.Column : 0;
        return ref inside ? ref Unsafe.Add(ref image, (nint)row * s.X.Row) : ref zeros;
    }

    /// <summary>The results of some rows of tiles: A^T m A of the sixteen products, plus what the sums begin with; none beyond the image of the result.</summary>
    /// <param name="sums">The first product: 16 times tiles times outputs.</param>
    /// <param name="stride">Elements from one of the sixteen to the next.</param>
    /// <param name="s">The convolution, whose outputs are whole vectors of 512 bits.</param>
    /// <param name="first">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="start">What is added to each output.</param>
    /// <param name="y">The image of the result.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Outputs<T>(ref T sums, nint stride, in ConvolutionShape s, int first, int rows, ref T start, ref T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int across = (s.Y.Width + 1) / 2, outputs = s.Outputs;
        nint stride2 = 2 * stride, stride3 = 3 * stride, stride4 = 4 * stride;
        nint right = s.Y.Column, below = s.Y.Row;
        for (int row = first; row < first + rows; row++)
            for (int tile = 0; tile < across; tile++)
            {
                bool hasRight = 2 * tile + 1 < s.Y.Width, hasBelow = 2 * row + 1 < s.Y.Height;
                ref T to = ref Unsafe.Add(ref y, 2 * row * below + 2 * tile * right);
                for (int c = 0; c < outputs; c += Vector<T>.Count)
                {
                    ref T m0 = ref Unsafe.Add(ref sums, c), m1 = ref Unsafe.Add(ref m0, stride4), m2 = ref Unsafe.Add(ref m1, stride4), m3 = ref Unsafe.Add(ref m2, stride4);
                    Vector<T> p = Load(ref m1, 0), q = Load(ref m2, 0), upper0 = Load(ref m0, 0) + p + q, lower0 = p - q - Load(ref m3, 0);
                    (p, q) = (Load(ref m1, stride), Load(ref m2, stride));
                    Vector<T> upper1 = Load(ref m0, stride) + p + q, lower1 = p - q - Load(ref m3, stride);
                    (p, q) = (Load(ref m1, stride2), Load(ref m2, stride2));
                    Vector<T> upper2 = Load(ref m0, stride2) + p + q, lower2 = p - q - Load(ref m3, stride2);
                    (p, q) = (Load(ref m1, stride3), Load(ref m2, stride3));
                    Vector<T> upper3 = Load(ref m0, stride3) + p + q, lower3 = p - q - Load(ref m3, stride3);
                    Vector<T> begin = Load(ref start, c);
                    Store(upper0 + upper1 + upper2 + begin, ref to, c);
                    if (hasRight) Store(upper1 - upper2 - upper3 + begin, ref to, right + c);
                    if (!hasBelow) continue;
                    Store(lower0 + lower1 + lower2 + begin, ref to, below + c);
                    if (hasRight) Store(lower1 - lower2 - lower3 + begin, ref to, below + right + c);
                }
                sums = ref Unsafe.Add(ref sums, outputs);
            }
    }

    /// <summary>
    /// Some rows of tiles of the gradient of a result: A dy A^T of each, but for the sign of the last row and the last column; zeros stand for what lies beyond the result.
    /// </summary>
    /// <param name="dy">The image of the gradient.</param>
    /// <param name="s">The convolution, whose outputs are whole vectors of 512 bits.</param>
    /// <param name="first">The first row of tiles.</param>
    /// <param name="rows">How many.</param>
    /// <param name="tiles">The first element of the result: 16 times tiles times outputs.</param>
    /// <param name="stride">Elements from one of the sixteen to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gradients<T>(ref T dy, in ConvolutionShape s, int first, int rows, ref T tiles, nint stride) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int across = (s.Y.Width + 1) / 2, outputs = s.Outputs;
        nint stride2 = 2 * stride, stride3 = 3 * stride, stride4 = 4 * stride;
        nint right = s.Y.Column, below = s.Y.Row;
        for (int row = first; row < first + rows; row++)
            for (int tile = 0; tile < across; tile++)
            {
                bool hasRight = 2 * tile + 1 < s.Y.Width, hasBelow = 2 * row + 1 < s.Y.Height;
                ref T from = ref Unsafe.Add(ref dy, 2 * row * below + 2 * tile * right);
                for (int c = 0; c < outputs; c += Vector<T>.Count)
                {
                    Vector<T> a = Load(ref from, c), b = hasRight ? Load(ref from, right + c) : Vector<T>.Zero;
                    Vector<T> d = hasBelow ? Load(ref from, below + c) : Vector<T>.Zero, e = hasRight && hasBelow ? Load(ref from, below + right + c) : Vector<T>.Zero;
                    ref T row0 = ref Unsafe.Add(ref tiles, c), row1 = ref Unsafe.Add(ref row0, stride4), row2 = ref Unsafe.Add(ref row1, stride4), row3 = ref Unsafe.Add(ref row2, stride4);
                    Store(a, ref row0, 0); Store(a + b, ref row0, stride); Store(a - b, ref row0, stride2); Store(b, ref row0, stride3);
                    Vector<T> p = a + d, q = b + e;
                    Store(p, ref row1, 0); Store(p + q, ref row1, stride); Store(p - q, ref row1, stride2); Store(q, ref row1, stride3);
                    (p, q) = (a - d, b - e);
                    Store(p, ref row2, 0); Store(p + q, ref row2, stride); Store(p - q, ref row2, stride2); Store(q, ref row2, stride3);
                    Store(d, ref row3, 0); Store(d + e, ref row3, stride); Store(d - e, ref row3, stride2); Store(e, ref row3, stride3);
                }
                tiles = ref Unsafe.Add(ref tiles, outputs);
            }
    }

    /// <summary>The gradients of windows of 3x3 from the sixteen sums of products: G^T m G, where the last row and column of m have the signs of <see cref="Gradients"/>.</summary>
    /// <param name="sums">The first of sixteen matrices <c>[outputs, inputs]</c> in panels, one after the other.</param>
    /// <param name="s">The convolution, whose outputs are whole vectors of 512 bits.</param>
    /// <param name="first">The first input.</param>
    /// <param name="inputs">How many.</param>
    /// <param name="dw">The first element of the gradient of all windows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradients<T>(ref T sums, in ConvolutionShape s, int first, int inputs, ref T dw) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector<T> half = new(T.CreateTruncating(0.5));
        int panel = 128 / Unsafe.SizeOf<T>();
        nint matrix = (nint)inputs * s.Outputs;
        for (int output = 0; output < s.Outputs; output += panel)
        {
            int width = Math.Min(panel, s.Outputs - output);
            nint next = (nint)s.Inputs * width;
            for (int input = 0; input < inputs; input++)
                for (int lane = 0; lane < width; lane += Vector<T>.Count)
                {
                    ref T m = ref Unsafe.Add(ref sums, output * inputs + input * width + lane);
                    ref T to = ref Unsafe.Add(ref dw, (nint)output * s.Inputs * 9 + (first + input) * width + lane);
                    for (int row = 0; row < 3; row++)
                    {
                        Vector<T> a = Column(ref m, row, 0, matrix, half), b = Column(ref m, row, 1, matrix, half);
                        Vector<T> c = Column(ref m, row, 2, matrix, half), d = Column(ref m, row, 3, matrix, half), middle = (b + c) * half;
                        ref T at = ref Unsafe.Add(ref to, 3 * row * next);
                        Store(a + middle, ref at, 0);
                        Store((b - c) * half, ref at, next);
                        Store(middle - d, ref at, 2 * next);
                    }
                }
        }
    }

    /// <summary>A column of G^T m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Column<T>(ref T m, int row, int column, nint matrix, Vector<T> half) where T : unmanaged
    {
        Vector<T> b = Load(ref m, (4 + column) * matrix), c = Load(ref m, (8 + column) * matrix);
        return row switch { 0 => Load(ref m, column * matrix) + (b + c) * half, 1 => (b - c) * half, _ => (b + c) * half - Load(ref m, (12 + column) * matrix) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(ref T source, nint offset) => Vector.LoadUnsafe(ref Unsafe.Add(ref source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> vector, ref T destination, nint offset) => vector.StoreUnsafe(ref Unsafe.Add(ref destination, offset));
}
