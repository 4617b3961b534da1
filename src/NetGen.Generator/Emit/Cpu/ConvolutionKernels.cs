using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Emits the methods that a network's convolutions need, once each: tiles for the vector widths, panel widths and lengths of rows that occur, and
/// the drivers <c>Convolve</c> (forward), <c>ConvolveTransposed</c> (the gradient of the input) and <c>WindowGradient</c> (that of the weights).
/// Images have their channels last, so that for each row of a window the run (column, channel) is contiguous: the inner loop is that of a dense
/// product whose rows overlap. Where a window reaches beyond an image, zeros lie beside it in memory; an image of the caller's, or of a loop, is copied, one at a
/// time, so that the copy stays in the cache. Rows beyond an image are left out. See Zhang, Franchetti and Low, "High performance zero-memory overhead direct
/// convolutions" (ICML 2018).
/// </summary>
internal static class ConvolutionKernels
{
    /// <summary>Places after which a costly epilogue is applied, or a result of exact width is copied out, while they are in the L1 cache.</summary>
    private const int BlockPlaces = 48;

    /// <summary>Inputs of a unit of a weight gradient.</summary>
    public const int UnitInputs = 48;

    /// <summary>Bytes of the rows of x and dy that a weight gradient takes at a time: they stay in a small L1 cache.</summary>
    private const int BandBytes = 24 << 10;

    /// <summary>Places that a band has at least: sums are read and written once a band.</summary>
    private const int BandPlaces = 96;

    public static void Emit(CodeWriter writer, IReadOnlyCollection<ConvolutionCall> calls, Precision precision, bool anyCostly)
    {
        var products = calls.Where(c => !c.Weights.IsDepthwise).ToArray();
        string type = precision == Precision.Single ? "float" : "double";
        int lanes = PanelLayout.Lanes(precision);
        bool withResidual = products.Any(c => c.Residual is not null), channels = calls.Any(c => c.Weights.IsDepthwise && c.IsFinished);
        if (channels) EmitChannels(writer, type, withResidual);
        if (channels || products.Any(c => c.Kind != LoweredKind.ConvolutionWeightGradient && !c.IsRuns)) EmitFinish(writer, type, withResidual);
        if (products.Length == 0) return;
        int[] lines = [.. products.Where(LineGradientKernels.Fits).Select(c => WindowOf(c.Operation).KernelHeight).Distinct()];
        if (lines.Length > 0) LineGradientKernels.Emit(writer, type, precision, lines);
        if (products.Any(c => c.Kind != LoweredKind.ConvolutionWeightGradient))
        {
            if (products.Any(c => c.Kind != LoweredKind.ConvolutionWeightGradient && IsDirect(c))) EmitConvolve(writer, type, lanes, anyCostly, withResidual);
            if (products.Any(c => c.Kind != LoweredKind.ConvolutionWeightGradient && c.TileRows > 0)) ConvolutionTileKernels.Emit(writer, type, 2 * lanes, withResidual);
            if (products.Any(c => c.IsRuns)) GradientRunKernels.Emit(writer, type, 2 * lanes);
        }
        if (products.Any(c => c.Kind == LoweredKind.ConvolutionInputGradient && IsDirect(c))) EmitTransposed(writer, type, withResidual);
        if (products.Any(c => c.Kind == LoweredKind.ConvolutionWeightGradient && c.TileRows > 0)) ConvolutionTileKernels.EmitGradient(writer, type, precision);
        if (products.Any(c => c.Kind == LoweredKind.ConvolutionWeightGradient && IsDirect(c) && !LineGradientKernels.Fits(c))) EmitWeightGradient(writer, type, lanes);
        var tiled = products.Where(c => !LineGradientKernels.Fits(c)).ToArray();
        var strips = Strips(tiled.Length > 0 ? tiled : products, precision, lanes);
        EmitStrip(writer, type, strips, lanes);
        foreach (var group in strips.GroupBy(s => s.Vectors))
        {
            EmitRows(writer, type, group.ToArray(), precision, lanes);
            foreach (var tile in group.SelectMany(s => s.Rows.Select(r => ConvolutionTile.For(s.Bits, r, s.Vectors, precision))).Distinct()) tile.Emit(writer);
            foreach (var tile in group.SelectMany(s => s.Slides).Distinct()) tile.Emit(writer);
        }
    }

    private static bool IsDirect(ConvolutionCall call) => call.TileRows == 0 && !call.IsRuns;

    /// <summary>The panels that a call multiplies with.</summary>
    private static PanelLayout PanelsOf(ConvolutionCall call) => call.IsRuns ? new(GradientRuns.Length(call), 1, call.Weights.Precision) : call.Weights.Panels;

    /// <summary>A kind of strip that panels are cut into, the heights of its tiles, and its sliding tiles.</summary>
    private sealed record Strip(int Bits, int Vectors, int Columns, int[] Rows, SlidingTile[] Slides);

    /// <summary>The kinds of strips, widest first, with tiles as high as the lengths of rows ask for.</summary>
    private static List<Strip> Strips(ConvolutionCall[] calls, Precision precision, int lanes)
    {
        var strips = new List<Strip>();
        foreach (int bits in new[] { 512, 256, 128 })
            foreach (int vectors in new[] { 2, 1 })
            {
                int columns = lanes * bits / 512 * vectors, most = ConvolutionTile.MostRows(bits, vectors);
                var users = calls.Where(c => HasStrip(PanelsOf(c), columns, vectors == 1)).ToArray();
                int[] rows = users.Where(c => vectors == 2 || SlidesOf(c) == 0).SelectMany(Lengths).SelectMany(l => Heights(l, most)).Distinct().OrderByDescending(r => r).ToArray();
                var slides = users.Where(c => vectors == 1 && SlidesOf(c) > 0)
                    .SelectMany(c => Lengths(c).SelectMany(l => Heights(l, SlidingTile.MostRows(SlidesOf(c)))).Select(r => new SlidingTile(SlidesOf(c), r, precision))).Distinct().ToArray();
                if (users.Length > 0) strips.Add(new Strip(bits, vectors, columns, rows, slides));
            }
        return strips;
    }

    /// <summary>Whether a panel is cut into strips of so many columns; those of one vector are for last panels just as wide.</summary>
    private static bool HasStrip(PanelLayout panels, int columns, bool single) =>
        new[] { panels.FullPanels > 0 ? panels.Width : 0, panels.TailWidth }.Any(w => single ? w == columns : w >= columns);

    /// <summary>The rows that a strip may be asked for.</summary>
    private static IEnumerable<int> Lengths(ConvolutionCall call)
    {
        if (call.Kind == LoweredKind.ConvolutionWeightGradient)
        {
            if (call.TileRows > 0) return [ConvolutionTiles.BlockInputs, ConvolutionTiles.UnitInputs];
            int run = call.Weights.Channels * (WindowStatements.IsRun(call) ? WindowOf(call.Operation).KernelWidth : 1);
            return new[] { Math.Min(run, UnitInputs), run % UnitInputs }.Where(l => l > 0);
        }
        if (call.TileRows > 0) return ConvolutionTiles.Blocks(call);
        if (call.IsRuns) return [call.XStrides.Sizes[1]];
        int width = call.ResultStrides!.Sizes[1], stride = call.Kind == LoweredKind.Convolution ? 1 : WindowOf(call.Operation).StrideWidth;
        return new[] { width / stride, (width + stride - 1) / stride }.SelectMany(w => new[] { w, Math.Min(w, BlockPlaces), w % BlockPlaces }).Where(l => l > 0);
    }

    /// <summary>The columns of windows that sliding tiles are for; 0 where a call has no use of them.</summary>
    private static int SlidesOf(ConvolutionCall call) =>
        call.Kind != LoweredKind.ConvolutionWeightGradient && IsDirect(call) && WindowOf(call.Operation) is { StrideWidth: 1, DilationWidth: 1, KernelWidth: >= 2 and <= SlidingTile.MostColumns } w ? w.KernelWidth : 0;

    private static IEnumerable<int> Heights(int length, int most)
    {
        int tiles = (length + most - 1) / most;
        yield return length / tiles;
        if (length % tiles > 0) yield return length / tiles + 1;
    }

    public static Window WindowOf(Operation operation) => operation switch
    {
        ConvolutionOperation c => c.Window,
        ConvolutionInputGradientOperation c => c.Window,
        ConvolutionWeightGradientOperation c => c.Window,
        MaxPoolOperation p => p.Window,
        MaxPoolGradientOperation p => p.Window,
        MaxPoolSelectOperation p => p.Window,
        SumPoolOperation p => p.Window,
        SumPoolGradientOperation p => p.Window,
        var other => throw new GraphException($"{other.Name} has no window."),
    };

    private static void EmitConvolve(CodeWriter writer, string type, int lanes, bool anyCostly, bool withResidual)
    {
        string residual = withResidual ? $"ref {type} residual, " : "", alone = withResidual ? " && Unsafe.IsNullRef(ref residual)" : "";
        string At(string place) => withResidual ? $"ref Unsafe.IsNullRef(ref residual) ? ref residual : ref Unsafe.Add(ref residual, {place}), " : "";
        int width = 2 * lanes;
        string plain = anyCostly ? "TEpilogue.InRegisters && Unsafe.IsNullRef(ref scale)" : "Unsafe.IsNullRef(ref scale)";
        plain += alone;
        writer.Line($$"""
            /// <summary>y = epilogue(correlation of x with windows, times scale, plus bias{{(withResidual ? ", plus residual, which lies as y does" : "")}}), image after image; null references stand for none of these. Where y has
            /// no room for the padding of the last panel, exactly the outputs are written.</summary>
            internal static void Convolve<TEpilogue>(
                ref {{type}} x, ref {{type}} w, ref {{type}} scale, ref {{type}} bias, {{residual}}ref {{type}} y, in ConvolutionShape s, int samples)
                where TEpilogue : struct, IEpilogue
            {
                bool copy = s.NeedsCopy;
                nint xColumn = copy ? s.X.Channels : s.X.Column, xRow = copy ? s.Span * xColumn : s.X.Row;
                ref {{type}} image = ref x;
                if (copy) image = ref Scratch.Of<{{type}}>(0, s.Height * xRow);
                bool run = s.IsRun && xColumn == s.Inputs;
                var t = new WindowTile
                {
                    RowA = s.StepWidth * xColumn, RowC = s.Y.Column, StepA = 1, TapA = s.TapWidth * xColumn, LineA = s.TapHeight * xRow,
                    Taps = run ? 1 : s.TapColumns, Depth = run ? s.TapColumns * s.Inputs : s.Inputs, Slides = s.Slides, Inputs = s.Inputs,
                };
                Span<{{type}}> affine = stackalloc {{type}}[{{2 * width}}];
                for (int sample = 0; sample < samples; sample++)
                {
                    ref {{type}} from = ref Unsafe.Add(ref x, (nint)sample * s.X.Sample);
                    ref {{type}} to = ref Unsafe.Add(ref y, (nint)sample * s.Y.Sample + s.FirstY);
                    if (copy)
                    {
                        ImageCopy.WithPadding(ref from, s.X, s.Left, s.Span, ref image);
                        from = ref image;
                    }
                    else from = ref Unsafe.Subtract(ref from, s.Left * xColumn);
                    ref {{type}} panel = ref w;
                    for (int group = 0; group < s.Groups; group++)
                        for (int n = 0; n < s.Outputs; n += {{width}})
                        {
                            int output = group * s.Outputs + n, width = WindowWidth(s.Outputs - n), used = Math.Min(width, s.Outputs - n);
                            affine.Clear();
                            if (!Unsafe.IsNullRef(ref bias)) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref bias, output), used).CopyTo(affine);
                            if (!Unsafe.IsNullRef(ref scale)) MemoryMarshal.CreateSpan(ref Unsafe.Add(ref scale, output), used).CopyTo(affine.Slice({{width}}));
                            t.StepB = width;
                            t.TapB = s.ColumnPositions * s.Inputs * width;
                            t.LineB = s.RowPositions * s.Inputs * width;
                            // The channels that may be written: those of a later group come after this one's.
                            int room = (group == s.Groups - 1 ? s.Room : s.Y.Channels) - output;
                            ConvolvePanel<TEpilogue>(
                                ref Unsafe.Add(ref from, group * s.Inputs), xRow, ref panel, width, ref Unsafe.IsNullRef(ref scale) ? ref scale : ref affine[{{width}}], ref affine[0],
                                {{At("(nint)sample * s.Y.Sample + s.FirstY + output")}}ref Unsafe.Add(ref to, output), room, used, s, t);
                            panel = ref Unsafe.Add(ref panel, s.Positions * s.Inputs * width);
                        }
                }
            }

            private static void ConvolvePanel<TEpilogue>(
                ref {{type}} x, nint xRow, ref {{type}} panel, int width, ref {{type}} scale, ref {{type}} bias, {{residual}}ref {{type}} y, int room, int used, in ConvolutionShape s, in WindowTile t)
                where TEpilogue : struct, IEpilogue
            {
                for (int j = 0, columns; j < used; j += columns)
                {
                    columns = StripColumns(width - j);
                    bool exact = j + columns > room;
                    for (int row = 0; row < s.Y.Height; row++)
                    {
                        var (first, end) = s.RowsAt(row);
                        ref {{type}} a = ref Unsafe.Add(ref x, (row * s.StepHeight - s.Top + first * s.TapHeight) * xRow);
                        ref {{type}} b = ref Unsafe.Add(ref panel, (s.FirstPosition + first * s.RowPositions) * s.Inputs * width + j);
                        ref {{type}} c = ref Unsafe.Add(ref y, row * (nint)s.Y.Row + j);
                        if (!exact && {{plain}})
                            WindowStrip<TEpilogue>(columns, ref a, ref b, ref Unsafe.Add(ref bias, j), 0, ref c, end - first, s.Y.Width, t);
                        else
                            ConvolveRow<TEpilogue>(
                                columns, ref a, ref b, ref Unsafe.IsNullRef(ref scale) ? ref scale : ref Unsafe.Add(ref scale, j), ref Unsafe.Add(ref bias, j), {{At("row * (nint)s.Y.Row + j")}}ref c,
                                end - first, s.Y.Width, exact ? used - j : columns, exact, t);
                    }
                }
            }

            /// <summary>A row of places by way of blocks: for scales, costly epilogues, and results whose padding must not be written.</summary>
            private static void ConvolveRow<TEpilogue>(
                int columns, ref {{type}} a, ref {{type}} b, ref {{type}} scale, ref {{type}} bias, {{residual}}ref {{type}} c, nint lines, int places, int used, bool exact, WindowTile t)
                where TEpilogue : struct, IEpilogue
            {
                bool scaled = !Unsafe.IsNullRef(ref scale);
                Span<{{type}}> block = stackalloc {{type}}[{{BlockPlaces * width + width}}];
                ref {{type}} start = ref scaled ? ref block[{{BlockPlaces * width}}] : ref bias;
                nint cRow = t.RowC;
                if (exact) t.RowC = columns;
                for (int place = 0, count; place < places; place += count)
                {
                    count = Math.Min({{BlockPlaces}}, places - place);
                    ref {{type}} to = ref exact ? ref block[0] : ref c;
                    WindowStrip<Identity>(columns, ref a, ref b, ref start, 0, ref to, lines, count, t);
                    FinishRow<TEpilogue>(ref to, t.RowC, count, columns, ref scale, ref bias{{(withResidual ? ", ref residual, cRow" : "")}});{{(withResidual ? "\n        if (!Unsafe.IsNullRef(ref residual)) residual = ref Unsafe.Add(ref residual, count * cRow);" : "")}}
                    for (int i = 0; exact && i < count; i++)
                        block.Slice(i * columns, used).CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.Add(ref c, i * cRow), used));
                    a = ref Unsafe.Add(ref a, count * t.RowA);
                    c = ref Unsafe.Add(ref c, count * cRow);
                }
            }

            """);
    }

    private static void EmitChannels(CodeWriter writer, string type, bool withResidual) => writer.Line($$"""
        /// <summary>y = epilogue(correlation of each channel with a window of its own, times scale, plus bias), image after image; null references stand for none of these.</summary>
        internal static void ConvolveChannels<TEpilogue>(ref {{type}} x, ref {{type}} w, ref {{type}} scale, ref {{type}} bias, ref {{type}} y, in ConvolutionShape s, int samples)
            where TEpilogue : struct, IEpilogue
        {
            bool scaled = !Unsafe.IsNullRef(ref scale), finished = !scaled && typeof(TEpilogue) == typeof(Identity);
            for (int sample = 0; sample < samples; sample++)
            {
                ref {{type}} to = ref Unsafe.Add(ref y, (nint)sample * s.Y.Sample);
                Depthwise.Correlate(ref Unsafe.Add(ref x, (nint)sample * s.X.Sample), ref w, ref scaled ? ref Unsafe.NullRef<{{type}}>() : ref bias, ref to, s, 1);
                for (int row = 0; !finished && row < s.Y.Height; row++)
                    FinishRow<TEpilogue>(ref Unsafe.Add(ref to, row * (nint)s.Y.Row), s.Y.Column, s.Y.Width, s.Groups, ref scale, ref bias{{(withResidual ? $", ref Unsafe.NullRef<{type}>(), 0" : "")}});
            }
        }

        """);

    private static void EmitFinish(CodeWriter writer, string type, bool withResidual)
    {
        string residual = withResidual ? $"ref {type} residual, " : "";
        writer.Line($$"""
            /// <summary>c = epilogue(c), or epilogue(c scale + bias), element by element.</summary>
            [MethodImpl(Tile)]
            private static void FinishRow<TEpilogue>(ref {{type}} c, nint cRow, nint rows, nint columns, ref {{type}} scale, ref {{type}} bias{{(withResidual ? $", ref {type} residual, nint residualRow" : "")}})
                where TEpilogue : struct, IEpilogue
            {
                for (; rows > 0; rows--)
                {
                    nint j = 0;
                    if (Vector512.IsHardwareAccelerated) Finish<TEpilogue, Simd512<{{type}}>>(ref c, ref scale, ref bias, {{(withResidual ? "ref residual, " : "")}}ref j, columns);
                    if (Vector256.IsHardwareAccelerated) Finish<TEpilogue, Simd256<{{type}}>>(ref c, ref scale, ref bias, {{(withResidual ? "ref residual, " : "")}}ref j, columns);
                    Finish<TEpilogue, Simd128<{{type}}>>(ref c, ref scale, ref bias, {{(withResidual ? "ref residual, " : "")}}ref j, columns);
                    if (j < columns) FinishLast<TEpilogue, Simd128<{{type}}>>(ref c, ref scale, ref bias, {{(withResidual ? "ref residual, " : "")}}j, columns - j);
                    c = ref Unsafe.Add(ref c, cRow);{{(withResidual ? "\n        if (!Unsafe.IsNullRef(ref residual)) residual = ref Unsafe.Add(ref residual, residualRow);" : "")}}
                }
            }

            [MethodImpl(Inline)]
            private static void Finish<TEpilogue, V>(ref {{type}} c, ref {{type}} scale, ref {{type}} bias, {{residual}}ref nint j, nint columns)
                where TEpilogue : struct, IEpilogue where V : struct, ISimd<V, {{type}}>
            {
                for (; columns - j >= V.Count; j += V.Count)
                {
                    var v = V.Load(ref c, j);
                    if (!Unsafe.IsNullRef(ref scale)) v = V.MultiplyAdd(v, V.Load(ref scale, j), V.Load(ref bias, j));{{(withResidual ? "\n        if (!Unsafe.IsNullRef(ref residual)) v += V.Load(ref residual, j);" : "")}}
                    TEpilogue.Apply(v).Store(ref c, j);
                }
            }

            /// <summary>The channels that don't fill a vector.</summary>
            private static void FinishLast<TEpilogue, V>(ref {{type}} c, ref {{type}} scale, ref {{type}} bias, {{residual}}nint j, nint left)
                where TEpilogue : struct, IEpilogue where V : struct, ISimd<V, {{type}}>
            {
                var v = V.Load(ref c, j, left);
                if (!Unsafe.IsNullRef(ref scale)) v = V.MultiplyAdd(v, V.Load(ref scale, j, left), V.Load(ref bias, j, left));{{(withResidual ? "\n    if (!Unsafe.IsNullRef(ref residual)) v += V.Load(ref residual, j, left);" : "")}}
                TEpilogue.Apply(v).Store(ref c, j, left);
            }

            """);
    }

    private static void EmitTransposed(CodeWriter writer, string type, bool withResidual) => writer.Line($$"""
        /// <summary>The gradient of a convolution's input, or a transposed convolution: for each phase of the strides a correlation with part of the turned windows.</summary>
        internal static void ConvolveTransposed<TEpilogue>(
            ref {{type}} dy, in ImageLayout dyShape, ref {{type}} w, ref {{type}} scale, ref {{type}} bias, ref {{type}} dx, in ImageLayout dxShape, WindowShape window, int groups, int samples)
            where TEpilogue : struct, IEpilogue
        {
            for (int row = 0; row < Math.Min(window.StrideHeight, dxShape.Height); row++)
                for (int column = 0; column < Math.Min(window.StrideWidth, dxShape.Width); column++)
                    Convolve<TEpilogue>(ref dy, ref w, ref scale, ref bias, {{(withResidual ? $"ref Unsafe.NullRef<{type}>(), " : "")}}ref dx, ConvolutionShape.InputGradient(dyShape, dxShape, window, groups, row, column), samples);
        }

        """);

    private static void EmitWeightGradient(CodeWriter writer, string type, int lanes)
    {
        int width = 2 * lanes;
        int bytes = type == "float" ? 4 : 8;
        writer.Line($$"""
            /// <summary>dW = sum over images and places of x times dy, panel after panel; padding lanes become zero. A unit is a row of the window (or one element of it, where
            /// its columns don't follow each other) times {{UnitInputs}} inputs of a panel; those from <paramref name="first"/> to <paramref name="end"/> are computed, with the same bits however
            /// they are cut.</summary>
            internal static void WindowGradient(ref {{type}} x, ref {{type}} dy, ref {{type}} dw, in ConvolutionShape s, int samples, int first, int end)
            {
                if (first >= end) return;
                bool copy = s.NeedsCopy;
                nint xColumn = copy ? s.X.Channels : s.X.Column, xRow = copy ? s.Span * xColumn : s.X.Row;
                ref {{type}} image = ref x;
                if (copy) image = ref Scratch.Of<{{type}}>(0, s.Height * xRow);
                bool run = s.IsRun && xColumn == s.Inputs;
                int taps = run ? 1 : s.TapColumns, inputs = run ? s.TapColumns * s.Inputs : s.Inputs, blocks = (inputs + {{UnitInputs - 1}}) / {{UnitInputs}};
                int panels = (s.Outputs + {{width - 1}}) / {{width}}, unitsOfPanel = s.TapRows * taps * blocks;
                for (int sample = 0; sample < samples; sample++)
                {
                    ref {{type}} from = ref Unsafe.Add(ref x, (nint)sample * s.X.Sample);
                    if (copy)
                    {
                        ImageCopy.WithPadding(ref from, s.X, s.Left, s.Span, ref image);
                        from = ref image;
                    }
                    else from = ref Unsafe.Subtract(ref from, s.Left * xColumn);
                    for (int p = first / unitsOfPanel; p * unitsOfPanel < end; p++)
                    {
                        int group = p / panels, n = p % panels * {{width}}, output = group * s.Outputs + n, used = Math.Min(s.Outputs - n, {{width}}), width = WindowWidth(used);
                        ref {{type}} panel = ref Unsafe.Add(ref dw, ((nint)group * WindowStored(s.Outputs) + n) * s.Positions * s.Inputs);
                        ref {{type}} gradient = ref Unsafe.Add(ref dy, (nint)sample * s.Y.Sample + output);
                        var t = new WindowTile { RowA = 1, RowC = width, StepA = s.StepWidth * xColumn, LineA = s.StepHeight * xRow, Taps = 1, Depth = s.Y.Width, StepB = s.Y.Column, LineB = s.Y.Row };
                        if (output + width > s.Y.Column)
                        {
                            // The vectors of the last channels would reach beyond their place.
                            ref {{type}} packed = ref Scratch.Of<{{type}}>(1, (nint)s.Y.Height * s.Y.Width * width);
                            ImageCopy.Channels(ref gradient, s.Y, used, ref packed, width);
                            gradient = ref packed;
                            (t.StepB, t.LineB) = (width, s.Y.Width * width);
                        }
                        int low = Math.Max(first - p * unitsOfPanel, 0), high = Math.Min(end - p * unitsOfPanel, unitsOfPanel);
                        int rowBytes = {{bytes}} * (s.StepHeight * (int)xRow + s.Y.Width * Math.Min(width, 16));
                        int band = Math.Max({{BandBytes}} / rowBytes, ({{BandPlaces}} + s.Y.Width - 1) / s.Y.Width);
                        for (int row = 0; row < s.Y.Height; row += band)
                            for (int j = 0, columns; j < width; j += columns)
                            {
                                columns = StripColumns(width - j);
                                for (int unit = low; unit < high; unit++)
                                {
                                    int block = unit % blocks * {{UnitInputs}}, tap = unit / blocks % taps, line = unit / blocks / taps, count = Math.Min({{UnitInputs}}, inputs - block);
                                    ref {{type}} c = ref Unsafe.Add(ref panel, ((line * s.TapColumns + tap) * s.Inputs + block) * width + j);
                                    if (sample == 0 && row == 0) PanelMemory.Clear(ref c, width, count, 0, columns);
                                    var (top, bottom) = s.PlacesAt(line);
                                    (top, bottom) = (Math.Max(top, row), Math.Min(bottom, row + band));
                                    if (top < bottom)
                                        WindowStrip<Identity>(
                                            columns, ref Unsafe.Add(ref from, (top * s.StepHeight + line * s.TapHeight - s.Top) * xRow + tap * s.TapWidth * xColumn + group * s.Inputs + block),
                                            ref Unsafe.Add(ref gradient, top * t.LineB + j), ref c, width, ref c, bottom - top, count, t);
                                    if (sample == samples - 1 && row + band >= s.Y.Height) PanelMemory.Clear(ref c, width, count, Math.Max(used - j, 0), columns);
                                }
                            }
                    }
                }
            }

            """);
    }

    private static void EmitStrip(CodeWriter writer, string type, List<Strip> strips, int lanes)
    {
        int width = 2 * lanes;
        writer.Line($"/// <summary>The stored columns of the panel that begins with the rest of the outputs.</summary>");
        writer.Line($"private static int WindowWidth(int rest) => rest >= {width} ? {width} : Math.Max({width / 8}, (int)BitOperations.RoundUpToPowerOf2((uint)rest));");
        writer.Line();
        writer.Line("/// <summary>The lanes of a group's outputs, with padding.</summary>");
        writer.Line($"private static int WindowStored(int outputs) => outputs / {width} * {width} + (outputs % {width} == 0 ? 0 : WindowWidth(outputs % {width}));");
        writer.Line();
        writer.Line("/// <summary>The columns of the widest strip that fits into the rest of a panel.</summary>");
        using (writer.Braces("private static int StripColumns(int rest)"))
        {
            foreach (var strip in strips.Where(s => s.Bits != 128))
                writer.Line($"if (Vector{strip.Bits}.IsHardwareAccelerated && rest >= {strip.Columns}) return {strip.Columns};");
            int[] narrow = strips.Where(s => s.Bits == 128).Select(s => s.Columns).ToArray();
            writer.Line($"return {(narrow.Length == 2 ? $"rest >= {narrow[0]} ? {narrow[0]} : {narrow[1]}" : CodeWriter.Number(narrow[0]))};");
        }
        writer.Line();
        writer.Line("/// <summary>Places, or inputs, times the columns of one strip.</summary>");
        writer.Line($"private static void WindowStrip<TEpilogue>(int columns, {string.Format(ConvolutionTile.Parameters, type, "int rows, ")})\n    where TEpilogue : struct, IEpilogue");
        using (writer.Braces(""))
            for (int i = 0; i < strips.Count; i++)
            {
                var strip = strips[i];
                string condition = i == strips.Count - 1 ? "" : $"if ({(strip.Bits == 128 ? "" : $"Vector{strip.Bits}.IsHardwareAccelerated && ")}columns == {strip.Columns}) ";
                writer.Line($"{(i == 0 ? "" : "else ")}{condition}Windows{strip.Vectors}<TEpilogue, Simd{strip.Bits}<{type}>>(ref a, ref b, ref start, startRow, ref c, lines, rows, t);");
            }
        writer.Line();
    }

    private static void EmitRows(CodeWriter writer, string type, Strip[] strips, Precision precision, int lanes)
    {
        int vectors = strips[0].Vectors;
        writer.Line($"/// <summary>A strip of {(vectors == 1 ? "one vector" : "two vectors")} of columns in tiles of about the same height.</summary>");
        writer.Line($"private static void Windows{vectors}<TEpilogue, V>({string.Format(ConvolutionTile.Parameters, type, "int rows, ")})");
        writer.Line($"    where TEpilogue : struct, IEpilogue {VectorForms.Constraint(precision)}");
        using (writer.Braces(""))
        {
            foreach (int columns in strips.SelectMany(s => s.Slides).Select(s => s.Columns).Distinct())
                writer.Line($"if (t.Slides == {columns})\n{{\n    Slides{columns}<TEpilogue, V>(ref a, ref b, ref start, startRow, ref c, lines, rows, t);\n    return;\n}}");
            if (strips.Any(s => s.Rows.Length > 0))
            {
                if (vectors == 1) writer.Line($"const int most = {ConvolutionTile.MostRows(128, 1)};");
                else
                    writer.Line($"int most = V.Count == {lanes} ? {ConvolutionTile.MostRows(512, 2)} : V.Count == {lanes / 2} ? {ConvolutionTile.MostRows(256, 2)} : {ConvolutionTile.MostRows(128, 2)};");
                var tiles = strips.SelectMany(s => s.Rows.Select(r => ConvolutionTile.For(s.Bits, r, vectors, precision))).Distinct().OrderByDescending(t => t.Rows).ThenByDescending(t => t.Bits);
                EmitTiles(writer, tiles.Select(t => (CodeWriter.Number(t.Rows) + (t.Bits == 0 ? "" : $" when V.Count == {lanes * t.Bits / 512}"), $"{t.Name}<TEpilogue{(t.Bits == 0 ? ", V" : "")}>")).ToArray());
            }
        }
        writer.Line();
        foreach (var group in strips.SelectMany(s => s.Slides).Distinct().GroupBy(s => s.Columns))
        {
            writer.Line($"/// <summary>A strip of one vector where windows of {group.Key} columns move by one.</summary>");
            writer.Line($"private static void Slides{group.Key}<TEpilogue, V>({string.Format(ConvolutionTile.Parameters, type, "int rows, ")})");
            writer.Line($"    where TEpilogue : struct, IEpilogue {VectorForms.Constraint(precision)}");
            using (writer.Braces(""))
            {
                writer.Line($"const int most = {SlidingTile.MostRows(group.Key)};");
                EmitTiles(writer, group.OrderByDescending(t => t.Rows).Select(t => (CodeWriter.Number(t.Rows), t.Name + "<TEpilogue, V>")).ToArray());
            }
            writer.Line();
        }
    }

    /// <summary>The loop over tiles of about the same height, each by its label and method.</summary>
    private static void EmitTiles(CodeWriter writer, (string Label, string Method)[] tiles)
    {
        writer.Line("int tiles = (rows + most - 1) / most, height = rows / tiles, higher = rows - tiles * height;");
        using (writer.Braces("for (; tiles > 0; tiles--)"))
        {
            writer.Line("int done = higher-- > 0 ? height + 1 : height;");
            using (writer.Braces("switch (done)"))
            {
                for (int i = 0; i < tiles.Length; i++)
                    writer.Line($"{(i == tiles.Length - 1 ? "default" : "case " + tiles[i].Label)}: {tiles[i].Method}(ref a, ref b, ref start, startRow, ref c, lines, t); break;");
            }
            writer.Line("a = ref Unsafe.Add(ref a, done * t.RowA);\nstart = ref Unsafe.Add(ref start, done * startRow);\nc = ref Unsafe.Add(ref c, done * t.RowC);");
        }
    }
}
