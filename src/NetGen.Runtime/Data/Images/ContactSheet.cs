namespace NetGen;

/// <summary>Small pictures side by side in one: a network's filters, its maps of features, what it generates.</summary>
/// <example><code>
/// var sheet = new ContactSheet(columns: 8) { Magnification = 4 };
/// for (int f = 0; f &lt; filters; f++) sheet.Add(weights.AsSpan(f * 25, 25), 5, 5, TileColors.Signed, scale: 1 / largest);
/// sheet.ToImage().SavePng("filters.png");
/// </code></example>
public sealed class ContactSheet
{
    private readonly List<PixelImage?> _tiles = [];
    private readonly int _columns;

    /// <summary>A sheet without tiles.</summary>
    /// <param name="columns">Tiles of a row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public ContactSheet(int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        _columns = columns;
    }

    /// <summary>How many pixels wide and high a pixel of a tile becomes; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Magnification
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Magnification), value, "At least 1 is expected.");
    } = 1;

    /// <summary>Pixels between the tiles and around them; 4 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Gap
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(Gap), value, "At least 0 is expected.");
    } = 4;

    /// <summary>The brightness between the tiles, from 0 to 255; a dark gray by default.</summary>
    public byte Background { get; init; } = 64;

    /// <summary>The number of places that are taken, those behind <see cref="EndRow"/> too.</summary>
    public int Count => _tiles.Count;

    /// <summary>Adds a picture behind the others.</summary>
    /// <param name="tile">Of 1 to 4 channels; alpha is left out. Not copied.</param>
    /// <exception cref="ArgumentException">It is of another height or width than the first.</exception>
    public void Add(PixelImage tile)
    {
        ArgumentNullException.ThrowIfNull(tile);
        if (_tiles.Find(t => t is not null) is { } first && (tile.Height, tile.Width) != (first.Height, first.Width))
            throw new ArgumentException(
                $"A tile of {tile.Height} x {tile.Width} came, and the first is of {first.Height} x {first.Width}: tiles of one size are expected.", nameof(tile));
        _tiles.Add(tile);
    }

    /// <summary>Adds a tile of one channel.</summary>
    /// <param name="values">Height times width numbers, row by row. What is beyond the colors' range is cut off; NaN is green.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="colors">What the numbers mean.</param>
    /// <param name="scale">What they are multiplied by before.</param>
    /// <exception cref="ArgumentException">The number of values is another, or the size is not that of the first tile.</exception>
    public void Add(ReadOnlySpan<float> values, int height, int width, TileColors colors = TileColors.Gray, double scale = 1)
    {
        if (values.Length != (long)height * width) throw new ArgumentException($"{values.Length} values came for a tile of {height} x {width}.", nameof(values));
        var tile = new PixelImage(height, width, 3);
        for (int i = 0; i < values.Length; i++) Color(values[i] * scale, colors, tile.Pixels.AsSpan(3 * i, 3));
        Add(tile);
    }

    /// <summary>Adds a tile of an image as networks read it: channels last, 0 is dark and 1 is bright.</summary>
    /// <param name="values">Height times width times channels numbers; what is beyond 0 and 1 is cut off.</param>
    /// <param name="shape">Height, width, and 1 channel for gray or 3 for color.</param>
    /// <exception cref="ArgumentException">The number of values or channels is another, or the size is not that of the first tile.</exception>
    public void Add(ReadOnlySpan<float> values, ImageShape shape)
    {
        if (shape.Channels == 1)
        {
            Add(values, shape.Height, shape.Width);
            return;
        }
        if (shape.Channels != 3 || values.Length != shape.Length)
            throw new ArgumentException($"{values.Length} values came for {shape}; an image of 1 or 3 channels is expected.", nameof(values));
        var tile = new PixelImage(shape.Height, shape.Width, 3);
        for (int i = 0; i < values.Length; i++) tile.Pixels[i] = Level(values[i]);
        Add(tile);
    }

    /// <summary>The next tile begins a row.</summary>
    public void EndRow()
    {
        while (_tiles.Count % _columns != 0) _tiles.Add(null);
    }

    /// <summary>The sheet as one picture of three channels.</summary>
    /// <exception cref="InvalidOperationException">There are no tiles.</exception>
    public PixelImage ToImage()
    {
        var first = _tiles.Find(t => t is not null) ?? throw new InvalidOperationException("The sheet has no tiles.");
        int columns = Math.Min(_columns, _tiles.Count), rows = (_tiles.Count + columns - 1) / columns;
        int cellHeight = first.Height * Magnification + Gap, cellWidth = first.Width * Magnification + Gap;
        var sheet = new PixelImage(checked(rows * cellHeight + Gap), checked(columns * cellWidth + Gap), 3);
        Array.Fill(sheet.Pixels, Background);
        for (int i = 0; i < _tiles.Count; i++)
        {
            if (_tiles[i]?.ToChannels(3) is not { } tile) continue;
            int top = i / columns * cellHeight + Gap, left = i % columns * cellWidth + Gap;
            for (int y = 0; y < first.Height * Magnification; y++)
                for (int x = 0; x < first.Width * Magnification; x++)
                    tile.Pixels.AsSpan((y / Magnification * tile.Width + x / Magnification) * 3, 3).CopyTo(sheet.Pixels.AsSpan(((top + y) * sheet.Width + left + x) * 3));
        }
        return sheet;
    }

    private static byte Level(double value) => (byte)Math.Round(255 * Math.Clamp(value, 0, 1));

    private static void Color(double value, TileColors colors, Span<byte> pixel)
    {
        if (double.IsNaN(value))
        {
            (pixel[0], pixel[1], pixel[2]) = (0, 255, 0);
            return;
        }
        switch (colors)
        {
            case TileColors.Signed:
                double size = Math.Min(Math.Abs(value), 1);
                byte pale = Level(1 - size), deep = Level(1.4 - 0.55 * size);
                (pixel[0], pixel[1], pixel[2]) = value < 0 ? (deep, pale, pale) : (pale, Level(1 - 0.6 * size), deep);
                break;
            case TileColors.Heat:
                // A few knots of matplotlib's inferno map, whose brightness grows evenly; linear between.
                ReadOnlySpan<byte> knots = [0, 0, 4, 31, 12, 72, 85, 15, 109, 136, 34, 106, 186, 54, 85, 227, 89, 51, 249, 140, 10, 249, 201, 50, 252, 255, 164];
                double place = Math.Clamp(value, 0, 1) * (knots.Length / 3 - 1);
                int knot = Math.Min((int)place, knots.Length / 3 - 2);
                for (int c = 0; c < 3; c++) pixel[c] = (byte)Math.Round(knots[3 * knot + c] + (place - knot) * (knots[3 * knot + 3 + c] - knots[3 * knot + c]));
                break;
            default:
                pixel.Fill(Level(value));
                break;
        }
    }
}
