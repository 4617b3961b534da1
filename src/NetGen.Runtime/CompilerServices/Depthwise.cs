using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>For generated code: convolutions in which each channel has a window of its own, in vectors of channels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Depthwise
{
    /// <summary>The correlation of images with windows: forward, or, with turned windows, the gradient of the input.</summary>
    /// <param name="x">The first image.</param>
    /// <param name="w">The windows, in panels: position by position, vectors of channels.</param>
    /// <param name="start">What the sum of each channel begins with; a null reference for zeros.</param>
    /// <param name="y">The first result.</param>
    /// <param name="shape">Sizes and distances.</param>
    /// <param name="samples">Images.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Correlate<T>(ref T x, ref T w, ref T start, ref T y, in ConvolutionShape shape, int samples) where T : unmanaged, INumber<T>
    {
        var panels = new PanelLayout(shape.Groups, shape.Positions, ParameterPrecision<T>());
        for (int sample = 0; sample < samples; sample++)
            for (int row = 0; row < shape.Y.Height; row++)
            {
                var (firstRow, endRow) = shape.RowsAt(row);
                for (int column = 0; column < shape.Y.Width; column++)
                {
                    var (firstColumn, endColumn) = WindowShape.Inside(column * shape.StepWidth - shape.Left, shape.TapWidth, shape.TapColumns, shape.Width);
                    nint from = (nint)sample * shape.X.Sample + (nint)(row * shape.StepHeight - shape.Top + firstRow * shape.TapHeight) * shape.X.Row
                        + (nint)(column * shape.StepWidth - shape.Left + firstColumn * shape.TapWidth) * shape.X.Column;
                    ref T to = ref Unsafe.Add(ref y, (nint)sample * shape.Y.Sample + shape.FirstY + (nint)row * shape.Y.Row + (nint)column * shape.Y.Column);
                    int position = shape.FirstPosition + firstRow * shape.RowPositions + firstColumn * shape.ColumnPositions;
                    for (int c = 0; c < shape.Groups;)
                    {
                        int width = c / panels.Width < panels.FullPanels ? panels.Width : panels.TailWidth;
                        ref T panel = ref Unsafe.Add(ref w, panels.Offset(c, 0) + position * width);
                        bool whole = c + Vector<T>.Count <= shape.Groups;
                        bool zero = Unsafe.IsNullRef(ref start);
                        var sum = zero || !whole ? Vector<T>.Zero : Load(ref Unsafe.Add(ref start, c));
                        T single = zero ? T.Zero : Unsafe.Add(ref start, c);
                        for (int r = 0; r < endRow - firstRow; r++)
                            for (int k = 0; k < endColumn - firstColumn; k++)
                            {
                                ref T value = ref Unsafe.Add(ref x, from + (nint)r * shape.TapHeight * shape.X.Row + (nint)k * shape.TapWidth * shape.X.Column + c);
                                ref T weight = ref Unsafe.Add(ref panel, (r * shape.RowPositions + k * shape.ColumnPositions) * width);
                                if (whole) sum += Load(ref value) * Load(ref weight);
                                else single += value * weight;
                            }
                        if (whole) Store(sum, ref Unsafe.Add(ref to, c));
                        else Unsafe.Add(ref to, c) = single;
                        c += whole ? Vector<T>.Count : 1;
                    }
                }
            }
    }

    /// <summary>The gradient of the input: for each phase of the strides a correlation with part of the turned windows.</summary>
    public static void InputGradient<T>(
        ref T dy, in ImageLayout dyShape, ref T w, ref T dx, in ImageLayout dxShape, WindowShape window, int groups, int samples) where T : unmanaged, INumber<T>
    {
        for (int row = 0; row < Math.Min(window.StrideHeight, dxShape.Height); row++)
            for (int column = 0; column < Math.Min(window.StrideWidth, dxShape.Width); column++)
                Correlate(ref dy, ref w, ref Unsafe.NullRef<T>(), ref dx, ConvolutionShape.InputGradient(dyShape, dxShape, window, groups, row, column), samples);
    }

    /// <summary>The gradient of the windows: the sum over all places of x times dy; padding lanes become zero.</summary>
    /// <param name="x">The first image.</param>
    /// <param name="dy">The first gradient of a result.</param>
    /// <param name="dw">The windows' gradients, in panels.</param>
    /// <param name="shape">Sizes and distances of the forward convolution.</param>
    /// <param name="samples">Images.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightGradient<T>(ref T x, ref T dy, ref T dw, in ConvolutionShape shape, int samples) where T : unmanaged, INumber<T>
    {
        var panels = new PanelLayout(shape.Groups, shape.Positions, ParameterPrecision<T>());
        MemoryMarshal.CreateSpan(ref dw, panels.Length).Clear();
        for (int sample = 0; sample < samples; sample++)
            for (int c = 0; c < shape.Groups;)
            {
                int width = c / panels.Width < panels.FullPanels ? panels.Width : panels.TailWidth;
                bool whole = c + Vector<T>.Count <= shape.Groups;
                for (int kh = 0; kh < shape.TapRows; kh++)
                    for (int kw = 0; kw < shape.TapColumns; kw++)
                    {
                        var (firstRow, endRow) = WindowShape.Inside(kh * shape.TapHeight - shape.Top, shape.StepHeight, shape.Y.Height, shape.Height);
                        var (firstColumn, endColumn) = WindowShape.Inside(kw * shape.TapWidth - shape.Left, shape.StepWidth, shape.Y.Width, shape.Width);
                        var sum = Vector<T>.Zero;
                        T single = T.Zero;
                        for (int row = firstRow; row < endRow; row++)
                        {
                            nint value = (nint)sample * shape.X.Sample + (nint)(row * shape.StepHeight + kh * shape.TapHeight - shape.Top) * shape.X.Row
                                + (nint)(firstColumn * shape.StepWidth + kw * shape.TapWidth - shape.Left) * shape.X.Column + c;
                            nint gradient = (nint)sample * shape.Y.Sample + (nint)row * shape.Y.Row + (nint)firstColumn * shape.Y.Column + c;
                            for (int column = firstColumn; column < endColumn; column++)
                            {
                                if (whole) sum += Load(ref Unsafe.Add(ref x, value)) * Load(ref Unsafe.Add(ref dy, gradient));
                                else single += Unsafe.Add(ref x, value) * Unsafe.Add(ref dy, gradient);
                                value += (nint)shape.StepWidth * shape.X.Column;
                                gradient += shape.Y.Column;
                            }
                        }
                        ref T total = ref Unsafe.Add(ref dw, panels.Offset(c, 0) + (kh * shape.TapColumns + kw) * width);
                        if (whole) Store(Load(ref total) + sum, ref total);
                        else total += single;
                    }
                c += whole ? Vector<T>.Count : 1;
            }
    }

    private static Compiler.Graph.Precision ParameterPrecision<T>() =>
        typeof(T) == typeof(float) ? Compiler.Graph.Precision.Single : Compiler.Graph.Precision.Double;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(ref T source) where T : unmanaged => Vector.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector<T> vector, ref T destination) where T : unmanaged => vector.StoreUnsafe(ref destination);
}
