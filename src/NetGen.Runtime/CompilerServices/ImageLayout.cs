namespace NetGen.CompilerServices;

/// <summary>For generated code: where the images of a batch lie. Distances are in elements; those of channels are one.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values at each place.</param>
/// <param name="Sample">From one image to the next.</param>
/// <param name="Row">From one row to the next.</param>
/// <param name="Column">From one column to the next, at least the channels.</param>
public readonly record struct ImageLayout(int Height, int Width, int Channels, int Sample, int Row, int Column)
{
    /// <summary>The elements that may be written at each place; those behind them are another value's. By default all up to the next column.</summary>
    public int Room { get; init; } = Column;

    /// <summary>Columns of zeros before each row; they belong to the distance from row to row.</summary>
    public int Before { get; init; }

    /// <summary>Columns of zeros after each row.</summary>
    public int After { get; init; }
}

/// <summary>For generated code: how a kernel moves over an image.</summary>
/// <param name="Height">Rows of the kernel.</param>
/// <param name="Width">Columns of the kernel.</param>
/// <param name="StrideHeight">Rows from one place to the next.</param>
/// <param name="StrideWidth">Columns from one place to the next.</param>
/// <param name="DilationHeight">Distance of the rows that the kernel reads.</param>
/// <param name="DilationWidth">Distance of the columns that the kernel reads.</param>
/// <param name="Top">Rows of padding above the image.</param>
/// <param name="Left">Columns of padding before it.</param>
public readonly record struct WindowShape(
    int Height, int Width, int StrideHeight = 1, int StrideWidth = 1, int DilationHeight = 1, int DilationWidth = 1, int Top = 0, int Left = 0)
{
    /// <summary>The kernel's rows that lie within an image of so many rows at a place: from the first to before the last.</summary>
    internal (int First, int End) RowsAt(int place, int height) => Inside(place * StrideHeight - Top, DilationHeight, Height, height);

    internal (int First, int End) ColumnsAt(int place, int width) => Inside(place * StrideWidth - Left, DilationWidth, Width, width);

    /// <summary>The indices i from 0 to before <paramref name="count"/> for which <c>start + i * step</c> lies in [0, size).</summary>
    internal static (int First, int End) Inside(int start, int step, int count, int size)
    {
        // Mostly the step is one, and a division costs as much as a few products.
        int first = start >= 0 ? 0 : step == 1 ? -start : (-start + step - 1) / step;
        int end = start >= size ? 0 : Math.Min(count, (step == 1 ? size - 1 - start : (size - 1 - start) / step) + 1);
        return (Math.Min(first, count), Math.Max(end, Math.Min(first, count)));
    }
}
