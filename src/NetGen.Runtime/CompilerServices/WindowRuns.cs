using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: the gradient of a convolution's input from runs of (column of the window, channel), for images of few channels. A place of dy, times the matrix of a row
/// of the window, gives its run in a row of dx; there the runs of neighbours overlap.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WindowRuns
{
    /// <summary>The layout of what <see cref="Weights"/> writes: from (row of the window, output) to (column, channel).</summary>
    internal static PanelLayout Matrix(WeightLayout from, int columns) => new(columns * from.Channels, from.Positions / columns * from.Outputs, from.Precision);

    /// <summary>Windows as a matrix in panels; padding lanes are left as they are.</summary>
    /// <param name="source">The first weight.</param>
    /// <param name="from">Their layout, of one group.</param>
    /// <param name="columns">Columns of the window.</param>
    /// <param name="destination">The first element of the matrix.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Weights<T>(ref T source, WeightLayout from, int columns, ref T destination)
    {
        var matrix = Matrix(from, columns);
        int run = columns * from.Channels, rows = from.Positions / columns;
        for (int output = 0; output < from.Outputs; output++)
        {
            int stride = from.Stride(output);
            ref T first = ref Unsafe.Add(ref source, from.Start(output));
            for (int i = 0; i < run; i++)
            {
                int width = i / matrix.Width < matrix.FullPanels ? matrix.Width : matrix.TailWidth;
                ref T to = ref Unsafe.Add(ref destination, matrix.Offset(i, output));
                for (int row = 0; row < rows; row++) Unsafe.Add(ref to, row * from.Outputs * width) = Unsafe.Add(ref first, (row * run + i) * stride);
            }
        }
    }

    /// <summary>A row of dx: the sum of the runs of all places of a row of dy, each as many columns after the one before as the window moves.</summary>
    /// <param name="runs">The first run.</param>
    /// <param name="stored">Elements from run to run.</param>
    /// <param name="places">The number of runs; 0 for a row of zeros.</param>
    /// <param name="window">The window.</param>
    /// <param name="to">The row.</param>
    /// <param name="dx">The distances of dx.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<T>(ref T runs, int stored, int places, WindowShape window, ref T to, in ImageLayout dx) where T : unmanaged, INumber<T>
    {
        int channels = dx.Channels, run = window.Width * channels, step = window.StrideWidth * channels, first = window.Left * channels;
        int length = Math.Max(first + dx.Width * channels, places * step + run) + 2 * Vector<T>.Count;
        ref T sums = ref Scratch.Of<T>(1, length);
        MemoryMarshal.CreateSpan(ref sums, length).Clear();
        // What lies behind a run is zero but where dy is not finite.
        int rest = run % Vector<T>.Count, whole = run - rest;
        var mask = Vector.LessThan(Vector<T>.Indices, new Vector<T>(T.CreateTruncating(rest)));
        ref T at = ref sums;
        for (int place = 0; place < places; place++)
        {
            nint j = 0;
            for (; j < whole; j += Vector<T>.Count) (Load(ref at, j) + Load(ref runs, j)).StoreUnsafe(ref Unsafe.Add(ref at, j));
            if (rest > 0) (Load(ref at, j) + (Load(ref runs, j) & mask)).StoreUnsafe(ref Unsafe.Add(ref at, j));
            runs = ref Unsafe.Add(ref runs, stored);
            at = ref Unsafe.Add(ref at, step);
        }
        ref T from = ref Unsafe.Add(ref sums, first);
        bool vectors = dx.Room == dx.Column && dx.Column % Vector<T>.Count == 0;
        for (int column = 0; column < dx.Width; column++)
        {
            if (vectors)
                for (nint c = 0; c < channels; c += Vector<T>.Count) Load(ref from, c).StoreUnsafe(ref Unsafe.Add(ref to, c));
            else
                for (int c = 0; c < channels; c++) Unsafe.Add(ref to, c) = Unsafe.Add(ref from, c);
            from = ref Unsafe.Add(ref from, channels);
            to = ref Unsafe.Add(ref to, dx.Column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(ref T source, nint offset) => Vector.LoadUnsafe(ref Unsafe.Add(ref source, offset));
}
