namespace NetGen.Compiler.Emit.Gpu;

/// <summary>The products of all networks of a project, over what each says of its elements: the compiler of a device writes them anew for each, with sizes as constants.</summary>
internal static class DeviceTiles
{
    public const int AddingThreads = 256;

    /// <summary>As C#.</summary>
    public static string Text
    {
        get
        {
            var writer = new CodeWriter();
            writer.Line("""
                /// <summary>Where the sums of a product go.</summary>
                [global::System.CodeDom.Compiler.GeneratedCode("NetGen", "0.1.0")]
                internal interface IDeviceResult
                {
                    void Store(int group, int row, int column, float sum);

                    /// <summary>Stores the sum of a column of the second matrix.</summary>
                    void StoreSum(int group, int column, float sum);
                }

                /// <summary>The elements of a product's two matrices, and where its sums go.</summary>
                [global::System.CodeDom.Compiler.GeneratedCode("NetGen", "0.1.0")]
                internal interface IDeviceProduct : IDeviceResult
                {
                    float Left(int group, int row, int k);

                    float Right(int group, int k, int column);
                }

                /// <summary>Products of matrices by tiles in shared memory.</summary>
                [global::System.CodeDom.Compiler.GeneratedCode("NetGen", "0.1.0")]
                """);
            using (writer.Braces("internal static class DeviceTiles"))
            {
                EmitMultiply(writer);
                writer.Line().Line($$"""
                    // The sums of all parts, in their order, a thread for each; behind the rows are the sums of columns, and behind the columns zeros.
                    [MethodImpl(MethodImplOptions.AggressiveInlining)]
                    internal static void AddParts<T>(T result, ArrayView<float> parts, int rows, int columns, int stored, int groups, int numberOfParts, bool sums) where T : struct, IDeviceResult
                    {
                        int all = sums ? rows + 1 : rows, index = Grid.IdxX * {{AddingThreads}} + Group.IdxX;
                        if (index >= groups * all * stored) return;
                        int column = index % stored, row = index / stored % all, group = index / (stored * all);
                        float sum = 0F;
                        for (int part = column < columns ? 0 : numberOfParts; part < numberOfParts; part++) sum += parts[(part * groups + group) * (all * columns) + row * columns + column];
                        if (sums && row == rows) result.StoreSum(group, column, sum);
                        else result.Store(group, row, column, sum);
                    }
                    """);
            }
            return writer.Line().Line().ToString();
        }
    }

    private static void EmitMultiply(CodeWriter writer)
    {
        writer.Line("""
            // Each thread sums 8 by 8 products from 16 values in shared memory. A group has a tile of a group of the product, and a part of the depth.
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            internal static void Multiply<T>(
                T product, ArrayView<Vector4> a4, ArrayView<Vector4> b4, int tileRows, int tileColumns, int tileDepth,
                bool alongLeft, bool alongRight, bool sums, int rows, int columns, int depth, int groups, int parts) where T : struct, IDeviceProduct
            """);
        using var _ = writer.Braces("");
        writer.Line("""
            var a = a4.Cast<float>();
            var b = b4.Cast<float>();
            int thread = Group.IdxX, tile = Grid.IdxX, across = thread % (tileColumns / 8), down = thread / (tileColumns / 8), threads = tileRows * tileColumns / 64;
            int columnTiles = (columns + tileColumns - 1) / tileColumns, firstColumn = tile % columnTiles * tileColumns;
            tile /= columnTiles;
            int group = tile % groups;
            tile /= groups;
            int part = tile % parts, firstRow = tile / parts * tileRows;
            int share = (depth + parts * tileDepth - 1) / (parts * tileDepth) * tileDepth, end = (part + 1) * share < depth ? (part + 1) * share : depth;
            """);
        DeviceTile.Declare(writer, "c");
        writer.Line("float " + string.Join(", ", DeviceTile.Each.Select(j => $"d{j} = 0F")) + ";");
        using (writer.Braces("for (int first = part * share; first < end; first += tileDepth)"))
        {
            Fill(writer, "a", "tileRows", "alongLeft", "row", "firstRow", "rows", "Left(group, row, k)");
            Fill(writer, "b", "tileColumns", "alongRight", "column", "firstColumn", "columns", "Right(group, k, column)");
            writer.Line("Group.Barrier();");
            using (writer.Braces("for (int k = 0; k < tileDepth; k++)"))
            {
                writer.Line("""
                    int atA = k * ((tileRows + 4) / 4) + down, atB = k * ((tileColumns + 4) / 4) + across;
                    var a0 = a4[atA];
                    var a1 = a4[atA + tileRows / 8];
                    var b0 = b4[atB];
                    var b1 = b4[atB + tileColumns / 8];
                    """);
                DeviceTile.ForEach(writer, (i, j) => $"c{i}{j} = {DeviceTile.Element("a", i)} * {DeviceTile.Element("b", j)} + c{i}{j};");
                using (writer.Braces("if (sums)")) writer.Line(string.Join(" ", DeviceTile.Each.Select(j => $"d{j} += {DeviceTile.Element("b", j)};")));
            }
            writer.Line("Group.Barrier();");
        }
        writer.Line("int place = part * groups + group, top = firstRow + down * 4, left = firstColumn + across * 4, lower = top + tileRows / 2, right = left + tileColumns / 2;");
        DeviceTile.ForEach(writer, (i, j) => $"product.Store(place, {Near("top", "lower", i)}, {Near("left", "right", j)}, c{i}{j});");
        using (writer.Braces("if (sums && firstRow == 0 && down == 0)"))
            foreach (int j in DeviceTile.Each) writer.Line($"product.StoreSum(place, {Near("left", "right", j)}, d{j});");
    }

    private static string Near(string first, string second, int index) => (index < 4 ? first : second) + (index % 4 == 0 ? "" : " + " + CodeWriter.Number(index % 4));

    /// <summary>Copies a tile to shared memory, where neighbours along k are a pitch apart; zeros beyond the matrix.</summary>
    private static void Fill(CodeWriter writer, string shared, string tile, string along, string index, string first, string end, string element)
    {
        using var _ = writer.Braces($"for (int element = thread; element < {tile} * tileDepth; element += threads)");
        writer.Line($"""
            int inner = {along} ? element % tileDepth : element / {tile}, outer = {along} ? element / tileDepth : element % {tile};
            int {index} = {first} + outer, k = first + inner;
            {shared}[inner * ({tile} + 4) + outer] = {index} < {end} && k < end ? product.{element} : 0F;
            """);
    }
}
