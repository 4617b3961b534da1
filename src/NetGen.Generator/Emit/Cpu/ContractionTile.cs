using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of all products: a block of rows times one or two vectors of columns, whose sums stay in registers over the
/// whole depth: <c>c[i, j] = epilogue(start[i, j] + sum over d of a[i, d] b[d, j])</c>.
/// Element (i, d) of a is at <c>i * aRow + d * aStep</c>, so that forward products (steps of 1) and weight gradients (rows of 1) are one method.
/// </summary>
/// <param name="Bits">The width of a vector: 512, 256 or 128; 0 for a method over any width, which the largest tiles, at the limit of the registers, are not.</param>
/// <param name="Rows">Rows of the block. A block of one row has several sums for each vector, of every so many elements of the depth.</param>
/// <param name="Vectors">Vectors of columns, 1 or 2; 4 with one row.</param>
internal sealed record ContractionTile(int Bits, int Rows, int Vectors, Precision Precision)
{
    public const string Parameters =
        "ref {0} a, nint aRow, nint aStep, ref {0} b, nint bStep, ref {0} start, nint startRow, ref {0} c, nint cRow, nint depth";

    /// <summary>Sums of a one-row block for each vector: enough chains of additions to hide their latency.</summary>
    private int Chains => Vectors == 4 ? 2 : 4;

    private string Type => Precision == Precision.Single ? "float" : "double";

    private bool IsGeneric => Bits == 0;

    private int Lanes => Bits / (Precision == Precision.Single ? 32 : 64);

    private string Class => IsGeneric ? "V" : "Vector" + Bits;

    private string Vector => IsGeneric ? "V" : $"{Class}<{Type}>";

    private string Simd => VectorForms.Simd(Bits, Precision);

    /// <summary>Columns of the block, where the width is given.</summary>
    public int Columns => Lanes * Vectors;

    public string Name => IsGeneric ? $"Tile{Rows}x{Vectors}" : $"Tile{Rows}x{Columns}V{Bits}";

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "row" : "rows")} times {(IsGeneric ? Vectors == 1 ? "one vector" : $"{Vectors} vectors" : $"{Columns} columns in {Class}")}.</summary>");
        writer.Line($"[MethodImpl(Tile)] private static void {Name}<TEpilogue{(IsGeneric ? ", V" : "")}>({string.Format(Parameters, Type)})");
        writer.Line("    where TEpilogue : struct, IEpilogue" + (IsGeneric ? " " + VectorForms.Constraint(Precision) : ""));
        using (writer.Braces(""))
        {
            if (Rows == 1) EmitRow(writer);
            else EmitBlock(writer);
        }
        writer.Line();
    }

    private void EmitBlock(CodeWriter writer)
    {
        writer.Filled(Vector + " ", AllRows((i, j) => $"c{i}{Letter(j)} = {Load(Row("start", i), j)}"), ", ", ";");

        // Rows are reached from every third one by adding a stride once or twice: an address each, without a register each.
        var bases = Enumerable.Range(0, (Rows + 2) / 3).Select(i => 3 * i).ToArray();
        writer.Filled($"ref {Type} ", bases.Skip(1).Select(i => $"a{i} = ref Unsafe.Add(ref a, {i} * aRow)"), ", ", ";");
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            if (Vectors == 1)
            {
                writer.Line($"var b0 = {Load("b", 0)};");
                for (int i = 0; i < Rows; i++) writer.Line(MultiplyAdd(i, 0, $"{Class}.Create({Element(i)})"));
            }
            else
            {
                writer.Line($"{Vector} {Each(j => $"b{Letter(j)} = {Load("b", j)}", ", ")};");
                for (int i = 0; i < Rows; i++) writer.Line($"{(i == 0 ? "var " : "")}x = {Class}.Create({Element(i)}); {Each(j => MultiplyAdd(i, j, "x"), " ")}");
            }
            writer.Filled("", bases.Select(i => $"{Base(i)} = ref Unsafe.Add(ref {Base(i)}, aStep);").Append("b = ref Unsafe.Add(ref b, bStep);"), " ", "");
        }
        writer.Filled("", AllRows((i, j) => Store($"c{i}{Letter(j)}", Row("c", i), j)), " ", "");
    }

    private void EmitRow(CodeWriter writer)
    {
        writer.Line($"{Vector} {Each(j => $"c0{Letter(j)} = {Load("start", j)}", ", ")};");
        writer.Filled(Vector + " ", Enumerable.Range(1, Chains - 1).Select(i => Each(j => $"c{i}{Letter(j)} = {Vector}.Zero", ", ")), ", ", ";");
        using (writer.Braces($"for (; depth >= {Chains}; depth -= {Chains})"))
        {
            for (int i = 0; i < Chains; i++)
            {
                writer.Line($"{(i == 0 ? "var " : "")}x = {Class}.Create({(i == 0 ? "a" : $"Unsafe.Add(ref a, {Times(i, "aStep")})")});");
                string b = i == 0 ? "b" : $"Unsafe.Add(ref b, {Times(i, "bStep")})";
                writer.Filled("", Enumerable.Range(0, Vectors).Select(j => Fused($"c{i}{Letter(j)}", "x", Load(b, j))), " ", "");
            }
            writer.Line($"a = ref Unsafe.Add(ref a, {Chains} * aStep); b = ref Unsafe.Add(ref b, {Chains} * bStep);");
        }
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            writer.Filled("", Enumerable.Range(0, Vectors).Select(j => Fused($"c0{Letter(j)}", $"{Class}.Create(a)", Load("b", j))), " ", "");
            writer.Line("a = ref Unsafe.Add(ref a, aStep); b = ref Unsafe.Add(ref b, bStep);");
        }
        for (int j = 0; j < Vectors; j++)
            writer.Line(Store(Chains == 2 ? $"c0{Letter(j)} + c1{Letter(j)}" : $"(c0{Letter(j)} + c1{Letter(j)}) + (c2{Letter(j)} + c3{Letter(j)})", "c", j));
    }

    private string Load(string reference, int vector) => $"{Class}.{(IsGeneric ? "Load" : "LoadUnsafe")}(ref {reference}{Offset(vector)})";

    private string Store(string sum, string reference, int vector) =>
        $"TEpilogue.Apply{(IsGeneric ? "" : $"<{Simd}>")}({sum}).Store(ref {reference}{Offset(vector)});";

    private string Fused(string sum, string x, string b) => $"{sum} = {Class}.{(IsGeneric ? "MultiplyAdd" : "MultiplyAddEstimate")}({x}, {b}, {sum});";

    private string MultiplyAdd(int row, int vector, string x) => Fused($"c{row}{Letter(vector)}", x, Vectors == 1 ? "b0" : "b" + Letter(vector));

    private IEnumerable<string> AllRows(Func<int, int, string> text) =>
        Enumerable.Range(0, Rows).SelectMany(i => Enumerable.Range(0, Vectors).Select(j => text(i, j)));

    private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, Vectors).Select(text));

    private string Letter(int vector) => Vectors == 1 ? "" : "abcd"[vector].ToString();

    private string Offset(int vector) => vector == 0 ? "" : IsGeneric ? ", " + Times(vector, "V.Count") : $", {Lanes * vector}";

    private static string Row(string name, int i) => i == 0 ? name : $"Unsafe.Add(ref {name}, {Times(i, name + "Row")})";

    private static string Times(int i, string stride) => i == 1 ? stride : $"{i} * {stride}";

    private static string Base(int i) => i == 0 ? "a" : $"a{i}";

    private static string Element(int i) => (i % 3) switch { 0 => Base(i), 1 => $"Unsafe.Add(ref {Base(i - 1)}, aRow)", _ => $"Unsafe.Add(ref {Base(i - 2)}, 2 * aRow)" };
}
