using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of convolutions: some places (or, for the gradient of weights, some inputs) times one or two vectors of channels, whose
/// sums stay in registers over all rows, columns and the depth of the window: <c>c[i, j] = epilogue(start[i, j] + sum of a[i, .] b[., j])</c>. The
/// distances are those of a <c>WindowTile</c>.
/// </summary>
/// <param name="Bits">The width of a vector; 0 for a method over any width, which the largest tiles, at the limit of the registers, are not.</param>
/// <param name="Rows">Places, or inputs.</param>
/// <param name="Vectors">Vectors of channels, 1 or 2.</param>
internal sealed record ConvolutionTile(int Bits, int Rows, int Vectors, Precision Precision)
{
    public const string Parameters = "ref {0} a, ref {0} b, ref {0} start, nint startRow, ref {0} c, nint lines, {1}in WindowTile t";

    private string Type => Precision == Precision.Single ? "float" : "double";

    private bool IsGeneric => Bits == 0;

    /// <summary>Whether two elements of the depth at once have sums of their own, since so few sums would wait for each other.</summary>
    private bool IsPaired => Vectors == 1 && Rows <= 5;

    private int Lanes => Bits / (Precision == Precision.Single ? 32 : 64);

    private string Class => IsGeneric ? "V" : "Vector" + Bits;

    private string Vector => IsGeneric ? "V" : $"{Class}<{Type}>";

    public string Name => IsGeneric ? $"Window{Rows}x{Vectors}" : $"Window{Rows}x{Lanes * Vectors}V{Bits}";

    /// <summary>The most rows whose sums fit into the registers beside what they are made of, or more than hide the latency of additions.</summary>
    public static int MostRows(int bits, int vectors) => vectors == 1 ? 12 : bits switch { 512 => 8, 256 => 6, _ => 5 };

    public static ConvolutionTile For(int bits, int rows, int vectors, Precision precision) => new(rows >= 6 && vectors == 2 ? bits : 0, rows, vectors, precision);

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "row" : "rows")} times {(Vectors == 1 ? "one vector" : "two vectors")}{(IsGeneric ? "" : " of " + Class)}.</summary>");
        writer.Line($"[MethodImpl(Tile)] private static void {Name}<TEpilogue{(IsGeneric ? ", V" : "")}>({string.Format(Parameters, Type, "")})");
        writer.Line("    where TEpilogue : struct, IEpilogue" + (IsGeneric ? " " + VectorForms.Constraint(Precision) : ""));
        using (writer.Braces(""))
        {
            writer.Filled(Vector + " ", AllRows((i, j) => $"c{i}{Letter(j)} = {Load(Row("start", i, "startRow"), j)}"), ", ", ";");
            if (IsPaired) writer.Filled(Vector + " ", Enumerable.Range(0, Rows).Select(i => $"d{i} = {Class}.Zero"), ", ", ";");
            writer.Line("nint aRow = t.RowA, aStep = t.StepA, bStep = t.StepB;");
            using (writer.Braces("for (; lines > 0; lines--)"))
            {
                writer.Line($"ref {Type} aTap = ref a, bTap = ref b;");
                using (writer.Braces("for (nint taps = t.Taps; taps > 0; taps--)")) EmitDepth(writer);
                writer.Line("a = ref Unsafe.Add(ref a, t.LineA); b = ref Unsafe.Add(ref b, t.LineB);");
            }
            if (IsPaired) writer.Filled("", Enumerable.Range(0, Rows).Select(i => $"c{i}l += d{i};"), " ", "");
            if (Rows > 1) writer.Line("nint cRow = t.RowC;");
            string simd = IsGeneric ? "" : $"<{VectorForms.Simd(Bits, Precision)}>";
            writer.Filled("", AllRows((i, j) => $"TEpilogue.Apply{simd}(c{i}{Letter(j)}).Store(ref {Row("c", i, "cRow")}{Offset(j)});"), " ", "");
        }
        writer.Line();
    }

    private void EmitDepth(CodeWriter writer)
    {
        // Rows are reached from every third one by adding a distance once or twice: an address each, without a register each.
        writer.Filled($"ref {Type} ", Bases.Select(i => $"a{i} = ref {Row("aTap", i, "aRow")}").Append("p = ref bTap"), ", ", ";");
        if (IsPaired)
        {
            writer.Line("nint depth = t.Depth;");
            using (writer.Braces("for (; depth > 1; depth -= 2)"))
            {
                writer.Line($"{Vector} own = {Load("p", 0)}, next = {Class}.Load(ref Unsafe.Add(ref p, bStep));");
                for (int i = 0; i < Rows; i++)
                    writer.Line($"c{i}l = {Class}.MultiplyAdd({Class}.Create({Element(i)}), own, c{i}l); d{i} = {Class}.MultiplyAdd({Class}.Create({Element(i, "aStep")}), next, d{i});");
                EmitStep(writer, "2 * ");
            }
            using (writer.Braces("if (depth > 0)"))
            {
                writer.Line($"{Vector} own = {Load("p", 0)};");
                for (int i = 0; i < Rows; i++) writer.Line($"c{i}l = {Class}.MultiplyAdd({Class}.Create({Element(i)}), own, c{i}l);");
            }
        }
        else
            using (writer.Braces("for (nint depth = t.Depth; depth > 0; depth--)"))
            {
                writer.Line($"{Vector} {Each(j => $"b{Letter(j)} = {Load("p", j)}", ", ")};");
                for (int i = 0; i < Rows; i++)
                    writer.Line($"{(i == 0 ? "var " : "")}x = {Class}.Create({Element(i)}); "
                        + Each(j => $"c{i}{Letter(j)} = {Class}.{(IsGeneric ? "MultiplyAdd" : "MultiplyAddEstimate")}(x, b{Letter(j)}, c{i}{Letter(j)});", " "));
                EmitStep(writer, "");
            }
        writer.Line("aTap = ref Unsafe.Add(ref aTap, t.TapA); bTap = ref Unsafe.Add(ref bTap, t.TapB);");
    }

    private void EmitStep(CodeWriter writer, string times) =>
        writer.Filled("", Bases.Select(i => $"a{i} = ref Unsafe.Add(ref a{i}, {times}aStep);").Append($"p = ref Unsafe.Add(ref p, {times}bStep);"), " ", "");

    private IEnumerable<int> Bases => Enumerable.Range(0, (Rows + 2) / 3).Select(i => 3 * i);

    private IEnumerable<string> AllRows(Func<int, int, string> text) =>
        Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Range(0, Vectors).Select(j => text(i, j)));

    private string Load(string reference, int vector) => $"{Class}.{(IsGeneric ? "Load" : "LoadUnsafe")}(ref {reference}{Offset(vector)})";

    private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, Vectors).Select(text));

    private static string Letter(int vector) => "lr"[vector].ToString();

    private string Offset(int vector) => vector == 0 ? "" : IsGeneric ? ", V.Count" : $", {Lanes}";

    private static string Row(string name, int i, string stride) => i == 0 ? name : $"Unsafe.Add(ref {name}, {(i == 1 ? "" : i + " * ")}{stride})";

    /// <summary>An element of a row, or the one a distance after it.</summary>
    private static string Element(int i, string? after = null)
    {
        string?[] distances = [(i % 3) switch { 0 => null, 1 => "aRow", _ => "2 * aRow" }, after];
        string distance = string.Join(" + ", distances.Where(d => d is not null));
        return distance.Length == 0 ? $"a{i}" : $"Unsafe.Add(ref a{i / 3 * 3}, {distance})";
    }
}
