using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// A product <c>c[row, column] = sum over k of a[row, k] b[k, column]</c>, for each of some groups. What a, b and c are is said by three expressions: elements of matrices, of
/// weights in panels, of an image that a window sees. They become a struct, for which the tiles of <see cref="DeviceTiles"/>, written once for all products, are compiled.
/// </summary>
/// <param name="Kind">What the kernel's name begins with.</param>
/// <param name="Parameters">Views that the expressions read and write.</param>
/// <param name="Depth">The number of products in a sum.</param>
internal sealed record DeviceContraction(string Kind, EquatableArray<DeviceParameter> Parameters, Extent Rows, int Columns, Extent Depth)
{
    public Extent Groups { get; init; } = Extent.One;

    /// <summary>Statements and a <c>return</c> that give a's element, in <c>group</c>, <c>row</c> and <c>k</c>.</summary>
    public string A { get; init; } = "";

    /// <summary>In <c>group</c>, <c>k</c> and <c>column</c>.</summary>
    public string B { get; init; } = "";

    /// <summary>Statements that store <c>sum</c>, in <c>group</c>, <c>row</c> and <c>column</c>.</summary>
    public string Store { get; init; } = "";

    /// <summary>Statements that store <c>sum</c>, the sum of a column of b; null where nothing wants them.</summary>
    public string? StoreColumnSum { get; init; }

    /// <summary>Whether a's elements lie side by side along k; else along its rows.</summary>
    public bool IsAAlongDepth { get; init; }

    /// <summary>Whether b's elements lie side by side along k; else along its columns.</summary>
    public bool IsBAlongDepth { get; init; }

    /// <summary>Rows and columns of a group's tile: narrow products have narrow tiles, and many places of an image wide ones.</summary>
    private (int Rows, int Columns) Tile =>
        Columns <= 16 ? (128, 16) : Columns <= 32 ? (64, 32) : Columns >= 128 && Rows.Factor >= 64 && !(Rows is { Batched: false, Factor: < 512 }) ? (128, 128) : (64, 64);

    /// <summary>Groups that a device should have to be busy: where the tiles are fewer and the sums long, several groups share a tile.</summary>
    private const int Wanted = 64, LongDepth = 16, MostParts = 32;

    private int RowTiles => (Rows.Factor + Tile.Rows - 1) / Tile.Rows;

    private int ColumnTiles => (Columns + Tile.Columns - 1) / Tile.Columns;

    /// <summary>How many groups share a tile, each with a part of the depth.</summary>
    private int Parts => Rows.Batched || Groups.Batched || Depth is not { Batched: true, Factor: >= LongDepth } ? 1 : Math.Min(Math.Max(Wanted / (RowTiles * ColumnTiles * Groups.Factor), 1), MostParts);

    /// <summary>Columns that are stored: their sums are zero behind the last.</summary>
    public int StoredColumns { get; init; }

    /// <param name="scratch">A place for numbers that one launch leaves for the next, as C#.</param>
    public IEnumerable<DeviceLaunch> Launches(IReadOnlyList<string> arguments, Func<Extent, string> scratch)
    {
        var (tileRows, tileColumns) = Tile;
        var parameters = Parameters.Append(DeviceParameter.Number("count")).ToEquatableArray();
        string groups = Rows.Batched ? $"({Rows.ToCode()} + {tileRows - 1}) / {tileRows}" : CodeWriter.Number(RowTiles);
        var times = Groups * (ColumnTiles * Parts);
        if (times != Extent.One) groups = $"{(Rows.Batched ? $"({groups})" : groups)} * {times.ToCode()}";
        int threads = tileRows * tileColumns / (DeviceTile.Micro * DeviceTile.Micro);
        if (Parts == 1) return [new DeviceLaunch(Multiplying(parameters, threads, Store, StoreColumnSum), groups, arguments.Append("count").ToEquatableArray())];

        string sums = scratch(new Extent(Parts * Groups.Factor * PartLength));
        var behind = parameters.Append(DeviceParameter.View("parts")).ToEquatableArray();
        var all = arguments.Concat(["count", sums]).ToEquatableArray();
        int elements = Groups.Factor * SummedRows * Stored;
        return
        [
            new DeviceLaunch(Multiplying(behind, threads, StorePart("row", Rows.Factor), HasColumnSums ? StorePart(CodeWriter.Number(Rows.Factor)) : ""), groups, all),
            new DeviceLaunch(Adding(behind), CodeWriter.Number((elements + DeviceTiles.AddingThreads - 1) / DeviceTiles.AddingThreads), all),
        ];
    }

    private bool HasColumnSums => StoreColumnSum is not null;

    private int Stored => Math.Max(StoredColumns, Columns);

    /// <summary>Sums of a part and a group: those of rows, and behind them those of b's columns.</summary>
    private int PartLength => SummedRows * Columns;

    private int SummedRows => Rows.Factor + (HasColumnSums ? 1 : 0);

    private string StorePart(string row, int rows = 0) =>
        $"if ({(rows == 0 ? "" : $"row < {rows} && ")}column < {Columns}) parts[group * {PartLength} + {row} * {Columns} + column] = sum;";

    private static string Literal(bool value) => value ? "true" : "false";

    private DeviceKernel Multiplying(EquatableArray<DeviceParameter> parameters, int threads, string store, string? storeSum)
    {
        var (tileRows, tileColumns) = Tile;
        int depth = Depth is { Batched: false, Factor: <= 8 } ? 8 : 16;
        string Shared(int tile) => $"SharedMemory.Allocate<Vector4>({CodeWriter.Number(depth * DeviceTile.Pitch(tile) / 4)})";
        var read = ReadBy(parameters, A, B, store, storeSum ?? "");
        string body = $"""
            DeviceTiles.Multiply(
                new @Elements({Names(read)}), {Shared(tileRows)}, {Shared(tileColumns)}, {tileRows}, {tileColumns}, {depth},
                {Literal(IsAAlongDepth)}, {Literal(IsBAlongDepth)}, {Literal(HasColumnSums)}, {Rows.ToCode()}, {Columns}, {Depth.ToCode()}, {Groups.ToCode()}, {Parts});
            """.Replace("\r", "");
        var writer = new CodeWriter();
        using (Struct(writer, "Elements", "IDeviceProduct", read))
        {
            Method(writer, "float Left(int group, int row, int k)", A);
            Method(writer, "float Right(int group, int k, int column)", B);
            Stores(writer, store, storeSum);
        }
        return new DeviceKernel(Kind, parameters, threads, body, writer.ToString().TrimEnd('\n'));
    }

    /// <summary>The kernel that adds up what groups with a part of the depth each have left.</summary>
    private DeviceKernel Adding(EquatableArray<DeviceParameter> parameters)
    {
        var read = ReadBy(parameters, Store, StoreColumnSum ?? "");
        var writer = new CodeWriter();
        using (Struct(writer, "Results", "IDeviceResult", read)) Stores(writer, Store, StoreColumnSum);
        string body = $"DeviceTiles.AddParts(new @Results({Names(read)}), parts, {Rows.Factor}, {Columns}, {Stored}, {Groups.Factor}, {Parts}, {Literal(HasColumnSums)});";
        return new DeviceKernel(Kind + "Sum", parameters, DeviceTiles.AddingThreads, body, writer.ToString().TrimEnd('\n'));
    }

    private static DeviceParameter[] ReadBy(IEnumerable<DeviceParameter> parameters, params string[] texts) =>
        [.. parameters.Where(p => texts.Any(t => System.Text.RegularExpressions.Regex.IsMatch(t, $@"\b{p.Name}\b")))];

    private static string Names(IEnumerable<DeviceParameter> parameters) => string.Join(", ", parameters.Select(p => p.Name));

    private static CodeWriter.Block Struct(CodeWriter writer, string name, string of, IEnumerable<DeviceParameter> parameters) =>
        writer.Braces($"private readonly struct @{name}({string.Join(", ", parameters.Select(p => $"{p.Type} {p.Name}"))}) : {of}");

    private static void Stores(CodeWriter writer, string store, string? storeSum)
    {
        Method(writer, "void Store(int group, int row, int column, float sum)", store);
        Method(writer, "void StoreSum(int group, int column, float sum)", storeSum ?? "", isLast: true);
    }

    private static void Method(CodeWriter writer, string header, string body, bool isLast = false)
    {
        writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        using (writer.Braces("public " + header))
            if (body.Length > 0) writer.Line(body);
        if (!isLast) writer.Line();
    }
}
