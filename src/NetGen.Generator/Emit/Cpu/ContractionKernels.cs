using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Emits the methods that a network's products need, once each: tiles for the vector widths and panel widths that occur, the loops
/// over rows and panels, and the drivers <c>Forward</c> and <c>WeightGradient</c>. Shapes are arguments: specialising their loops gains
/// nothing measurable, and one set of methods serves all layers and directions.
/// </summary>
internal static class ContractionKernels
{
    /// <summary>Rows of dy that WeightGradient copies at a time: with two vectors of columns they fill half of a small L1 cache.</summary>
    private const int DepthBlock = 128;

    /// <summary>The leading dimension of dy from which on WeightGradient copies: their lines fall into few sets of the cache.</summary>
    private const int FarApart = 128;

    /// <summary>The rows that WideWeightGradient copies at a time where there are more than <see cref="DepthBlock"/>: of all tried up to 256 the fastest.</summary>
    private const int ManyRowsBlock = 96;

    /// <summary>Inputs by a panel between which WideWeightGradient asks for what it copies next: a multiple of all tiles' rows, few enough not to fill the processor's queue of misses.</summary>
    private const int TileInputs = 12;

    /// <summary>Columns of x that WideWeightGradient copies at a time: with the rows of a block, at home in the L2 cache.</summary>
    private const int InputBlock = 192;

    /// <summary>The leading dimension of those columns: an odd number of cache lines, so that a column's elements are in all sets of the L1 cache.</summary>
    private const int InputStride = InputBlock + 16;

    /// <summary>
    /// Inputs of a unit of WeightGradient, by a panel: what threads divide between them. A multiple of all tiles' rows, so that the tiles, and with
    /// them the bits, are the same wherever a range of units begins; about as much work as a unit of WideWeightGradient.
    /// </summary>
    private const int UnitInputs = 144;

    /// <summary>Panels are put together in units as long as so many units are left.</summary>
    private const int LeastUnits = 4;

    /// <summary>Inputs and outputs from which on a weight gradient is wide.</summary>
    internal const int WideInputs = 512, WideOutputs = 256;

    /// <summary>Rows of each sample from which on a weight gradient of some inputs and outputs is wide, too.</summary>
    internal const int ManyRows = 16, ManyInputs = 64, ManyOutputs = 64;

    /// <summary>Rows of the block through which an exact last panel goes: a multiple of all tiles' rows.</summary>
    private const int ExactRows = 12;

    /// <summary>Rows after which a costly epilogue is applied: a multiple of all tiles' rows, in the L1 cache together with a panel's width.</summary>
    private const int EpilogueRows = 48;

    /// <summary>
    /// The fewest rows of a tile that sums in one order, that of all taller ones: so the bits of a row don't depend on the rows that are
    /// computed together with it, as long as there are so many. Fewer rows are done one by one, each in several sums, which hides their latency.
    /// </summary>
    internal const int LeastRows = 4;

    /// <summary>Namespaces that the emitted text takes for granted.</summary>
    public static readonly string[] Usings =
        ["System", "System.Numerics", "System.Runtime.CompilerServices", "System.Runtime.InteropServices", "System.Runtime.Intrinsics", "NetGen.CompilerServices"];

    /// <param name="others">The epilogues of convolutions.</param>
    /// <returns>Whether any epilogue is costly, so that the interface says which.</returns>
    public static bool Emit(CodeWriter writer, IEnumerable<ContractionKernel> kernels, Precision precision, IReadOnlyCollection<Expressions.Expression?> others)
    {
        var all = kernels.Distinct().ToArray();
        if (all.Length + others.Count == 0) return false;
        string type = precision == Precision.Single ? "float" : "double";
        int lanes = PanelLayout.Lanes(precision);
        var widths = all.SelectMany(k => new[] { k.Panels.FullPanels > 0 ? k.Panels.Width : 0, k.Panels.TailWidth }).Where(w => w > 0).Distinct().ToArray();

        writer.Line("private const MethodImplOptions Tile = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;");
        writer.Line("private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;");
        writer.Line();
        var used = all.Where(k => !k.HasResidual).Select(k => k.Epilogue).Concat(others).ToArray();
        bool anyCostly = used.Any(e => !EpilogueType.IsCheap(e)), anyBinary = all.Any(k => k.HasResidual);
        EpilogueType.EmitInterface(writer, precision, anyCostly, anyBinary);
        var epilogues = all.Select(k => k.Epilogue).Concat(others).Where(e => e is not null).Distinct().Prepend(null).ToArray();
        foreach (var e in epilogues) EpilogueType.Emit(writer, e, precision, anyCostly);
        if (all.Length == 0) return anyCostly;
        EmitForward(writer, type, 2 * lanes, anyCostly);
        if (anyBinary) EmitForwardWith(writer, type, 2 * lanes);
        if (all.Any(k => k.Kind == ContractionKind.WeightGradient && !k.IsWide)) EmitWeightGradient(writer, type, 2 * lanes);
        if (all.Any(k => k.IsWide)) EmitWideWeightGradient(writer, type, 2 * lanes);
        EmitShared(writer, type, 2 * lanes);
        var strips = StripsFor(widths, lanes);
        EmitProduct(writer, type, strips, widths.Contains(2 * lanes) ? SingleRow(precision) : null);
        foreach (int vectors in strips.Select(t => t.Vectors).Distinct())
        {
            var tiles = Tiles(vectors, strips.Where(t => t.Vectors == vectors).Select(t => t.Bits).ToArray(), precision);
            EmitStrip(writer, type, tiles);
            foreach (var tile in tiles) tile.Emit(writer);
        }
        if (widths.Contains(2 * lanes)) SingleRow(precision).Emit(writer);
        return anyCostly;
    }

    /// <summary>The tiles of strips of one or two vectors, those with most rows first.</summary>
    private static ContractionTile[] Tiles(int vectors, int[] bits, Precision precision) => vectors == 1
        ? [new(0, 12, 1, precision), new(0, LeastRows, 1, precision), new(0, 1, 1, precision)]
        :
        [
            .. bits.Where(b => b > 128).Select(b => new ContractionTile(b, b == 512 ? 12 : 6, 2, precision)),
            new(0, LeastRows, 2, precision), new(0, 1, 2, precision),
        ];

    /// <summary>
    /// A single row, as in predictions of one sample, reads each weight once, from the L2 cache at best: whole lines of a panel in order
    /// are a third faster than strips. With 512 bits a strip is as wide as the panel.
    /// </summary>
    private static ContractionTile SingleRow(Precision precision) => new(0, 1, 4, precision);

    /// <summary>The kinds of strips (vector width, vectors) that panels of the given widths are cut into, widest first.</summary>
    private static List<(int Bits, int Vectors)> StripsFor(int[] widths, int lanes)
    {
        var strips = new List<(int, int)>();
        foreach (int bits in new[] { 512, 256, 128 })
        {
            int n = lanes * bits / 512;
            if (widths.Any(w => w >= 2 * n)) strips.Add((bits, 2));
            // One vector of 512 bits is computed as two of 256 instead: a few percent of a network's work at most, for which tiles of their own are not worth their lines.
            if (bits < 512 && widths.Any(w => w == n)) strips.Add((bits, 1));
        }
        return strips;
    }

    private static void EmitForward(CodeWriter writer, string type, int width, bool anyCostly)
    {
        writer.Line($$"""
            /// <summary>y[rows, outputs] = epilogue(x[rows, inputs] W + bias), panel after panel of W. A null reference stands for no bias. Where the rows of y
            /// have no room for the padding of the last panel, exactly the outputs are written.</summary>
            internal static void Forward<TEpilogue>(
                ref {{type}} x, nint ldx, ref {{type}} w, ref {{type}} bias, ref {{type}} y, nint ldy, nint rows, nint inputs, nint outputs)
                where TEpilogue : struct, IEpilogue
            {
                for (nint n = 0; n < outputs; n += {{width}})
                {
                    nint width = PanelWidth(outputs - n);
                    ref {{type}} panel = ref Unsafe.Add(ref w, n * inputs);
                    ref {{type}} start = ref Unsafe.IsNullRef(ref bias) ? ref Zeros : ref Unsafe.Add(ref bias, n);
                    ref {{type}} column = ref Unsafe.Add(ref y, n);
                    if (n + width <= ldy)
                        {{(anyCostly ? "Panel" : "Product")}}<TEpilogue>(ref x, ldx, 1, ref panel, width, ref start, 0, ref column, ldy, rows, inputs, width);
                    else
                        ExactPanel<TEpilogue>(ref x, ldx, ref panel, ref start, ref column, ldy, rows, inputs, width, outputs - n);
                }
            }

            /// <summary>The last panel, where y has room for <paramref name="used"/> columns only: by way of a small block.</summary>
            private static void ExactPanel<TEpilogue>(
                ref {{type}} x, nint ldx, ref {{type}} panel, ref {{type}} start, ref {{type}} y, nint ldy, nint rows, nint inputs, nint width, nint used)
                where TEpilogue : struct, IEpilogue
            {
                Span<{{type}}> block = stackalloc {{type}}[{{(ExactRows + LeastRows - 1) * width}}];
                for (nint r = 0, count; r < rows; r += count)
                {
                    count = BlockRows({{ExactRows}}, rows - r);
                    {{(anyCostly ? "Panel" : "Product")}}<TEpilogue>(
                        ref Unsafe.Add(ref x, r * ldx), ldx, 1, ref panel, width, ref start, 0, ref MemoryMarshal.GetReference(block), width, count, inputs, width);
                    for (nint i = 0; i < count; i++)
                        block.Slice((int)(i * width), (int)used).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref y, (r + i) * ldy), (int)used));
                }
            }

            """);
        if (!anyCostly) return;
        writer.Line($$"""
            /// <summary>A panel's product, and a costly epilogue in a loop of its own, over blocks in the L1 cache.</summary>
            private static void Panel<TEpilogue>(
                {{Parameters(type, "nint rows, nint depth, nint width")}})
                where TEpilogue : struct, IEpilogue
            {
                if (TEpilogue.InRegisters)
                {
                    Product<TEpilogue>(ref a, aRow, aStep, ref b, bStep, ref start, startRow, ref c, cRow, rows, depth, width);
                    return;
                }
                ref {{type}} block = ref Scratch.Of<{{type}}>(2, {{EpilogueBlock(width)}});
                for (nint r = 0, count; r < rows; r += count)
                {
                    count = BlockRows({{EpilogueRows}}, rows - r);
                    ref {{type}} result = ref Unsafe.Add(ref c, r * cRow);
                    Product<Identity>(ref Unsafe.Add(ref a, r * aRow), aRow, aStep, ref b, bStep, ref start, startRow, ref block, width, count, depth, width);
                    if (Vector512.IsHardwareAccelerated) ApplyTo<TEpilogue, Simd512<{{type}}>>(ref block, ref result, cRow, count, width);
                    else if (Vector256.IsHardwareAccelerated) ApplyTo<TEpilogue, Simd256<{{type}}>>(ref block, ref result, cRow, count, width);
                    else ApplyTo<TEpilogue, Simd128<{{type}}>>(ref block, ref result, cRow, count, width);
                }
            }

            /// <summary>c = epilogue(block), element by element.</summary>
            [MethodImpl(Tile)]
            private static void ApplyTo<TEpilogue, V>(ref {{type}} block, ref {{type}} c, nint cRow, nint rows, nint width)
                where TEpilogue : struct, IEpilogue
                where V : struct, ISimd<V, {{type}}>
            {
                for (; rows > 0; rows--, block = ref Unsafe.Add(ref block, width), c = ref Unsafe.Add(ref c, cRow))
                    for (nint j = 0; j < width; j += V.Count) TEpilogue.Apply(V.Load(ref block, j)).Store(ref c, j, width - j);
            }

            """);
    }

    private static void EmitForwardWith(CodeWriter writer, string type, int width) => writer.Line($$"""
        /// <summary>y[rows, outputs] = epilogue(x[rows, inputs] W + bias, r[rows, outputs]): the function is applied to blocks of a panel's sums in the L1 cache, where
        /// what it reads and writes has been asked for meanwhile.</summary>
        internal static void ForwardWith<TEpilogue>(
            ref {{type}} x, nint ldx, ref {{type}} w, ref {{type}} bias, ref {{type}} r, nint ldr, ref {{type}} y, nint ldy, nint rows, nint inputs, nint outputs)
            where TEpilogue : struct, IBinaryEpilogue
        {
            ref {{type}} block = ref Scratch.Of<{{type}}>(2, {{EpilogueBlock(width)}});
            for (nint n = 0; n < outputs; n += {{width}})
            {
                nint width = PanelWidth(outputs - n), used = Math.Min(width, outputs - n);
                ref {{type}} panel = ref Unsafe.Add(ref w, n * inputs);
                ref {{type}} start = ref Unsafe.IsNullRef(ref bias) ? ref Zeros : ref Unsafe.Add(ref bias, n);
                for (nint row = 0, count; row < rows; row += count)
                {
                    count = BlockRows({{EpilogueRows}}, rows - row);
                    ref {{type}} other = ref Unsafe.Add(ref r, row * ldr + n), result = ref Unsafe.Add(ref y, row * ldy + n);
                    Ahead.Block(ref other, ldr, count, used);
                    Ahead.Block(ref result, ldy, count, used);
                    Product<Identity>(ref Unsafe.Add(ref x, row * ldx), ldx, 1, ref panel, width, ref start, 0, ref block, width, count, inputs, width);
                    if (Vector512.IsHardwareAccelerated) ApplyTo<TEpilogue, Simd512<{{type}}>>(ref block, width, ref other, ldr, ref result, ldy, count, used);
                    else if (Vector256.IsHardwareAccelerated) ApplyTo<TEpilogue, Simd256<{{type}}>>(ref block, width, ref other, ldr, ref result, ldy, count, used);
                    else ApplyTo<TEpilogue, Simd128<{{type}}>>(ref block, width, ref other, ldr, ref result, ldy, count, used);
                }
            }
        }

        /// <summary>c = epilogue(block, r), element by element.</summary>
        [MethodImpl(Tile)]
        private static void ApplyTo<TEpilogue, V>(ref {{type}} block, nint blockRow, ref {{type}} r, nint rRow, ref {{type}} c, nint cRow, nint rows, nint width)
            where TEpilogue : struct, IBinaryEpilogue
            where V : struct, ISimd<V, {{type}}>
        {
            for (; rows > 0; rows--, block = ref Unsafe.Add(ref block, blockRow), r = ref Unsafe.Add(ref r, rRow), c = ref Unsafe.Add(ref c, cRow))
                for (nint j = 0; j < width; j += V.Count) TEpilogue.Apply(V.Load(ref block, j), V.Load(ref r, j, width - j)).Store(ref c, j, width - j);
        }

        """);

    /// <summary>Elements of the block that a costly epilogue is applied to, and what a vector at its end may reach beyond.</summary>
    private static int EpilogueBlock(int width) => (EpilogueRows + LeastRows) * width;

    private static void EmitWeightGradient(CodeWriter writer, string type, int width) => writer.Line($$"""
        /// <summary>dW[inputs, outputs] = sum over rows of x[row, :] dy[row, :], panel after panel, and the gradient of the bias, the column sums of dy, unless
        /// its reference is null. Padding lanes become zero, whatever dy holds there. Computes the units from first to end: {{UnitInputs}} inputs by a panel each, or several panels of fewer inputs.</summary>
        internal static void WeightGradient(
            ref {{type}} x, nint ldx, ref {{type}} dy, nint lddy, ref {{type}} dw, ref {{type}} biasGradient, nint rows, nint inputs, nint outputs, nint first, nint end)
        {
            nint panels = (outputs + {{width - 1}}) / {{width}}, blocks = Math.Max(1, inputs / {{UnitInputs}}), group = Math.Max(1, Math.Min({{UnitInputs}} / inputs, panels / {{LeastUnits}}));
            end = Math.Min(end * group, panels * blocks);
            for (nint unit = Math.Max(first, 0) * group, last; unit < end; unit = last)
            {
                // What lies in one panel is one product.
                last = Math.Min(end, unit - unit % blocks + blocks);
                nint n = unit / blocks * {{width}}, k = unit % blocks * {{UnitInputs}};
                nint columns = last % blocks == 0 ? inputs - k : (last - unit) * {{UnitInputs}}, width = PanelWidth(outputs - n);
                ref {{type}} panel = ref Unsafe.Add(ref dw, n * inputs + k * width);
                ref {{type}} sums = ref k > 0 || Unsafe.IsNullRef(ref biasGradient) ? ref Unsafe.NullRef<{{type}}>() : ref Unsafe.Add(ref biasGradient, n);
                if (n + width <= lddy && lddy < {{FarApart}})
                    PanelGradient(ref Unsafe.Add(ref x, k), ldx, ref Unsafe.Add(ref dy, n), lddy, ref panel, ref sums, false, rows, columns, width);
                else
                    PackedGradient(ref Unsafe.Add(ref x, k), ldx, ref Unsafe.Add(ref dy, n), lddy, ref panel, ref sums, false, rows, columns, width, outputs - n);
                PanelMemory.Clear(ref panel, width, columns, outputs - n, width);
                PanelMemory.Clear(ref sums, width, 1, outputs - n, width);
            }
        }

        /// <summary>One panel of dW. The bias is a weight whose one input is always 1.</summary>
        private static void PanelGradient(
            ref {{type}} x, nint ldx, ref {{type}} dy, nint lddy, ref {{type}} panel, ref {{type}} sums, bool accumulate, nint rows, nint inputs, nint width)
        {
            ref {{type}} start = ref accumulate ? ref panel : ref Zeros;
            Product<Identity>(ref x, 1, ldx, ref dy, lddy, ref start, accumulate ? width : 0, ref panel, width, inputs, rows, width);
            if (Unsafe.IsNullRef(ref sums)) return;
            {{type}} one = 1;
            Product<Identity>(ref one, 0, 0, ref dy, lddy, ref accumulate ? ref sums : ref Zeros, 0, ref sums, width, 1, rows, width);
        }

        /// <summary>One panel of dW by way of a copy of dy's columns, block by block of the rows: for columns whose padding is not there to be read, and for
        /// rows so far apart that they would share few sets of the L1 cache.</summary>
        private static void PackedGradient(
            ref {{type}} x, nint ldx, ref {{type}} dy, nint lddy, ref {{type}} panel, ref {{type}} sums, bool accumulate,
            nint rows, nint inputs, nint width, nint used)
        {
            var packed = PanelMemory.Aligned(stackalloc {{type}}[{{DepthBlock * width + width / 2}}]);
            for (nint r = 0; r < rows; r += {{DepthBlock}})
            {
                nint count = Math.Min({{DepthBlock}}, rows - r);
                PanelMemory.Copy(ref Unsafe.Add(ref dy, r * lddy), lddy, packed, width, count, Math.Min(used, width));
                PanelGradient(
                    ref Unsafe.Add(ref x, r * ldx), ldx, ref MemoryMarshal.GetReference(packed), width, ref panel, ref sums, accumulate || r > 0,
                    count, inputs, width);
            }
        }

        """);

    private static void EmitWideWeightGradient(CodeWriter writer, string type, int width) => writer.Line($$"""
        /// <summary>WeightGradient of many rows, or of an x that does not fit the L2 cache: columns of x are copied side by side, and used for all panels of dW in turn. A unit is
        /// such a block by a panel. What is copied next is asked for while products are computed.</summary>
        internal static void WideWeightGradient(
            ref {{type}} x, nint ldx, ref {{type}} dy, nint lddy, ref {{type}} dw, ref {{type}} biasGradient, nint rows, nint inputs, nint outputs, nint first, nint end)
        {
            Span<{{type}}> left = PanelMemory.Aligned(stackalloc {{type}}[{{DepthBlock * InputStride + width / 2}}]), right = PanelMemory.Aligned(stackalloc {{type}}[{{DepthBlock * width + width / 2}}]);
            ref {{type}} a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right);
            {{type}} one = 1;
            nint panels = (outputs + {{width - 1}}) / {{width}}, blocks = (inputs + {{InputBlock - 1}}) / {{InputBlock}}, depth = rows > {{DepthBlock}} ? {{ManyRowsBlock}} : rows;
            nint block = ((inputs + blocks - 1) / blocks + 3) & -4;
            first = Math.Max(first, 0);
            end = Math.Min(end, blocks * panels);
            for (nint r = 0; r < rows; r += depth)
            {
                nint count = Math.Min(depth, rows - r), behind = Math.Min(depth, rows - r - count), k = 0, columns = 0, aheadX = 0, restX = 0, shareX = 0;
                for (nint unit = first; unit < end; unit++)
                {
                    if (unit == first || unit % panels == 0)
                    {
                        k = unit / panels * block;
                        columns = Math.Min(block, inputs - k);
                        PanelMemory.Copy(ref Unsafe.Add(ref x, r * ldx + k), ldx, left, {{InputStride}}, count, columns);
                        bool another = k / block * panels + panels < end;
                        (aheadX, restX, shareX) = (another ? r * ldx + k + block : (r + count) * ldx + first / panels * block, another ? count : behind, count * {{TileInputs}} / (columns * panels) + 1);
                    }
                    nint n = unit % panels * {{width}}, width = PanelWidth(outputs - n), used = Math.Min(outputs - n, width);
                    PanelMemory.Copy(ref Unsafe.Add(ref dy, r * lddy + n), lddy, right, width, count, used);
                    bool more = unit + 1 < end;
                    nint ahead = more ? r * lddy + (unit + 1) % panels * {{width}} : (r + count) * lddy + first % panels * {{width}}, rest = more ? count : behind, share = count * {{TileInputs}} / columns + 1;
                    ref {{type}} panel = ref Unsafe.Add(ref dw, n * inputs + k * width);
                    for (nint j = 0, some; j < columns; j += some)
                    {
                        some = BlockRows({{TileInputs}}, columns - j);
                        AskAhead(ref dy, ref ahead, lddy, Math.Min(outputs, {{width}}), ref rest, share);
                        AskAhead(ref x, ref aheadX, ldx, block, ref restX, shareX);
                        ref {{type}} start = ref r > 0 ? ref Unsafe.Add(ref panel, j * width) : ref Zeros;
                        Product<Identity>(
                            ref Unsafe.Add(ref a, j), 1, {{InputStride}}, ref b, width, ref start, r > 0 ? width : 0, ref Unsafe.Add(ref panel, j * width), width, some, count, width);
                    }
                    PanelMemory.Clear(ref panel, width, columns, used, width);
                    if (k > 0 || Unsafe.IsNullRef(ref biasGradient)) continue;
                    ref {{type}} sums = ref Unsafe.Add(ref biasGradient, n);
                    Product<Identity>(ref one, 0, 0, ref b, width, ref r > 0 ? ref sums : ref Zeros, 0, ref sums, width, 1, count, width);
                    PanelMemory.Clear(ref sums, width, 1, used, width);
                }
            }
        }

        /// <summary>Asks for a share of the rows of a block that is needed next: for those at <paramref name="place"/>, which goes on to the rest of them.</summary>
        private static void AskAhead(ref {{type}} matrix, ref nint place, nint stride, nint columns, ref nint rest, nint share)
        {
            share = Math.Min(share, rest);
            if (share <= 0) return;
            Ahead.Block(ref Unsafe.Add(ref matrix, place), stride, share, columns);
            place += share * stride;
            rest -= share;
        }

        """);

    /// <summary>The number of units of a weight gradient.</summary>
    internal static int Units(ContractionKernel kernel)
    {
        int width = 2 * PanelLayout.Lanes(kernel.Precision), panels = (kernel.Outputs + width - 1) / width;
        if (kernel.IsWide) return panels * ((kernel.Inputs + InputBlock - 1) / InputBlock);
        int group = Math.Max(1, Math.Min(UnitInputs / kernel.Inputs, panels / LeastUnits));
        return (panels + group - 1) / group * Math.Max(1, kernel.Inputs / UnitInputs);
    }

    private static void EmitShared(CodeWriter writer, string type, int width) => writer.Line($$"""
        /// <summary>The stored columns of the panel that begins with the rest of the outputs.</summary>
        private static nint PanelWidth(nint rest) => rest >= {{width}} ? {{width}} : Math.Max({{width / 8}}, (nint)BitOperations.RoundUpToPowerOf2((nuint)rest));

        /// <summary>Rows of a block, or all of the rest where next to nothing would be left for the next one.</summary>
        private static nint BlockRows(nint block, nint rest) => rest < block + {{LeastRows}} ? rest : block;

        /// <summary>As many zeros as a panel has columns: where sums without a bias start.</summary>
        private static ref {{type}} Zeros => ref MemoryMarshal.GetReference((ReadOnlySpan<{{type}}>)[{{string.Join(", ", Enumerable.Repeat("0", width))}}]);

        """);

    /// <summary>The parameters of tiles and of the loops around them, <paramref name="sizes"/> last.</summary>
    private static string Parameters(string type, string sizes) =>
        string.Format(ContractionTile.Parameters, type).Replace("nint depth", sizes);

    private const string StripArguments =
        "ref a, aRow, aStep, ref Unsafe.Add(ref b, j), bStep, ref Unsafe.Add(ref start, j), startRow, ref Unsafe.Add(ref c, j), cRow";

    private static void EmitProduct(CodeWriter writer, string type, List<(int Bits, int Vectors)> strips, ContractionTile? singleRow)
    {
        int bitsOfElement = type == "float" ? 32 : 64;
        writer.Line("/// <summary>A product of one panel's width: strips of columns as wide as the processor's vectors allow.</summary>");
        writer.Line($"private static void Product<TEpilogue>(\n    {Parameters(type, "nint rows, nint depth, nint width")})\n    where TEpilogue : struct, IEpilogue");
        using (writer.Braces(""))
        {
            writer.Line("nint j = 0;");
            foreach (var group in strips.GroupBy(s => s.Bits))
            {
                // Vectors of 128 bits come last and give the right result on processors without any, too.
                using var _ = group.Key == 128 ? default(IDisposable) : writer.Braces($"if (Vector{group.Key}.IsHardwareAccelerated)");
                string simd = $"Simd{group.Key}<{type}>";
                if (singleRow is not null && group.Key == 256)
                    writer.Line($"for (; rows == 1 && width - j >= {256 / bitsOfElement * 4}; j += {256 / bitsOfElement * 4})\n    {singleRow.Name}<TEpilogue, {simd}>({StripArguments}, depth);");
                foreach (var (bits, vectors) in group)
                {
                    int columns = bits / bitsOfElement * vectors;
                    writer.Line($"for (; width - j >= {columns}; j += {columns})\n    Strip{vectors}<TEpilogue, {simd}>({StripArguments}, rows, depth);");
                }
            }
        }
        writer.Line();
    }

    private static void EmitStrip(CodeWriter writer, string type, ContractionTile[] tiles)
    {
        const string arguments = "(ref a, aRow, aStep, ref b, bStep, ref start, startRow, ref c, cRow, depth);";
        string choice = string.Concat(tiles.Where(t => t.Rows > 1).Select(t => (t.Bits == 0 ? "" : $"V.Count == {t.Columns / t.Vectors} && ") + t.Rows switch
        {
            // Two tiles of four are faster than one of six and a rest.
            6 => "rows >= 6 && rows is not (7 or 8) ? 6 : ",
            var r => $"rows >= {r} ? {r} : ",
        }));
        writer.Line($"/// <summary>A strip of {(tiles[0].Vectors == 1 ? "one vector" : "two vectors")} of columns, tile after tile.</summary>");
        writer.Line($"private static void Strip{tiles[0].Vectors}<TEpilogue, V>(\n    {Parameters(type, "nint rows, nint depth")})");
        writer.Line($"    where TEpilogue : struct, IEpilogue where V : struct, ISimd<V, {type}>");
        using (writer.Braces(""))
        {
            // Where sums go on from what c holds, rows can't be done twice.
            writer.Line($"nint least = rows >= {LeastRows} && startRow == 0 ? {LeastRows} : 1;");
            // Forward products go on with the panel behind this one: its rows are asked for a share at a time.
            writer.Line("nint ahead = depth, share = aStep == 1 ? depth / rows + 1 : 0;");
            using var _ = writer.Braces("while (rows > 0)");
            writer.Line($"nint done = {choice}least;");
            // Rows once more, whose sums come out the same, fill the last tile.
            writer.Line("nint back = Math.Max(done - rows, 0);\na = ref Unsafe.Subtract(ref a, back * aRow); c = ref Unsafe.Subtract(ref c, back * cRow);");
            writer.Line("Ahead.Rows(ref b, bStep, ahead, done * share); Ahead.Rows(ref c, cRow, done, done);");
            for (int i = 0; i < tiles.Length; i++)
                writer.Line($"{(i == 0 ? "" : "else ")}{(tiles[i].Rows == 1 ? "" : $"if (done == {tiles[i].Rows}) ")}{tiles[i].Name}<TEpilogue{(tiles[i].Bits == 0 ? ", V" : "")}>{arguments}");
            writer.Line("a = ref Unsafe.Add(ref a, done * aRow); start = ref Unsafe.Add(ref start, done * startRow); c = ref Unsafe.Add(ref c, done * cRow);");
            writer.Line("ahead += done * share;\nrows -= done;");
        }
        writer.Line();
    }
}
