using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of convolutions: some places (or, for the gradient of weights, some inputs) times one or two vectors of channels, whose
/// sums stay in registers over all rows, columns and the depth of the window: <c>c[i, j] = epilogue(start[i, j] + sum of a[i, .] b[., j])</c>. The
/// distances are those of a <c>WindowTile</c>.
/// </summary>
internal sealed record ConvolutionTile(int Bits, int Rows, int Vectors, Precision Precision)
{
    public const string Parameters = "ref {0} a, ref {0} b, ref {0} start, nint startRow, ref {0} c, nint lines, {1}in WindowTile t";

    private string Type => Precision == Precision.Single ? "float" : "double";

    private int Lanes => Bits / (Precision == Precision.Single ? 32 : 64);

    private string Vector => "Vector" + Bits;

    public int Columns => Lanes * Vectors;

    public string Name => $"Window{Rows}x{Columns}V{Bits}";

    /// <summary>The most rows whose sums fit into the registers beside what they are made of.</summary>
    public static int MostRows(int bits, int vectors) => bits == 512 ? 12 : vectors == 2 ? 6 : 12;

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "row" : "rows")} times {Columns} columns in {Vector}.</summary>");
        writer.Line("[MethodImpl(Tile)]");
        writer.Line($"private static void {Name}<TEpilogue>({string.Format(Parameters, Type, "")})\n    where TEpilogue : struct, IEpilogue");
        using (writer.Braces(""))
        {
            for (int i = 0; i < Rows; i++)
                writer.Line($"{Vector}<{Type}> {Each(j => $"c{i}{Letter(j)} = {Vector}.LoadUnsafe(ref {Row("start", i, "startRow")}{Offset(j)})", ", ")};");
            writer.Line("nint aRow = t.RowA, aStep = t.StepA, bStep = t.StepB;");
            using (writer.Braces("for (; lines > 0; lines--)"))
            {
                writer.Line($"ref {Type} aTap = ref a;\nref {Type} bTap = ref b;");
                using (writer.Braces("for (nint taps = t.Taps; taps > 0; taps--)")) EmitDepth(writer);
                writer.Line("a = ref Unsafe.Add(ref a, t.LineA);\nb = ref Unsafe.Add(ref b, t.LineB);");
            }
            if (Rows > 1) writer.Line("nint cRow = t.RowC;");
            for (int i = 0; i < Rows; i++)
                writer.Line(Each(j => $"TEpilogue.Apply(c{i}{Letter(j)}).StoreUnsafe(ref {Row("c", i, "cRow")}{Offset(j)});", " "));
        }
        writer.Line();
    }

    private void EmitDepth(CodeWriter writer)
    {
        // Rows are reached from every third one by adding a distance once or twice: an address each, without a register each.
        for (int i = 0; i < Rows; i += 3) writer.Line($"ref {Type} a{i} = ref {Row("aTap", i, "aRow")};");
        writer.Line($"ref {Type} p = ref bTap;");
        using (writer.Braces("for (nint depth = t.Depth; depth > 0; depth--)"))
        {
            writer.Line($"{Vector}<{Type}> {Each(j => $"b{Letter(j)} = {Vector}.LoadUnsafe(ref p{Offset(j)})", ", ")};");
            for (int i = 0; i < Rows; i++)
            {
                writer.Line($"{(i == 0 ? "var " : "")}x = {Vector}.Create({Element(i)});");
                writer.Line(Each(j => $"c{i}{Letter(j)} = {Vector}.MultiplyAddEstimate(x, b{Letter(j)}, c{i}{Letter(j)});", " "));
            }
            for (int i = 0; i < Rows; i += 3) writer.Line($"a{i} = ref Unsafe.Add(ref a{i}, aStep);");
            writer.Line("p = ref Unsafe.Add(ref p, bStep);");
        }
        writer.Line("aTap = ref Unsafe.Add(ref aTap, t.TapA);\nbTap = ref Unsafe.Add(ref bTap, t.TapB);");
    }

    private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, Vectors).Select(text));

    private static string Letter(int vector) => "lr"[vector].ToString();

    private string Offset(int vector) => vector == 0 ? "" : $", {Lanes * vector}";

    private static string Row(string name, int i, string stride) => i == 0 ? name : $"Unsafe.Add(ref {name}, {(i == 1 ? "" : i + " * ")}{stride})";

    private static string Element(int i) => (i % 3) switch { 0 => $"a{i}", 1 => $"Unsafe.Add(ref a{i - 1}, aRow)", _ => $"Unsafe.Add(ref a{i - 2}, 2 * aRow)" };
}
