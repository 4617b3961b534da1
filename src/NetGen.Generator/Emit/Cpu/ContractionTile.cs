using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of all products: a block of rows times one or two vectors of columns, whose sums stay in registers over the
/// whole depth: <c>c[i, j] = epilogue(start[i, j] + sum over d of a[i, d] b[d, j])</c>.
/// Element (i, d) of a is at <c>i * aRow + d * aStep</c>, so that forward products (steps of 1) and weight gradients (rows of 1) are one method.
/// </summary>
/// <param name="Bits">The width of a vector: 512, 256 or 128.</param>
/// <param name="Rows">Rows of the block. A block of one row has several sums for each vector, of every so many elements of the depth.</param>
/// <param name="Vectors">Vectors of columns, 1 or 2; 4 with one row.</param>
internal sealed record ContractionTile(int Bits, int Rows, int Vectors, Precision Precision)
{
    public const string Parameters =
        "ref {0} a, nint aRow, nint aStep, ref {0} b, nint bStep, ref {0} start, nint startRow, ref {0} c, nint cRow, nint depth";

    /// <summary>Sums of a one-row block for each vector: enough chains of additions to hide their latency.</summary>
    private int Chains => Vectors == 4 ? 2 : 4;

    private string Type => Precision == Precision.Single ? "float" : "double";

    private int Lanes => Bits / (Precision == Precision.Single ? 32 : 64);

    private string Vector => "Vector" + Bits;

    private string Simd => VectorForms.Simd(Bits, Precision);

    /// <summary>Columns of the block.</summary>
    public int Columns => Lanes * Vectors;

    public string Name => $"Tile{Rows}x{Columns}V{Bits}";

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "row" : "rows")} times {Columns} columns in {Vector}.</summary>");
        writer.Line("[MethodImpl(Tile)]");
        writer.Line($"private static void {Name}<TEpilogue>({string.Format(Parameters, Type)})\n    where TEpilogue : struct, IEpilogue");
        using (writer.Braces(""))
        {
            if (Rows == 1) EmitRow(writer);
            else EmitBlock(writer);
        }
        writer.Line();
    }

    private void EmitBlock(CodeWriter writer)
    {
        for (int i = 0; i < Rows; i++)
            writer.Line($"{Vector}<{Type}> {Each(j => $"c{i}{Letter(j)} = {Vector}.LoadUnsafe(ref {Row("start", i)}{Offset(j)})", ", ")};");

        // Rows are reached from every third one by adding a stride once or twice: an address each, without a register each.
        for (int i = 3; i < Rows; i += 3) writer.Line($"ref {Type} a{i} = ref Unsafe.Add(ref a, {i} * aRow);");
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            if (Vectors == 1)
            {
                writer.Line($"var b0 = {Vector}.LoadUnsafe(ref b);");
                for (int i = 0; i < Rows; i++) writer.Line(MultiplyAdd(i, 0, $"{Vector}.Create({Element(i)})"));
            }
            else
            {
                LoadColumns(writer);
                for (int i = 0; i < Rows; i++)
                {
                    writer.Line($"{(i == 0 ? "var " : "")}x = {Vector}.Create({Element(i)});");
                    writer.Line(Each(j => MultiplyAdd(i, j, "x"), " "));
                }
            }
            for (int i = 0; i < Rows; i += 3) writer.Line($"{Base(i)} = ref Unsafe.Add(ref {Base(i)}, aStep);");
            writer.Line("b = ref Unsafe.Add(ref b, bStep);");
        }
        for (int i = 0; i < Rows; i++)
            writer.Line(Each(j => $"TEpilogue.Apply<{Simd}>(c{i}{Letter(j)}).Store(ref {Row("c", i)}{Offset(j)});", " "));
    }

    private void EmitRow(CodeWriter writer)
    {
        writer.Line($"{Vector}<{Type}> {Each(j => $"c0{Letter(j)} = {Vector}.LoadUnsafe(ref start{Offset(j)})", ", ")};");
        for (int i = 1; i < Chains; i++)
            writer.Line($"{Vector}<{Type}> {Each(j => $"c{i}{Letter(j)} = {Vector}<{Type}>.Zero", ", ")};");
        using (writer.Braces($"for (; depth >= {Chains}; depth -= {Chains})"))
        {
            for (int i = 0; i < Chains; i++)
            {
                writer.Line($"{(i == 0 ? "var " : "")}x = {Vector}.Create({(i == 0 ? "a" : $"Unsafe.Add(ref a, {Times(i, "aStep")})")});");
                for (int j = 0; j < Vectors; j++)
                {
                    string b = i == 0 ? "b" : $"Unsafe.Add(ref b, {Times(i, "bStep")})";
                    writer.Line($"c{i}{Letter(j)} = {Vector}.MultiplyAddEstimate(x, {Vector}.LoadUnsafe(ref {b}{Offset(j)}), c{i}{Letter(j)});");
                }
            }
            writer.Line($"a = ref Unsafe.Add(ref a, {Chains} * aStep);\nb = ref Unsafe.Add(ref b, {Chains} * bStep);");
        }
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            for (int j = 0; j < Vectors; j++)
                writer.Line($"c0{Letter(j)} = {Vector}.MultiplyAddEstimate({Vector}.Create(a), {Vector}.LoadUnsafe(ref b{Offset(j)}), c0{Letter(j)});");
            writer.Line("a = ref Unsafe.Add(ref a, aStep);\nb = ref Unsafe.Add(ref b, bStep);");
        }
        for (int j = 0; j < Vectors; j++)
        {
            string sum = Chains == 2 ? $"c0{Letter(j)} + c1{Letter(j)}" : $"(c0{Letter(j)} + c1{Letter(j)}) + (c2{Letter(j)} + c3{Letter(j)})";
            writer.Line($"TEpilogue.Apply<{Simd}>({sum}).Store(ref c{Offset(j)});");
        }
    }

    private void LoadColumns(CodeWriter writer) =>
        writer.Line($"{Vector}<{Type}> {Each(j => $"b{Letter(j)} = {Vector}.LoadUnsafe(ref b{Offset(j)})", ", ")};");

    private string MultiplyAdd(int row, int vector, string x)
    {
        string sum = $"c{row}{Letter(vector)}";
        return $"{sum} = {Vector}.MultiplyAddEstimate({x}, {(Vectors == 1 ? "b0" : "b" + Letter(vector))}, {sum});";
    }

    private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, Vectors).Select(text));

    private string Letter(int vector) => Vectors == 1 ? "" : "abcd"[vector].ToString();

    private string Offset(int vector) => vector == 0 ? "" : $", {Lanes * vector}";

    private static string Row(string name, int i) => i == 0 ? name : $"Unsafe.Add(ref {name}, {Times(i, name + "Row")})";

    private static string Times(int i, string stride) => i == 1 ? stride : $"{i} * {stride}";

    private static string Base(int i) => i == 0 ? "a" : $"a{i}";

    private static string Element(int i) => (i % 3) switch { 0 => Base(i), 1 => $"Unsafe.Add(ref {Base(i - 1)}, aRow)", _ => $"Unsafe.Add(ref {Base(i - 2)}, 2 * aRow)" };
}
