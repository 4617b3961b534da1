using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>Turns panels of weights into the panels of their transposes, windows turned by 180 degrees, block by block in registers.</summary>
internal static class PanelTranspose
{
    /// <summary>What an element costs, in the operations by which the pool decides.</summary>
    private const int Work = 16;

    /// <summary>Elements of a cache line, in single precision.</summary>
    private const int Line = 16;

    /// <summary>Writes the elements; the padding lanes of the destination are left as they are.</summary>
    /// <param name="source">The first element of <paramref name="from"/>.</param>
    /// <param name="from">The layout of the weights.</param>
    /// <param name="destination">The first element of their transpose, in <see cref="WeightLayout.Transposed"/>.</param>
    public static void Transpose<T>(ref T source, WeightLayout from, ref T destination) where T : unmanaged
    {
        if (from.IsDepthwise)
        {
            Turn(ref source, from.Panels, ref destination);
            return;
        }
        PanelLayout panels = from.Panels, turned = from.Transposed.Panels;
        for (int group = 0; group < from.Groups; group++)
            for (int position = 0; position < from.Positions; position++)
                Transpose(
                    ref Unsafe.Add(ref source, group * panels.Length), panels, position * from.Channels,
                    ref Unsafe.Add(ref destination, group * turned.Length), turned, (from.Positions - 1 - position) * panels.Outputs);
    }

    /// <summary>One position: the inputs from <paramref name="fromInput"/> on become outputs, and the outputs inputs from <paramref name="toInput"/> on.</summary>
    private static void Transpose<T>(ref T source, PanelLayout from, int fromInput, ref T destination, PanelLayout to, int toInput) where T : unmanaged
    {
        var panels = new Panels<T> { Source = ref source, From = from, FromInput = fromInput, Destination = ref destination, To = to, ToInput = toInput };
        WorkerPool.Run(ref panels, (to.Outputs + to.Width - 1) / to.Width, 1, (long)to.Outputs * from.Outputs * Work);
    }

    /// <summary>Panels of the destination.</summary>
    private ref struct Panels<T> : IParallelRegion where T : unmanaged
    {
        public ref T Source, Destination;
        public PanelLayout From, To;
        public int FromInput, ToInput;

        public readonly void Run(int first, int end)
        {
            int width = From.Width;
            for (int input = first * width; input < Math.Min(end * width, To.Outputs); input += width)
            {
                int inputs = Math.Min(width, To.Outputs - input);
                int toWidth = input / width < To.FullPanels ? width : To.TailWidth;
                for (int output = 0; output < From.Outputs; output += width)
                {
                    int outputs = Math.Min(width, From.Outputs - output);
                    int fromWidth = output / width < From.FullPanels ? width : From.TailWidth;
                    ref T tile = ref Unsafe.Add(ref Source, output * From.Inputs + (FromInput + input) * fromWidth);
                    ref T target = ref Unsafe.Add(ref Destination, input * To.Inputs + (ToInput + output) * toWidth);
                    // The next tile is pages away, where no prefetcher looks.
                    if (output + width < From.Outputs) Ahead.Rows(ref Source, Line, ((output + width) * From.Inputs + (FromInput + input) * width) / Line, width * width / Line);
                    Tile(ref tile, fromWidth, inputs, ref target, toWidth, outputs);
                }
            }
        }
    }

    /// <summary>Windows of single channels: the positions in the opposite order.</summary>
    private static void Turn<T>(ref T source, PanelLayout panels, ref T destination) where T : unmanaged
    {
        for (int output = 0; output < panels.Outputs; output += panels.Width)
        {
            int width = output / panels.Width < panels.FullPanels ? panels.Width : panels.TailWidth;
            for (int position = 0; position < panels.Inputs; position++)
                MemoryMarshal.CreateSpan(ref Unsafe.Add(ref source, output * panels.Inputs + position * width), width)
                    .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref destination, output * panels.Inputs + (panels.Inputs - 1 - position) * width), width));
        }
    }

    /// <summary><paramref name="rows"/> rows of <paramref name="columns"/> elements become columns.</summary>
    public static void Tile<T>(ref T source, int sourceStride, int rows, ref T destination, int destinationStride, int columns) where T : unmanaged
    {
        int row = 0;
        if (typeof(T) == typeof(float) && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            for (; row + 4 <= rows; row += 4)
            {
                int column = 0;
                for (; column + 4 <= columns; column += 4)
                    Block4x4(ref Unsafe.As<T, float>(ref Unsafe.Add(ref source, row * sourceStride + column)), sourceStride,
                        ref Unsafe.As<T, float>(ref Unsafe.Add(ref destination, column * destinationStride + row)), destinationStride);
                Scalar(ref source, sourceStride, row, row + 4, ref destination, destinationStride, column, columns);
            }
        }
        Scalar(ref source, sourceStride, row, rows, ref destination, destinationStride, 0, columns);
    }

    private static void Scalar<T>(
        ref T source, int sourceStride, int row, int rows, ref T destination, int destinationStride, int column, int columns) where T : unmanaged
    {
        for (int j = column; j < columns; j++)
            for (int i = row; i < rows; i++)
                Unsafe.Add(ref destination, j * destinationStride + i) = Unsafe.Add(ref source, i * sourceStride + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block4x4(ref float source, int sourceStride, ref float destination, int destinationStride)
    {
        var a = Vector128.LoadUnsafe(ref source);
        var b = Vector128.LoadUnsafe(ref source, (nuint)sourceStride);
        var c = Vector128.LoadUnsafe(ref source, (nuint)(2 * sourceStride));
        var d = Vector128.LoadUnsafe(ref source, (nuint)(3 * sourceStride));
        Vector128<float> ac0 = ZipLow(a, c), ac1 = ZipHigh(a, c), bd0 = ZipLow(b, d), bd1 = ZipHigh(b, d);
        ZipLow(ac0, bd0).StoreUnsafe(ref destination);
        ZipHigh(ac0, bd0).StoreUnsafe(ref destination, (nuint)destinationStride);
        ZipLow(ac1, bd1).StoreUnsafe(ref destination, (nuint)(2 * destinationStride));
        ZipHigh(ac1, bd1).StoreUnsafe(ref destination, (nuint)(3 * destinationStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) => Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}
