using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Emits <c>ConvolveTiles</c>: convolutions with windows of 3x3 that move by one, by tiles of two by two results, each from sixteen products with the
/// runtime's <c>WinogradTiles</c> before and behind them. The products are those of <c>WindowStrip</c>, with the tiles of a block as rows; for the gradient of the
/// weights, <c>TileGradient</c>, inputs are the rows and the tiles are the depth.
/// </summary>
internal static class ConvolutionTileKernels
{
    public static void Emit(CodeWriter writer, string type, int panel, bool withResidual)
    {
        string residual = withResidual ? $"ref {type} residual, " : "", none = withResidual ? " && Unsafe.IsNullRef(ref residual)" : "";
        string finish = withResidual ? "ref Unsafe.IsNullRef(ref residual) ? ref residual : ref Unsafe.Add(ref residual, at + line * s.Y.Row), s.Y.Column" : "";
        writer.Line($$"""
            /// <summary>As Convolve, for windows of 3x3 that move by one over channels that fill vectors: tiles of four results, each of sixteen products instead of 36, some rows of tiles
            /// at a time. The matrices of <paramref name="w"/> are in panels, one after the other.</summary>
            internal static void ConvolveTiles<TEpilogue>(
                ref {{type}} x, ref {{type}} w, ref {{type}} scale, ref {{type}} bias, {{residual}}ref {{type}} y, in ConvolutionShape s, int rows, int samples)
                where TEpilogue : struct, IEpilogue
            {
                int across = (s.Y.Width + 1) / 2, down = (s.Y.Height + 1) / 2, most = Math.Max(s.Inputs, s.Outputs);
                // Sixteen places whose distance is a power of two would meet in the same lines of the cache.
                nint next = rows * across * s.Inputs + 16, nextSum = rows * across * s.Outputs + 16;
                ref {{type}} tiles = ref Scratch.Of<{{type}}>(0, 16 * next), sums = ref Scratch.Of<{{type}}>(1, 16 * nextSum), zeros = ref Scratch.Of<{{type}}>(2, most);
                MemoryMarshal.CreateSpan(ref zeros, most).Clear();
                bool scaled = !Unsafe.IsNullRef(ref scale), finished = !scaled{{none}} && typeof(TEpilogue) == typeof(Identity);
                ref {{type}} start = ref scaled || Unsafe.IsNullRef(ref bias) ? ref zeros : ref bias;
                var t = new WindowTile { RowA = s.Inputs, RowC = s.Outputs, StepA = 1, Taps = 1, Depth = s.Inputs };
                for (int sample = 0; sample < samples; sample++)
                    for (int row = 0; row < down; row += rows)
                    {
                        int count = Math.Min(rows, down - row);
                        nint at = (nint)sample * s.Y.Sample;
                        WinogradTiles.Inputs(ref Unsafe.Add(ref x, (nint)sample * s.X.Sample), s, row, count, s.Inputs, ref zeros, ref tiles, next);
                        for (int element = 0; element < 16; element++)
                            for (int n = 0; n < s.Outputs; n += {{panel}})
                            {
                                int width = WindowWidth(s.Outputs - n);
                                t.StepB = width;
                                for (int j = 0, columns; j < width; j += columns)
                                {
                                    columns = StripColumns(width - j);
                                    WindowStrip<Identity>(
                                        columns, ref Unsafe.Add(ref tiles, element * next), ref Unsafe.Add(ref w, (element * s.Outputs + n) * s.Inputs + j), ref zeros, 0,
                                        ref Unsafe.Add(ref sums, element * nextSum + n + j), 1, count * across, t);
                                }
                            }
                        WinogradTiles.Outputs(ref sums, nextSum, s, row, count, ref start, ref Unsafe.Add(ref y, at));
                        for (int line = 2 * row; !finished && line < Math.Min(2 * (row + count), s.Y.Height); line++)
                            FinishRow<TEpilogue>(ref Unsafe.Add(ref y, at + line * s.Y.Row), s.Y.Column, s.Y.Width, s.Outputs, ref scale, ref bias{{(withResidual ? ", " + finish : "")}});
                    }
            }

            """);
    }

    public static void EmitGradient(CodeWriter writer, string type, Precision precision)
    {
        int panel = 2 * PanelLayout.Lanes(precision), unit = ConvolutionTiles.UnitInputs;
        writer.Line($$"""
            /// <summary>
            /// As WindowGradient, for windows of 3x3 that move by one over channels that fill vectors: sums of sixteen products of tiles of x and of dy, some rows of tiles at a time,
            /// of one image or several. A unit is {{unit}} inputs; those from <paramref name="first"/> to <paramref name="end"/> are computed, with the same bits however they are cut.
            /// </summary>
            internal static void TileGradient(ref {{type}} x, ref {{type}} dy, ref {{type}} dw, in ConvolutionShape s, int rows, int samples, int first, int end)
            {
                if (first >= end) return;
                int across = (s.Y.Width + 1) / 2, down = (s.Y.Height + 1) / 2, inputs = (end - first) * {{unit}}, matrix = inputs * s.Outputs;
                // Sixteen places whose distance is a power of two would meet in the same lines of the cache.
                nint next = rows * across * inputs + 16, nextGradient = rows * across * s.Outputs + 16;
                ref {{type}} tiles = ref Scratch.Of<{{type}}>(0, 16 * next), gradients = ref Scratch.Of<{{type}}>(1, 16 * nextGradient), sums = ref Scratch.Of<{{type}}>(2, 16 * matrix + inputs);
                MemoryMarshal.CreateSpan(ref sums, 16 * matrix + inputs).Clear();
                ref {{type}} zeros = ref Unsafe.Add(ref sums, 16 * matrix);
                var t = new WindowTile { RowA = 1, StepA = inputs, StepB = s.Outputs, Taps = 1 };
                for (int line = 0; line < samples * down; line += rows)
                {
                    int count = Math.Min(rows, samples * down - line);
                    for (int done = 0, some; done < count; done += some)
                    {
                        var (sample, row) = Math.DivRem(line + done, down);
                        some = Math.Min(count - done, down - row);
                        WinogradTiles.Inputs(
                            ref Unsafe.Add(ref x, (nint)sample * s.X.Sample + first * {{unit}}), s, row, some, inputs, ref zeros, ref Unsafe.Add(ref tiles, done * across * inputs), next);
                        WinogradTiles.Gradients(ref Unsafe.Add(ref dy, (nint)sample * s.Y.Sample), s, row, some, ref Unsafe.Add(ref gradients, done * across * s.Outputs), nextGradient);
                    }
                    t.Depth = count * across;
                    for (int element = 0; element < 16; element++)
                        for (int n = 0; n < s.Outputs; n += {{panel}})
                        {
                            int width = WindowWidth(s.Outputs - n);
                            t.RowC = width;
                            for (int j = 0, columns; j < width; j += columns)
                            {
                                columns = StripColumns(width - j);
                                for (int input = 0; input < inputs; input += {{ConvolutionTiles.BlockInputs}})
                                {
                                    ref {{type}} c = ref Unsafe.Add(ref sums, element * matrix + n * inputs + input * width + j);
                                    WindowStrip<Identity>(
                                        columns, ref Unsafe.Add(ref tiles, element * next + input), ref Unsafe.Add(ref gradients, element * nextGradient + n + j), ref c, width, ref c,
                                        1, Math.Min({{ConvolutionTiles.BlockInputs}}, inputs - input), t);
                                }
                            }
                        }
                }
                WinogradTiles.WeightGradients(ref sums, s, first * {{unit}}, inputs, ref dw);
            }

            """);
    }
}
