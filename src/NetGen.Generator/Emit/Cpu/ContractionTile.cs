using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of all products: a block of rows times one or two vectors of columns, whose sums stay in registers over the
/// whole depth: <c>c[i, j] = epilogue(start[i, j] + sum over d of a[i, d] b[d, j])</c>.
/// Element (i, d) of a is at <c>i * aRow + d * aStep</c>, so that forward products (steps of 1) and weight gradients (rows of 1) are one method.
/// </summary>
/// <param name="Bits">The width of a vector: 512, 256 or 128.</param>
/// <param name="Rows">Rows of the block. A block of one row has four sums for each vector, of every fourth element of the depth.</param>
/// <param name="Vectors">Vectors of columns, 1 or 2.</param>
internal sealed record ContractionTile(int Bits, int Rows, int Vectors, Precision Precision)
{
    public const string Parameters =
        "ref {0} a, nint aRow, nint aStep, ref {0} b, nint bStep,\n    ref {0} start, nint startRow, ref {0} c, nint cRow, nint depth";

    /// <summary>Sums of a one-row block for each vector: enough chains of additions to hide their latency.</summary>
    private const int Chains = 4;

    private string Type => Precision == Precision.Single ? "float" : "double";

    private int Lanes => Bits / (Precision == Precision.Single ? 32 : 64);

    private string Vector => "Vector" + Bits;

    /// <summary>Columns of the block.</summary>
    public int Columns => Lanes * Vectors;

    public string Name => $"Tile{Rows}x{Columns}V{Bits}";

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "row" : "rows")} times {Columns} columns in {Vector}.</summary>");
        writer.Line("[MethodImpl(Tile)]");
        writer.Line($"private static void {Name}<TEpilogue>(\n    {string.Format(Parameters, Type)})\n    where TEpilogue : struct, IEpilogue");
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
            writer.Line($"{Vector}<{Type}> {Each(j => $"c{i}{Letter(j)} = {Vector}.LoadUnsafe(ref Unsafe.Add(ref start, {Times(i, "startRow")}){Offset(j)})", ", ")};");

        // Rows are reached from every third one by adding a stride once or twice: an address each, without a register each.
        for (int i = 3; i < Rows; i += 3) writer.Line($"ref {Type} a{i} = ref Unsafe.Add(ref a, {i} * aRow);");
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            LoadColumns(writer);
            for (int i = 0; i < Rows; i++)
            {
                writer.Line($"{(i == 0 ? "var " : "")}x = {Vector}.Create({Element(i)});");
                writer.Line(Each(j => $"c{i}{Letter(j)} = {Vector}.MultiplyAddEstimate(x, b{Letter(j)}, c{i}{Letter(j)});", " "));
            }
            for (int i = 0; i < Rows; i += 3) writer.Line($"{Base(i)} = ref Unsafe.Add(ref {Base(i)}, aStep);");
            writer.Line("b = ref Unsafe.Add(ref b, bStep);");
        }
        for (int i = 0; i < Rows; i++)
            writer.Line(Each(j => $"TEpilogue.Apply(c{i}{Letter(j)}).StoreUnsafe(ref Unsafe.Add(ref c, {Times(i, "cRow")}){Offset(j)});", " "));
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
                writer.Line(Each(j => $"c{i}{Letter(j)} = {Vector}.MultiplyAddEstimate(x, {Vector}.LoadUnsafe(ref Unsafe.Add(ref b, {Times(i, "bStep")}){Offset(j)}), c{i}{Letter(j)});", "\n"));
            }
            writer.Line($"a = ref Unsafe.Add(ref a, {Chains} * aStep);\nb = ref Unsafe.Add(ref b, {Chains} * bStep);");
        }
        using (writer.Braces("for (; depth > 0; depth--)"))
        {
            LoadColumns(writer);
            writer.Line($"var x = {Vector}.Create(a);");
            writer.Line(Each(j => $"c0{Letter(j)} = {Vector}.MultiplyAddEstimate(x, b{Letter(j)}, c0{Letter(j)});", " "));
            writer.Line("a = ref Unsafe.Add(ref a, aStep);\nb = ref Unsafe.Add(ref b, bStep);");
        }
        for (int j = 0; j < Vectors; j++)
            writer.Line($"TEpilogue.Apply((c0{Letter(j)} + c1{Letter(j)}) + (c2{Letter(j)} + c3{Letter(j)})).StoreUnsafe(ref c{Offset(j)});");
    }

    private void LoadColumns(CodeWriter writer) =>
        writer.Line($"{Vector}<{Type}> {Each(j => $"b{Letter(j)} = {Vector}.LoadUnsafe(ref b{Offset(j)})", ", ")};");

    private string Each(Func<int, string> text, string separator) => string.Join(separator, Enumerable.Range(0, Vectors).Select(text));

    private static string Letter(int vector) => vector == 0 ? "l" : "r";

    private string Offset(int vector) => vector == 0 ? "" : $", {Lanes}";

    private static string Times(int i, string stride) => i switch { 0 => "0", 1 => stride, _ => $"{i} * {stride}" };

    private static string Base(int i) => i == 0 ? "a" : $"a{i}";

    private static string Element(int i) => (i % 3) switch { 0 => Base(i), 1 => $"Unsafe.Add(ref {Base(i - 1)}, aRow)", _ => $"Unsafe.Add(ref {Base(i - 2)}, 2 * aRow)" };
}
