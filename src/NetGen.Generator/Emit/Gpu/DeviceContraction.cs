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

    private const int Micro = 8;

    private static readonly string[] Fields = ["X", "Y", "Z", "W"];

    /// <summary>Rows and columns of a group's tile: narrow products have narrow tiles, and many places of an image wide ones.</summary>
    private (int Rows, int Columns) Tile =>
        Columns <= 16 ? (128, 16) : Columns <= 32 ? (64, 32) : Columns >= 128 && Rows.Factor >= 64 && !(Rows is { Batched: false, Factor: < 512 }) ? (128, 128) : (64, 64);

    public DeviceLaunch Launch(IEnumerable<string> arguments)
    {
        var (tileRows, tileColumns) = Tile;
        int columnTiles = (Columns + tileColumns - 1) / tileColumns;
        string rowTiles = Rows.Batched ? $"({Rows.ToCode()} + {tileRows - 1}) / {tileRows}" : CodeWriter.Number((Rows.Factor + tileRows - 1) / tileRows);
        string groups = Times(Rows.Batched ? $"({rowTiles})" : rowTiles, columnTiles * Groups);
        var parameters = Parameters.Append(DeviceParameter.Number("count")).ToEquatableArray();
        var writer = new CodeWriter();
        Print(writer, columnTiles);
        var kernel = new DeviceKernel(Kind, parameters, tileRows * tileColumns / (Micro * Micro), writer.ToString().TrimEnd('\n'), Helpers());
        return new DeviceLaunch(kernel, groups, arguments.Append("count").ToEquatableArray());

        static string Times(string text, int factor) => factor == 1 ? text : $"{text} * {CodeWriter.Number(factor)}";
    }

    private string Views => string.Join(", ", Parameters.Select(p => $"{p.Type} {p.Name}")) + ", int count";

    private string Names => string.Join(", ", Parameters.Select(p => p.Name)) + ", count";

    private string Helpers()
    {
        var writer = new CodeWriter();
        Method("float @A", "int row, int k", A);
        Method("float @B", "int k, int column", B);
        Method("void @Store", "int row, int column, float sum", Store);
        if (StoreColumnSum is not null) Method("void @StoreSum", "int column, float sum", StoreColumnSum);
        return writer.ToString().TrimEnd('\n');

        void Method(string name, string indices, string body)
        {
            writer.Line("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
            using (writer.Braces($"private static {name}({Views}, int group, {indices})")) writer.Line(body);
            writer.Line();
        }
    }

    private void Print(CodeWriter writer, int columnTiles)
    {
        var (tileRows, tileColumns) = Tile;
        int threads = tileRows * tileColumns / (Micro * Micro), depth = Depth is { Batched: false, Factor: <= 8 } ? 8 : 16;

        // Four more than the tile has, so that neighbours along k do not meet in one bank.
        int pitchA = tileRows + 4, pitchB = tileColumns + 4, across = tileColumns / Micro;
        writer.Line($"""
            var a4 = SharedMemory.Allocate<Vector4>({depth * pitchA / 4});
            var b4 = SharedMemory.Allocate<Vector4>({depth * pitchB / 4});
            var a = a4.Cast<float>();
            var b = b4.Cast<float>();
            int thread = Group.IdxX, tile = Grid.IdxX, across = thread % {across}, down = thread / {across};
            """);
        writer.Line(columnTiles == 1 ? "int firstColumn = 0;" : $"int firstColumn = tile % {columnTiles} * {tileColumns};\ntile /= {columnTiles};");
        writer.Line(Groups == 1 ? "int group = 0;" : $"int group = tile % {Groups};\ntile /= {Groups};");
        writer.Line($"int firstRow = tile * {tileRows};");
        for (int i = 0; i < Micro; i++) writer.Line("float " + string.Join(", ", Enumerable.Range(0, Micro).Select(j => $"c{i}{j} = 0F")) + ";");
        if (StoreColumnSum is not null) writer.Line("float " + string.Join(", ", Enumerable.Range(0, Micro).Select(j => $"d{j} = 0F")) + ";");

        string end = Depth.ToCode();
        using (writer.Braces($"for (int first = 0; first < {end}; first += {depth})"))
        {
            Fill(writer, "a", "A", tileRows, pitchA, depth, threads, IsAAlongDepth, "row", Rows.ToCode(), "firstRow", "row, k");
            Fill(writer, "b", "B", tileColumns, pitchB, depth, threads, IsBAlongDepth, "column", CodeWriter.Number(Columns), "firstColumn", "k, column");
            writer.Line("Group.Barrier();");
            using (writer.Braces($"for (int k = 0; k < {depth}; k++)"))
            {
                writer.Line($"var a0 = a4[k * {pitchA / 4} + down];\nvar a1 = a4[k * {pitchA / 4} + {tileRows / 8} + down];");
                writer.Line($"var b0 = b4[k * {pitchB / 4} + across];\nvar b1 = b4[k * {pitchB / 4} + {tileColumns / 8} + across];");
                for (int i = 0; i < Micro; i++)
                    for (int half = 0; half < 2; half++)
                        writer.Line(string.Join(" ", Enumerable.Range(half * 4, 4).Select(j => $"c{i}{j} = a{i / 4}.{Fields[i % 4]} * b{j / 4}.{Fields[j % 4]} + c{i}{j};")));
                if (StoreColumnSum is not null)
                    writer.Line(string.Join(" ", Enumerable.Range(0, Micro).Select(j => $"d{j} += b{j / 4}.{Fields[j % 4]};")));
            }
            writer.Line("Group.Barrier();");
        }
        writer.Line($"int top = firstRow + down * 4, left = firstColumn + across * 4;");
        for (int i = 0; i < Micro; i++)
            for (int half = 0; half < 2; half++)
                writer.Line(string.Join(" ", Enumerable.Range(half * 4, 4).Select(j => $"@Store({Names}, group, {At("top", i, tileRows)}, {At("left", j, tileColumns)}, c{i}{j});")));
        if (StoreColumnSum is null) return;
        using (writer.Braces("if (firstRow == 0 && down == 0)"))
            for (int j = 0; j < Micro; j++) writer.Line($"@StoreSum({Names}, group, {At("left", j, tileColumns)}, d{j});");

        static string At(string first, int index, int tile) => index == 0 ? first : $"{first} + {(index / 4 * tile / 2) + (index % 4)}";
    }

    /// <summary>Copies a tile to shared memory, where neighbours along k are a pitch apart; zeros beyond the matrix.</summary>
    private void Fill(
        CodeWriter writer, string shared, string helper, int tile, int pitch, int depth, int threads, bool alongDepth, string index, string end, string first, string indices)
    {
        using var _ = writer.Braces($"for (int element = thread; element < {tile * depth}; element += {threads})");
        writer.Line(alongDepth ? $"int inner = element % {depth}, outer = element / {depth};" : $"int inner = element / {tile}, outer = element % {tile};");
        writer.Line($"int {index} = {first} + outer, k = first + inner;");
        writer.Line($"{shared}[inner * {pitch} + outer] = {index} < {end} && k < {Depth.ToCode()} ? @{helper}({Names}, group, {indices}) : 0F;");
    }
}
