namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Emits <c>GradientRuns</c>: the gradient of a convolution's input where images have few channels. The products are those of <c>WindowStrip</c>, with the places of a row
/// of dy as rows; the runtime's <c>WindowRuns</c> adds what overlaps.
/// </summary>
internal static class GradientRunKernels
{
    public static void Emit(CodeWriter writer, string type, int panel) => writer.Line($$"""
        /// <summary>The gradient of a convolution's input, row by row: each place of dy gives the run of (column of the window, channel), and runs are added where they overlap.</summary>
        internal static void GradientRuns(
            ref {{type}} dy, in ImageLayout dyShape, ref {{type}} w, ref {{type}} dx, in ImageLayout dxShape, WindowShape window, int samples)
        {
            int run = window.Width * dxShape.Channels, stored = WindowStored(run), depth = dyShape.Channels;
            ref {{type}} runs = ref Scratch.Of<{{type}}>(0, dyShape.Width * stored), zeros = ref Scratch.Of<{{type}}>(2, {{panel}});
            MemoryMarshal.CreateSpan(ref zeros, {{panel}}).Clear();
            var t = new WindowTile { RowA = dyShape.Column, RowC = stored, StepA = 1, LineA = -dyShape.Row, Taps = 1, Depth = depth };
            for (int sample = 0; sample < samples; sample++)
                for (int row = 0; row < dxShape.Height; row++)
                {
                    // Every stride-th row of the window, from the first that meets a row of dy, meets the row before.
                    int line = (row + window.Top) % window.StrideHeight, place = (row + window.Top) / window.StrideHeight, skipped = Math.Max(0, place - dyShape.Height + 1);
                    (line, place) = (line + skipped * window.StrideHeight, place - skipped);
                    int lines = Math.Min(place + 1, (window.Height - line + window.StrideHeight - 1) / window.StrideHeight);
                    ref {{type}} to = ref Unsafe.Add(ref dx, (nint)sample * dxShape.Sample + row * (nint)dxShape.Row);
                    for (int n = 0; n < run && lines > 0; n += {{panel}})
                    {
                        int width = WindowWidth(run - n);
                        (t.StepB, t.LineB) = (width, window.StrideHeight * depth * width);
                        for (int j = 0, columns; j < width; j += columns)
                        {
                            columns = StripColumns(width - j);
                            WindowStrip<Identity>(
                                columns, ref Unsafe.Add(ref dy, (nint)sample * dyShape.Sample + place * (nint)dyShape.Row), ref Unsafe.Add(ref w, (n * window.Height + line * width) * depth + j),
                                ref zeros, 0, ref Unsafe.Add(ref runs, n + j), lines, dyShape.Width, t);
                        }
                    }
                    WindowRuns.Add(ref runs, stored, lines > 0 ? dyShape.Width : 0, window, ref to, dxShape);
                }
        }

        """);
}
