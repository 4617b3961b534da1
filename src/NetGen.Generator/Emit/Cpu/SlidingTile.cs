using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>
/// The innermost method of convolutions with so few outputs that they are one vector: a column of the window's weights is held in registers, and each element
/// of the image, loaded once, is multiplied by all of it, for as many places of a row. A tile without that loads an element for each product and waits for it.
/// </summary>
/// <param name="Columns">Of the window, which moves by one column.</param>
/// <param name="Rows">Places.</param>
internal sealed record SlidingTile(int Columns, int Rows, Precision Precision)
{
    /// <summary>Windows wider than that leave too few registers for sums.</summary>
    public const int MostColumns = 7;

    /// <summary>Of 16 registers one is for an element, and one to spare.</summary>
    public static int MostRows(int columns) => 14 - columns;

    private string Type => Precision == Precision.Single ? "float" : "double";

    public string Name => $"Slide{Columns}x{Rows}";

    public void Emit(CodeWriter writer)
    {
        writer.Line($"/// <summary>{Rows} {(Rows == 1 ? "place" : "places")} times one vector, by windows of {Columns} columns.</summary>");
        writer.Line($"[MethodImpl(Tile)] private static void {Name}<TEpilogue, V>({string.Format(ConvolutionTile.Parameters, Type, "")})");
        writer.Line("    where TEpilogue : struct, IEpilogue " + VectorForms.Constraint(Precision));
        using (writer.Braces(""))
        {
            writer.Filled("V ", Enumerable.Range(0, Rows).Select(i => $"c{i} = V.Load(ref {At("start", i, "startRow")})"), ", ", ";");
            writer.Line("nint column = t.RowA, bStep = t.StepB, tap = t.Inputs * bStep;");
            using (writer.Braces("for (; lines > 0; lines--)"))
            {
                int elements = Rows + Columns - 1;
                var bases = Bases(elements).Select(i => $"a{i} = ref {At("a", i, "column")}").Concat(Bases(Columns).Select(i => $"b{i} = ref {At("b", i, "tap")}"));
                writer.Filled($"ref {Type} ", bases, ", ", ";");
                using (writer.Braces("for (nint depth = t.Inputs; depth > 0; depth--)"))
                {
                    writer.Line("V " + string.Join(", ", Enumerable.Range(0, Columns).Select(k => $"w{k} = V.Load(ref {Near("b", k, "tap")})")) + ";");
                    for (int e = 0; e < elements; e++)
                    {
                        var products = Enumerable.Range(0, Columns).Where(k => e - k >= 0 && e - k < Rows).Select(k => $"c{e - k} = V.MultiplyAdd(x, w{k}, c{e - k});");
                        writer.Line($"{(e == 0 ? "var " : "")}x = V.Create({Near("a", e, "column")}); {string.Join(" ", products)}");
                    }
                    var steps = Bases(elements).Select(i => $"a{i} = ref Unsafe.Add(ref a{i}, 1);").Concat(Bases(Columns).Select(i => $"b{i} = ref Unsafe.Add(ref b{i}, bStep);"));
                    writer.Filled("", steps, " ", "");
                }
                writer.Line("a = ref Unsafe.Add(ref a, t.LineA); b = ref Unsafe.Add(ref b, t.LineB);");
            }
            writer.Line("nint cRow = t.RowC;");
            writer.Filled("", Enumerable.Range(0, Rows).Select(i => $"TEpilogue.Apply(c{i}).Store(ref {At("c", i, "cRow")});"), " ", "");
        }
        writer.Line();
    }

    private static IEnumerable<int> Bases(int count) => Enumerable.Range(0, (count + 2) / 3).Select(i => 3 * i);

    private static string At(string name, int i, string distance) => i == 0 ? name : $"Unsafe.Add(ref {name}, {(i == 1 ? "" : i + " * ")}{distance})";

    /// <summary>One of those that are reached from every third by adding a distance once or twice.</summary>
    private static string Near(string name, int i, string distance) => At(name + i / 3 * 3, i % 3, distance);
}
