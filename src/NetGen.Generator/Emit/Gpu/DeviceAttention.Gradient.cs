namespace NetGen.Compiler.Emit.Gpu;

/// <content>
/// The gradients: with weights P, dP = dy v' (times what dropout leaves of P, as P is for dv), dS = scale P (dP - the sum of P dP along each row), dq = dS k, dk = dS' q, dv = P' dy. One launch gives those of the queries, and
/// of each query the largest score, one over the sum of weights and that sum of P dP, from which another has the weights again for the gradients of keys and values.
/// </content>
internal sealed partial class DeviceAttention
{
    /// <summary>Where the gradients of queries, keys and values lie in the result: side by side where there are as many queries as keys, else one after the other.</summary>
    private (int Offset, int Row) Part(int index)
    {
        var sizes = call.OperandStrides.Select(s => s.Sizes).ToArray();
        bool beside = call.ResultStrides.Sizes.Count == 2;
        int offset = Enumerable.Range(0, index).Sum(i => beside ? sizes[i][1] : sizes[i][0] * sizes[i][1]);
        return (offset, beside ? call.ResultStrides.Distances[0] : sizes[index][1]);
    }

    private string Place(int part, int width)
    {
        var (offset, row) = Part(part);
        return $"{offset} + sample * {call.ResultStrides.Sample} + row * {row} + head * {width} + column";
    }

    private string Statistic(int number, string query) => $"statistics[(sample * {3 * attention.Heads} + head * 3 + {number}) * {Queries} + {query}]";

    /// <summary>A group for each tile of queries: the keys twice, where they are more than a tile.</summary>
    private DeviceLaunch QueryGradient(string statistics)
    {
        Begin(Tiles(Size), Queries);
        DeviceTile.Declare(_writer, "o");
        Each(i => $"float m{i} = float.NegativeInfinity, l{i} = 0F, e{i} = 0F;");
        _writer.Line($"int end = {LastKey};");
        bool isOne = Tiles(Keys) == 1;
        using (_writer.Braces($"for (int firstKey = 0; firstKey < end; firstKey += {Tile})"))
        {
            DeviceTile.Declare(_writer, "s");
            Scores();
            Weigh();
            Keep("s");
            Shares();
            Each(i => $"e{i} *= f{i};");
            DeviceTile.ForEach(_writer, (i, j) => $"e{i} += {Kept(i, j)} * s{i}{j};");
            if (isOne)
            {
                _writer.Line("// These are all the keys: their weights are not computed again.");
                Totals();
                DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} = {Kept(i, j)} * l{i} * {Scale} * (s{i}{j} - e{i});");
                AddKeys();
            }
        }
        if (!isOne)
        {
            Totals();
            using (_writer.Braces($"for (int firstKey = 0; firstKey < end; firstKey += {Tile})"))
            {
                DeviceTile.Declare(_writer, "s");
                Scores();
                _writer.Line("int query = firstRow + down * 4, key = firstKey + across * 4;");
                DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} = {IsSeen(DeviceTile.At("query", i, Tile), DeviceTile.At("key", j, Tile))} ? MathF.Exp(s{i}{j} * {Scale} - m{i}) * l{i} : 0F;");
                Shares();
                DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} = {Kept(i, j)} * {Scale} * (s{i}{j} - e{i});");
                AddKeys();
            }
        }
        Store("Store", $"row < {Queries} && column < {Size}", Place(0, Size), _ => "");
        using (_writer.Braces(Tiles(Size) == 1 ? "if (across == 0)" : "if (across == 0 && part == 0)"))
            foreach (int i in DeviceTile.Each)
            {
                string query = DeviceTile.At("top", i, Tile);
                _writer.Line($"if ({query} < {Queries}) {Statistic(0, query)} = m{i};\nif ({query} < {Queries}) {Statistic(1, query)} = l{i};\nif ({query} < {Queries}) {Statistic(2, query)} = e{i};");
            }
        return Launch("AttentionQueryGradient", Tiles(Size) * Tiles(Queries), [("queries", 0), ("keys", 1), ("values", 2), ("gradients", 3)], 4, statistics);

        // The gradients of the weights.
        void Shares()
        {
            DeviceTile.ForEach(_writer, (i, j) => $"s{i}{j} = 0F;");
            Product(
                "s", CodeWriter.Number(Width), Element("gradients", 3, "firstRow + outer", "k"), $"firstRow + outer < {Queries}",
                Element("values", 2, "firstKey + outer", "k"), "firstKey + outer < length");
            Drop("s");
        }

        // From sums of threads to those of queries: one over the weights' sum, and the mean of the gradients of the weights.
        void Totals() => Each(i =>
            $"l{i} = DeviceMath.Sum8(l{i}); l{i} = l{i} == 0F ? 0F : 1F / l{i}; e{i} = DeviceMath.Sum8(e{i}) * l{i}; m{i} = m{i} == float.NegativeInfinity ? 0F : m{i};\n");

        void AddKeys() => WeightedSum("o", Element("keys", 1, "firstKey + first + inner", "firstColumn + outer"), $"firstKey + first + inner < length && firstColumn + outer < {Size}");
    }

    /// <summary>A group for each tile of keys, and for the columns of values and of keys: keys are the rows, queries the columns.</summary>
    private DeviceLaunch KeyGradient(string statistics)
    {
        int ofValues = Tiles(Width), parts = ofValues + Tiles(Size);
        Begin(parts, Keys);
        _writer.Line($"bool isKey = part >= {ofValues};\nif (isKey) firstColumn -= {ofValues * Tile};\nint width = isKey ? {Width} : 0, columns = isKey ? {Size} : {Width};");
        DeviceTile.Declare(_writer, "o");
        string last = attention.MasksQueries ? "length" : CodeWriter.Number(Queries);
        _writer.Line($"int end = firstRow >= length ? 0 : {last};");
        using (_writer.Braces($"for (int firstQuery = {(attention.Causal ? "firstRow" : "0")}; firstQuery < end; firstQuery += {Tile})"))
        {
            DeviceTile.Declare(_writer, "s");
            string isQuery = $"firstQuery + outer < {Queries}";
            Product("s", CodeWriter.Number(Size), Element("keys", 1, "firstRow + outer", "k"), "firstRow + outer < length", Element("queries", 0, "firstQuery + outer", "k"), isQuery);
            _writer.Line("int key = firstRow + down * 4, query = firstQuery + across * 4;");
            foreach (int j in DeviceTile.Each)
            {
                string query = DeviceTile.At("query", j, Tile);
                _writer.Line($"float m{j} = 0F, l{j} = 0F, e{j} = 0F;");
                using (_writer.Braces($"if ({query} < {Queries})")) _writer.Line($"m{j} = {Statistic(0, query)};\nl{j} = {Statistic(1, query)};\ne{j} = {Statistic(2, query)};");
            }
            DeviceTile.ForEach(_writer, (i, j) =>
            {
                string query = DeviceTile.At("query", j, Tile), seen = IsSeen(query, DeviceTile.At("key", i, Tile));
                return $"{Kept(i, j)} = {query} < {Queries} && {seen} ? MathF.Exp(s{i}{j} * {Scale} - m{j}) * l{j} : 0F;";
            });
            _writer.Line("// The gradients of the weights: only those of keys need them.");
            DeviceTile.ForEach(_writer, (i, j) => $"s{i}{j} = 0F;");
            Product("s", "width", Element("values", 2, "firstRow + outer", "k"), "firstRow + outer < length", Element("gradients", 3, "firstQuery + outer", "k"), isQuery);
            Drop("s", turned: true);
            using (_writer.Braces("if (isKey)")) DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} = {Kept(i, j)} * {Scale} * (s{i}{j} - e{j});");
            if (attention.Noise > 0)
                using (_writer.Braces("else")) DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} *= {Remains(i, j, turned: true)};");
            WeightedSum(
                "o", $"(isKey ? {Element("queries", 0, "firstQuery + first + inner", "firstColumn + outer")} : {Element("gradients", 3, "firstQuery + first + inner", "firstColumn + outer")})",
                $"firstQuery + first + inner < {Queries} && firstColumn + outer < columns");
        }
        Store("Store", $"row < {Keys} && column < {Size}", Place(1, Size), _ => "", "if (isKey)");
        Store("StoreValue", $"row < {Keys} && column < {Width}", Place(2, Width), _ => "", "else");
        return Launch("AttentionKeyGradient", parts * Tiles(Keys), [("queries", 0), ("keys", 1), ("values", 2), ("gradients", 3)], 4, statistics);
    }
}
