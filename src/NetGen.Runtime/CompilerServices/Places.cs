namespace NetGen.CompilerServices;

/// <summary>The places of a pool's results, sample by sample and row by row, each with the part of its window that lies within the image.</summary>
internal ref struct Places(in ImageLayout result, WindowShape window, in ImageLayout image, int samples)
{
    private readonly ImageLayout _result = result;
    private readonly ImageLayout _image = image;
    private readonly WindowShape _window = window;
    private int _sample, _row, _column = -1;
    private int _firstRow, _endRow;

    public Place Current { get; private set; }

    public readonly Places GetEnumerator() => this;

    public bool MoveNext()
    {
        if (++_column == _result.Width)
        {
            _column = 0;
            if (++_row == _result.Height)
            {
                _row = 0;
                _sample++;
            }
        }
        if (_sample >= samples || _result.Height == 0 || _result.Width == 0) return false;
        if (_column == 0) (_firstRow, _endRow) = _window.RowsAt(_row, _image.Height);
        var (firstColumn, endColumn) = _window.ColumnsAt(_column, _image.Width);
        int top = _row * _window.StrideHeight - _window.Top + _firstRow * _window.DilationHeight;
        int left = _column * _window.StrideWidth - _window.Left + firstColumn * _window.DilationWidth;
        Current = new Place(
            _sample, _row, _column, top, left, _endRow - _firstRow, endColumn - firstColumn, _window.DilationHeight, _window.DilationWidth, _image.Sample, _image.Row, _image.Column);
        return true;
    }

    /// <summary>One place: <see cref="Rows"/> times <see cref="Columns"/> elements of an image below it.</summary>
    public readonly struct Place(
        int sample, int row, int column, int top, int left, int rows, int columns, int dilationHeight, int dilationWidth, int imageSample, int imageRow, int imageColumn)
    {
        private readonly nint _tapRow = (nint)dilationHeight * imageRow, _tapColumn = (nint)dilationWidth * imageColumn;

        public int Rows => rows;

        public int Columns => columns;

        /// <summary>Where the first element below the window lies in the image.</summary>
        public nint Image { get; } = (nint)sample * imageSample + (nint)top * imageRow + (nint)left * imageColumn;

        /// <summary>Where an element lies behind the first.</summary>
        public nint Tap(int r, int k) => r * _tapRow + k * _tapColumn;

        /// <summary>Where the place lies in an image of results.</summary>
        public nint Result(in ImageLayout result) => (nint)sample * result.Sample + (nint)row * result.Row + (nint)column * result.Column;

        /// <summary>The same place over an image with other distances.</summary>
        public Place In(in ImageLayout other) => new(sample, row, column, top, left, rows, columns, dilationHeight, dilationWidth, other.Sample, other.Row, other.Column);
    }
}
