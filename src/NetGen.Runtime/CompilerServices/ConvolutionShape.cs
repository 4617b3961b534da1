namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: a correlation of images with windows, of which forward convolutions and the gradients of their inputs are special cases.
/// At each place of the result it multiplies some rows and columns of the image (the taps) with as many positions of the window.
/// </summary>
public readonly struct ConvolutionShape
{
    /// <summary>Rows of the image; taps beyond are left out.</summary>
    public int Height { get; private init; }

    /// <summary>Columns of the image; taps beyond read zeros.</summary>
    public int Width { get; private init; }

    /// <summary>Groups, each with channels of its own.</summary>
    public int Groups { get; private init; }

    /// <summary>Channels of the image in a group.</summary>
    public int Inputs { get; private init; }

    /// <summary>Channels of the result in a group.</summary>
    public int Outputs { get; private init; }

    /// <summary>Positions of the window in the weights, which may be more than the taps.</summary>
    public int Positions { get; private init; }

    /// <summary>The image's distances.</summary>
    public ImageLayout X { get; private init; }

    /// <summary>The result's distances and the number of places.</summary>
    public ImageLayout Y { get; private init; }

    /// <summary>The elements that belong to a place in the result's memory; between the places of a phase lie those of others.</summary>
    public int Room { get; private init; }

    /// <summary>Where the first place of the result lies in it.</summary>
    public int FirstY { get; private init; }

    /// <summary>The rows that are multiplied at each place.</summary>
    public int TapRows { get; private init; }

    /// <summary>The columns that are multiplied at each place.</summary>
    public int TapColumns { get; private init; }

    /// <summary>The image's rows from one tap to the next.</summary>
    public int TapHeight { get; private init; }

    /// <summary>The image's columns from one tap to the next.</summary>
    public int TapWidth { get; private init; }

    /// <summary>The image's rows from one row of places to the next.</summary>
    public int StepHeight { get; private init; }

    /// <summary>The image's columns from one place to the next.</summary>
    public int StepWidth { get; private init; }

    /// <summary>How far the first tap of the first place lies above the image.</summary>
    public int Top { get; private init; }

    /// <summary>How far the first tap of the first place lies before the image.</summary>
    public int Left { get; private init; }

    /// <summary>The window's position of the first tap.</summary>
    public int FirstPosition { get; private init; }

    /// <summary>The window's positions from one row of taps to the next.</summary>
    public int RowPositions { get; private init; }

    /// <summary>The window's positions from one column of taps to the next.</summary>
    public int ColumnPositions { get; private init; }

    /// <summary>The columns of the window where it moves by one column and reads neighbours; else 0.</summary>
    public int Slides { get; private init; }

    /// <summary>Columns of the image that the places of a row read, with those beyond it.</summary>
    public int Span => TapColumns == 0 ? 0 : (Y.Width - 1) * StepWidth + (TapColumns - 1) * TapWidth + 1;

    /// <summary>Whether a copy of the image is needed: with zeros beside it, where its memory has none, or without gaps between places, so that a row of the window is one run.</summary>
    public bool NeedsCopy =>
        TapRows > 0 && TapColumns > 0 && (Left > X.Before || Span - Left > Width + X.After || (X.Column != Groups * Inputs && TapColumns > 1 && IsRun));

    /// <summary>Whether the columns of a row of taps follow each other in the image and in the weights.</summary>
    public bool IsRun => Groups == 1 && TapWidth == 1 && ColumnPositions == 1;

    /// <summary>The result of a convolution: x [H, W, C] to y [Ho, Wo, O].</summary>
    public static ConvolutionShape Forward(ImageLayout x, ImageLayout y, WindowShape window, int groups = 1) => new()
    {
        Height = x.Height, Width = x.Width, Groups = groups, Inputs = x.Channels / groups, Outputs = y.Channels / groups, Positions = window.Height * window.Width,
        X = x, Y = y, Room = y.Room, TapRows = window.Height, TapColumns = window.Width, TapHeight = window.DilationHeight, TapWidth = window.DilationWidth,
        StepHeight = window.StrideHeight, StepWidth = window.StrideWidth, Top = window.Top, Left = window.Left, RowPositions = window.Width, ColumnPositions = 1,
        Slides = SlidesOf(window),
    };

    /// <summary>
    /// The gradient of a convolution's input, dy [Ho, Wo, O] to dx [H, W, C], at every stride-th row and column from <paramref name="row"/> and
    /// <paramref name="column"/> on: there the same positions of the (turned) window meet dy, and no zeros between its elements are multiplied.
    /// </summary>
    public static ConvolutionShape InputGradient(ImageLayout dy, ImageLayout dx, WindowShape window, int groups, int row, int column)
    {
        var rows = Phase.Of(row, window.Top, window.Height, window.StrideHeight, window.DilationHeight);
        var columns = Phase.Of(column, window.Left, window.Width, window.StrideWidth, window.DilationWidth);
        return new()
        {
            Height = dy.Height, Width = dy.Width, Groups = groups, Inputs = dy.Channels / groups, Outputs = dx.Channels / groups, Positions = window.Height * window.Width,
            X = dy, Room = dx.Room,
            Y = dx with
            {
                Height = Math.Max(0, (dx.Height - row + window.StrideHeight - 1) / window.StrideHeight), Row = dx.Row * window.StrideHeight,
                Width = Math.Max(0, (dx.Width - column + window.StrideWidth - 1) / window.StrideWidth), Column = dx.Column * window.StrideWidth,
            },
            FirstY = row * dx.Row + column * dx.Column,
            TapRows = columns.Count == 0 ? 0 : rows.Count, TapColumns = columns.Count, TapHeight = rows.Step, TapWidth = columns.Step, StepHeight = 1, StepWidth = 1,
            Top = rows.Before, Left = columns.Before,
            FirstPosition = rows.First * window.Width + columns.First, RowPositions = rows.Positions * window.Width, ColumnPositions = columns.Positions,
            Slides = SlidesOf(window),
        };
    }

    private static int SlidesOf(WindowShape window) => window is { StrideWidth: 1, DilationWidth: 1 } ? window.Width : 0;

    /// <summary>The rows of taps that lie within the image at a row of places: from the first to before the last.</summary>
    public (int First, int End) RowsAt(int place) => WindowShape.Inside(place * StepHeight - Top, TapHeight, TapRows, Height);

    /// <summary>The rows of places that meet the image with a row of taps: from the first to before the last.</summary>
    public (int First, int End) PlacesAt(int tap) => WindowShape.Inside(tap * TapHeight - Top, StepHeight, Y.Height, Height);

    /// <summary>Along one axis: which elements of the turned kernel meet the outputs' gradient at every stride-th place of the input from one on.</summary>
    private readonly record struct Phase(int Count, int First, int Positions, int Step, int Before)
    {
        /// <summary>Solves place + padding - k * dilation = 0 (mod stride) for k: k = k0 + j * stride / gcd.</summary>
        public static Phase Of(int place, int padding, int kernel, int stride, int dilation)
        {
            int divisor = Gcd(stride, dilation), positions = stride / divisor, step = dilation / divisor;
            for (int k = 0; k < Math.Min(kernel, positions); k++)
            {
                int distance = place + padding - k * dilation;
                if (distance % stride != 0) continue;
                int count = (kernel - 1 - k) / positions + 1;
                return new Phase(count, kernel - 1 - k - positions * (count - 1), positions, step, (count - 1) * step - distance / stride);
            }
            return new Phase(0, 0, 1, 1, 0);
        }

        private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
    }
}
