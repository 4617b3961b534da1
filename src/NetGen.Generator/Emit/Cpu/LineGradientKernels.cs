using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// Emits <c>LineGradient</c>: the gradient of the weights where the image has one channel, or so few that a row of the window is less than a vector, and few outputs.
/// Vectors are of the image, along a row, and each element of dy is multiplied by all of a row of the window; the sums of all its rows, for two outputs, stay in registers.
/// </summary>
internal static class LineGradientKernels
{
    /// <summary>Sums of so many rows for two outputs fit into registers.</summary>
    private const int MostLines = 6;

    /// <summary>Whether that is fewer products than vectors of outputs would take.</summary>
    public static bool Fits(ConvolutionCall call)
    {
        if (call.Kind != LoweredKind.ConvolutionWeightGradient || call.Weights.Groups > 1) return false;
        var (window, weights) = (ConvolutionKernels.WindowOf(call.Operation), call.Weights);
        int run = window.KernelWidth * weights.Channels, vector = PanelLayout.Lanes(weights.Precision) / 2;
        return window is { KernelHeight: <= MostLines, DilationWidth: 1 } && run <= vector
            && 4 * weights.Outputs * vector <= 5 * run * PanelLayout.LeadingDimension(weights.Outputs, weights.Precision);
    }

    /// <summary>Pairs of outputs, which threads share.</summary>
    public static int Units(ConvolutionCall call) => (call.Weights.Outputs + 1) / 2;

    public static void Emit(CodeWriter writer, string type, Precision precision, IReadOnlyCollection<int> lines)
    {
        int lanes = PanelLayout.Lanes(precision);
        writer.Line($$"""
            /// <summary>dW = sum over images and places of x times dy, for images of few channels and windows of few rows: the pairs of outputs from <paramref name="first"/> to
            /// <paramref name="end"/>. The image is copied with zeros on all sides.</summary>
            internal static void LineGradient(ref {{type}} x, ref {{type}} dy, ref {{type}} dw, in ConvolutionShape s, int samples, int first, int end)
            {
                if (first >= end) return;
                int run = s.TapColumns * s.Inputs, width = WindowWidth(s.Outputs), height = (s.Y.Height - 1) * s.StepHeight + (s.TapRows - 1) * s.TapHeight + 1;
                int xRow = s.Span * s.Inputs, pair = 2 * s.TapRows * {{lanes}}, rows = Math.Min(s.Height, height - s.Top);
                ref {{type}} image = ref Scratch.Of<{{type}}>(0, height * xRow + {{lanes}}), sums = ref Scratch.Of<{{type}}>(1, (end - first) * pair);
                MemoryMarshal.CreateSpan(ref image, height * xRow + {{lanes}}).Clear();
                MemoryMarshal.CreateSpan(ref sums, (end - first) * pair).Clear();
                for (int sample = 0; sample < samples; sample++)
                {
                    ImageCopy.WithPadding(ref Unsafe.Add(ref x, (nint)sample * s.X.Sample), s.X with { Height = rows }, s.Left, s.Span, ref Unsafe.Add(ref image, s.Top * xRow));
                    for (int unit = first; unit < end; unit++)
                        LineTiles(
                            ref image, s.TapHeight * xRow, s.StepHeight * xRow, s.StepWidth * s.Inputs, ref Unsafe.Add(ref dy, (nint)sample * s.Y.Sample + 2 * unit),
                            2 * unit + 1 < s.Outputs ? 1 : 0, s.Y, ref Unsafe.Add(ref sums, (unit - first) * pair), run, s.TapRows);
                }
                for (int output = 2 * first; output < Math.Min(2 * end, s.Outputs); output++)
                    for (int i = 0; i < s.TapRows * run; i++)
                    {
                        ref {{type}} to = ref Unsafe.Add(ref dw, i * width);
                        Unsafe.Add(ref to, output) = Unsafe.Add(ref sums, (output / 2 - first) * pair + (output % 2 * s.TapRows + i / run) * {{lanes}} + i % run);
                        for (int j = output + 1; output == s.Outputs - 1 && j < width; j++) Unsafe.Add(ref to, j) = 0;
                    }
            }

            private static void LineTiles({{string.Format(Parameters, type)}}, int run, int lines)
            {
                nint lane = 0;
                if (Vector512.IsHardwareAccelerated) LineTile<Simd512<{{type}}>>({{Arguments}}, run, lines, ref lane);
                if (Vector256.IsHardwareAccelerated) LineTile<Simd256<{{type}}>>({{Arguments}}, run, lines, ref lane);
                LineTile<Simd128<{{type}}>>({{Arguments}}, run, lines, ref lane);
            }

            /// <summary>The elements of a row of the window that are left, in vectors.</summary>
            private static void LineTile<V>({{string.Format(Parameters, type)}}, int run, int lines, ref nint lane)
                {{VectorForms.Constraint(precision)}}
            {
                for (; lane < run; lane += V.Count)
                    switch (lines)
                    {
            """.Replace("\r", ""));
        using (writer.Indent())
        using (writer.Indent())
        using (writer.Indent())
            foreach (int n in lines.OrderByDescending(n => n))
                writer.Line($"{(n == lines.Min() ? "default" : "case " + CodeWriter.Number(n))}: Lines{CodeWriter.Number(n)}<V>(ref Unsafe.Add(ref x, lane), xLine, xRow, xColumn, ref dy, next, y, ref Unsafe.Add(ref sums, lane)); break;");
        using (writer.Indent())
        using (writer.Indent())
            writer.Line("}");
        writer.Line("}");
        writer.Line();
        foreach (int n in lines) EmitTile(writer, type, precision, n);
    }

    private const string Parameters = "ref {0} x, nint xLine, nint xRow, nint xColumn, ref {0} dy, nint next, in ImageLayout y, ref {0} sums";

    private const string Arguments = "ref x, xLine, xRow, xColumn, ref dy, next, y, ref sums";

    private static void EmitTile(CodeWriter writer, string type, Precision precision, int lines)
    {
        int lanes = PanelLayout.Lanes(precision);
        string At(int i) => i % 3 == 0 ? $"x{i}" : $"Unsafe.Add(ref x{i / 3 * 3}, {(i % 3 == 1 ? "" : "2 * ")}xLine)";
        writer.Line($"/// <summary>{lines} {(lines == 1 ? "row" : "rows")} of the window times two outputs.</summary>");
        writer.Line("[MethodImpl(Tile)]");
        writer.Line($"private static void Lines{lines}<V>({string.Format(Parameters, type)})\n    {VectorForms.Constraint(precision)}");
        using (writer.Braces(""))
        {
            for (int i = 0; i < lines; i++) writer.Line($"V a{i} = V.Load(ref sums, {i * lanes}), b{i} = V.Load(ref sums, {(lines + i) * lanes});");
            writer.Line("nint column = y.Column;");
            using (writer.Braces("for (int row = y.Height; row > 0; row--)"))
            {
                writer.Line($"ref {type} d = ref dy;");
                for (int i = 0; i < lines; i += 3) writer.Line($"ref {type} x{i} = ref {(i == 0 ? "x" : $"Unsafe.Add(ref x, {i} * xLine)")};");
                using (writer.Braces("for (nint n = y.Width; n > 0; n--)"))
                {
                    writer.Line("V u = V.Create(d), v = V.Create(Unsafe.Add(ref d, next));");
                    for (int i = 0; i < lines; i++) writer.Line($"{(i == 0 ? "var " : "")}e = V.Load(ref {At(i)}); a{i} = V.MultiplyAdd(e, u, a{i}); b{i} = V.MultiplyAdd(e, v, b{i});");
                    for (int i = 0; i < lines; i += 3) writer.Line($"x{i} = ref Unsafe.Add(ref x{i}, xColumn);");
                    writer.Line("d = ref Unsafe.Add(ref d, column);");
                }
                writer.Line("x = ref Unsafe.Add(ref x, xRow);\ndy = ref Unsafe.Add(ref dy, y.Row);");
            }
            for (int i = 0; i < lines; i++) writer.Line($"a{i}.Store(ref sums, {i * lanes}); b{i}.Store(ref sums, {(lines + i) * lanes});");
        }
        writer.Line();
    }
}
