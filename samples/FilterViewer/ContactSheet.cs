using NetGen;

/// <summary>Small pictures of one size in rows, with gaps between.</summary>
internal sealed class ContactSheet(int height, int width, int columns, int scale)
{
    private const int Gap = 4;

    private readonly List<(byte Red, byte Green, byte Blue)[]?> _pictures = [];

    /// <summary>Adds a picture, row after row.</summary>
    public void Add(IEnumerable<(byte, byte, byte)> pixels) => _pictures.Add([.. pixels]);

    /// <summary>The next picture begins a row.</summary>
    public void EndRow()
    {
        while (_pictures.Count % columns != 0) _pictures.Add(null);
    }

    /// <summary>White for 0, blue for 1, red for -1.</summary>
    public static (byte, byte, byte) Signed(double value)
    {
        byte pale = (byte)(255 * (1 - Math.Min(Math.Abs(value), 1)));
        return value < 0 ? ((byte)255, pale, pale) : (pale, pale, (byte)255);
    }

    /// <summary>Black for 0, white for 1.</summary>
    public static (byte, byte, byte) Gray(double value)
    {
        byte level = (byte)(255 * Math.Clamp(value, 0, 1));
        return (level, level, level);
    }

    public PixelImage ToImage()
    {
        int rows = (_pictures.Count + columns - 1) / columns, cellHeight = height * scale + Gap, cellWidth = width * scale + Gap;
        var sheet = new PixelImage(rows * cellHeight + Gap, columns * cellWidth + Gap, 3);
        Array.Fill(sheet.Pixels, (byte)96);
        for (int i = 0; i < _pictures.Count; i++)
        {
            if (_pictures[i] is not { } picture) continue;
            for (int y = 0; y < height * scale; y++)
                for (int x = 0; x < width * scale; x++)
                {
                    int row = i / columns * cellHeight + Gap + y, column = i % columns * cellWidth + Gap + x;
                    (sheet[row, column, 0], sheet[row, column, 1], sheet[row, column, 2]) = picture[y / scale * width + x / scale];
                }
        }
        return sheet;
    }
}
