using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// A product <c>c[row, column] = sum over k of a[row, k] b[k, column]</c>, for each of some groups. What a, b and c are is said by three expressions: elements of matrices, of
/// weights in panels, of an image that a window sees. Each thread sums a tile of 8 by 8 in variables, so that 16 values from shared memory serve 64 multiply-adds.
/// </summary>
/// <param name="Kind">What the kernel's name begins with.</param>
/// <param name="Parameters">Views that the expressions read and write.</param>
/// <param name="Depth">The number of products in a sum.</param>
internal sealed record DeviceContraction(string Kind, EquatableArray<DeviceParameter> Parameters, Extent Rows, int Columns, Extent Depth)
{
    public int Groups { get; init; } = 1;

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

    private const int Micro = DeviceTile.Micro;

    /// <summary>Rows and columns of a group's tile: narrow products have narrow tiles, and many places of an image wide ones.</summary>
    private (int Rows, int Columns) Tile =>
        Columns <= 16 ? (128, 16) : Columns <= 32 ? (64, 32) : Columns >= 128 && Rows.Factor >= 64 && !(Rows is { Batched: false, Factor: < 512 }) ? (128, 128) : (64, 64);

    /// <summary>Groups that a device should have to be busy: where the tiles are fewer and the sums long, several groups share a tile.</summary>
    private const int Wanted = 64, LongDepth = 16, MostParts = 32;

    private int RowTiles => (Rows.Factor + Tile.Rows - 1) / Tile.Rows;

    private int ColumnTiles => (Columns + Tile.Columns - 1) / Tile.Columns;

    /// <summary>How many groups share a tile, each with a part of the depth.</summary>
    private int Parts => Rows.Batched || Depth is not { Batched: true, Factor: >= LongDepth } ? 1 : Math.Min(Math.Max(Wanted / (RowTiles * ColumnTiles * Groups), 1), MostParts);

    /// <summary>Columns that are stored: their sums are zero behind the last.</summary>
    public int StoredColumns { get; init; }

    /// <param name="scratch">A place for numbers that one launch leaves for the next, as C#.</param>
    public IEnumerable<DeviceLaunch> Launches(IReadOnlyList<string> arguments, Func<Extent, string> scratch)
    {
        var (tileRows, tileColumns) = Tile;
        var parameters = Parameters.Append(DeviceParameter.Number("count")).ToEquatableArray();
        string groups = Rows.Batched ? $"({Rows.ToCode()} + {tileRows - 1}) / {tileRows}" : CodeWriter.Number(RowTiles);
        int times = ColumnTiles * Groups * Parts;
        if (times != 1) groups = $"{(Rows.Batched ? $"({groups})" : groups)} * {CodeWriter.Number(times)}";
        var writer = new CodeWriter();
        Print(writer);
        int threads = tileRows * tileColumns / (Micro * Micro);
        if (Parts == 1) return [new DeviceLaunch(new DeviceKernel(Kind, parameters, threads, Text(writer), Helpers(true, true)), groups, arguments.Append("count").ToEquatableArray())];

        string sums = scratch(new Extent(Parts * Groups * PartLength));
        var behind = parameters.Append(DeviceParameter.View("parts")).ToEquatableArray();
        var all = arguments.Concat(["count", sums]).ToEquatableArray();
        var adding = new CodeWriter();
        int elements = Groups * (Rows.Factor + (StoreColumnSum is null ? 0 : 1)) * Stored;
        PrintAdding(adding, elements);
        return
        [
            new DeviceLaunch(new DeviceKernel(Kind, behind, threads, Text(writer), Helpers(true, false)), groups, all),
            new DeviceLaunch(new DeviceKernel(Kind + "Sum", behind, AddingThreads, Text(adding), Helpers(false, true)), CodeWriter.Number((elements + AddingThreads - 1) / AddingThreads), all),
        ];

        static string Text(CodeWriter text) => text.ToString().TrimEnd('\n');
    }

    private const int AddingThreads = 256;

    private int Stored => Math.Max(StoredColumns, Columns);

    /// <summary>Sums of a part and a group: those of rows, and behind them those of b's columns.</summary>
    private int PartLength => (Rows.Factor + (StoreColumnSum is null ? 0 : 1)) * Columns;

    /// <summary>The sums of all parts, in their order, a thread for each.</summary>
    private void PrintAdding(CodeWriter writer, int elements)
    {
        int rows = Rows.Factor + (StoreColumnSum is null ? 0 : 1);
        writer.Line($"int index = Grid.IdxX * {AddingThreads} + Group.IdxX;\nif (index >= {elements}) return;");
        writer.Line($"int column = index % {Stored}, row = index / {Stored} % {rows}, group = index / {Stored * rows};\nfloat sum = 0F;");
        using (writer.Braces($"for (int part = column < {Columns} ? 0 : {Parts}; part < {Parts}; part++)")) writer.Line($"sum += parts[{PartPlace("row", "column")}];");
        string store = $"@Store({Names}, group, row, column, sum);";
        writer.Line(StoreColumnSum is null ? store : $"if (row == {Rows.Factor}) @StoreSum({Names}, group, column, sum);\nelse {store}");
    }

    private string PartPlace(string row, string column) => $"(part * {Groups} + group) * {PartLength} + ({row}) * {Columns} + {column}";

    private string Views => string.Join(", ", Parameters.Select(p => $"{p.Type} {p.Name}")) + ", int count";

    private string Names => string.Join(", ", Parameters.Select(p => p.Name)) + ", count";

    private string Helpers(bool reads, bool stores)
    {
        var writer = new CodeWriter();
        if (reads)
        {
            Method("float @A", "int row, int k", A);
            Method("float @B", "int k, int column", B);
        }
        if (stores)
        {
            Method("void @Store", "int row, int column, float sum", Store);
            if (StoreColumnSum is not null) Method("void @StoreSum", "int column, float sum", StoreColumnSum);
        }
        return writer.ToString().TrimEnd('\n');

        void Method(string name, string indices, string body)
        {
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using (writer.Braces($"private static {name}({Views}, int group, {indices})")) writer.Line(body);
            writer.Line();
        }
    }

    private void Print(CodeWriter writer)
    {
        var (tileRows, tileColumns) = Tile;
        int threads = tileRows * tileColumns / (Micro * Micro), depth = Depth is { Batched: false, Factor: <= 8 } ? 8 : 16;

        int pitchA = DeviceTile.Pitch(tileRows), pitchB = DeviceTile.Pitch(tileColumns), across = tileColumns / Micro;
        writer.Line($"""
            var a4 = SharedMemory.Allocate<Vector4>({depth * pitchA / 4});
            var b4 = SharedMemory.Allocate<Vector4>({depth * pitchB / 4});
            var a = a4.Cast<float>();
            var b = b4.Cast<float>();
            int thread = Group.IdxX, tile = Grid.IdxX, across = thread % {across}, down = thread / {across};
            """);
        writer.Line(ColumnTiles == 1 ? "int firstColumn = 0;" : $"int firstColumn = tile % {ColumnTiles} * {tileColumns};\ntile /= {ColumnTiles};");
        writer.Line(Groups == 1 ? "int group = 0;" : $"int group = tile % {Groups};\ntile /= {Groups};");
        string begin = "0", end = Depth.ToCode();
        if (Parts > 1)
        {
            writer.Line($"int part = tile % {Parts};\ntile /= {Parts};\nint share = ({end} + {Parts * depth - 1}) / {Parts * depth} * {depth}, end = (part + 1) * share < {end} ? (part + 1) * share : {end};");
            (begin, end) = ("part * share", "end");
        }
        writer.Line($"int firstRow = tile * {tileRows};");
        DeviceTile.Declare(writer, "c");
        if (StoreColumnSum is not null) writer.Line("float " + string.Join(", ", DeviceTile.Each.Select(j => $"d{j} = 0F")) + ";");
        using (writer.Braces($"for (int first = {begin}; first < {end}; first += {depth})"))
        {
            Fill(writer, "a", "A", tileRows, pitchA, depth, threads, IsAAlongDepth, "row", Rows.ToCode(), "firstRow", "row, k", end);
            Fill(writer, "b", "B", tileColumns, pitchB, depth, threads, IsBAlongDepth, "column", CodeWriter.Number(Columns), "firstColumn", "k, column", end);
            writer.Line("Group.Barrier();");
            using (writer.Braces($"for (int k = 0; k < {depth}; k++)"))
            {
                DeviceTile.MultiplyAdd(writer, "c", "a4", "k", tileRows, "b4", "k", tileColumns);
                if (StoreColumnSum is not null) writer.Line(string.Join(" ", DeviceTile.Each.Select(j => $"d{j} += {DeviceTile.Element("b", j)};")));
            }
            writer.Line("Group.Barrier();");
        }
        writer.Line($"int top = firstRow + down * 4, left = firstColumn + across * 4;");
        DeviceTile.ForEach(writer, (i, j) => StoreOf($"c{i}{j}", DeviceTile.At("top", i, tileRows), DeviceTile.At("left", j, tileColumns)));
        if (StoreColumnSum is null) return;
        using (writer.Braces("if (firstRow == 0 && down == 0)"))
            foreach (int j in DeviceTile.Each)
            {
                string column = DeviceTile.At("left", j, tileColumns);
                writer.Line(Parts == 1 ? $"@StoreSum({Names}, group, {column}, d{j});" : $"if ({column} < {Columns}) parts[{PartPlace(CodeWriter.Number(Rows.Factor), column)}] = d{j};");
            }

        string StoreOf(string sum, string row, string column) => Parts == 1 ? $"@Store({Names}, group, {row}, {column}, {sum});"
            : $"if ({row} < {Rows.Factor} && {column} < {Columns}) parts[{PartPlace(row, column)}] = {sum};";
    }

    /// <summary>Copies a tile to shared memory, where neighbours along k are a pitch apart; zeros beyond the matrix.</summary>
    private void Fill(
        CodeWriter writer, string shared, string helper, int tile, int pitch, int depth, int threads, bool alongDepth, string index, string end, string first, string indices, string behind)
    {
        using var _ = writer.Braces($"for (int element = thread; element < {tile * depth}; element += {threads})");
        writer.Line(alongDepth ? $"int inner = element % {depth}, outer = element / {depth};" : $"int inner = element / {tile}, outer = element % {tile};");
        writer.Line($"int {index} = {first} + outer, k = first + inner;");
        writer.Line($"{shared}[inner * {pitch} + outer] = {index} < {end} && k < {behind} ? @{helper}({Names}, group, {indices}) : 0F;");
    }
}
