namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// The inner loop of products: each thread adds 8 by 8 of them from 16 values in shared memory, read as four vectors. Its rows are two times four neighbours, one half of the
/// group's tile apart, and so are its columns: so neighbouring threads read neighbouring vectors.
/// </summary>
internal static class DeviceTile
{
    public const int Micro = 8;

    private static readonly string[] Fields = ["X", "Y", "Z", "W"];

    /// <summary>The numbers of a thread's rows, or columns.</summary>
    public static IEnumerable<int> Each => Enumerable.Range(0, Micro);

    /// <summary>Elements from one column of a tile in shared memory to the next: four more than it has, so that neighbours along k do not meet in one bank.</summary>
    public static int Pitch(int tile) => tile + 4;

    /// <summary>A thread's row or column in a tile.</summary>
    /// <param name="first">The first one as C#: four times the thread's place.</param>
    public static string At(string first, int index, int tile) => index == 0 ? first : $"{first} + {CodeWriter.Number((index / 4 * tile / 2) + (index % 4))}";

    /// <summary>Declares a thread's sums.</summary>
    public static void Declare(CodeWriter writer, string sums)
    {
        foreach (int i in Each) writer.Line("float " + string.Join(", ", Each.Select(j => $"{sums}{i}{j} = 0F")) + ";");
    }

    /// <summary>Writes a statement for each sum, four in a line.</summary>
    public static void ForEach(CodeWriter writer, Func<int, int, string> statement)
    {
        foreach (int i in Each)
            for (int half = 0; half < 2; half++) writer.Line(string.Join(" ", Enumerable.Range(half * 4, 4).Select(j => statement(i, j))));
    }

    /// <summary>Adds the products of one k.</summary>
    /// <param name="a">The vectors of a, as C#.</param>
    /// <param name="rowA">Which k of a, as C#.</param>
    public static void MultiplyAdd(CodeWriter writer, string sums, string a, string rowA, int tileRows, string b, string rowB, int tileColumns)
    {
        int pitchA = Pitch(tileRows) / 4, pitchB = Pitch(tileColumns) / 4;
        writer.Line($"var a0 = {a}[{rowA} * {pitchA} + down];\nvar a1 = {a}[{rowA} * {pitchA} + {tileRows / 8} + down];");
        writer.Line($"var b0 = {b}[{rowB} * {pitchB} + across];\nvar b1 = {b}[{rowB} * {pitchB} + {tileColumns / 8} + across];");
        ForEach(writer, (i, j) => $"{sums}{i}{j} = {Element("a", i)} * {Element("b", j)} + {sums}{i}{j};");
    }

    /// <summary>A value that a thread has read, as C#.</summary>
    public static string Element(string vectors, int index) => $"{vectors}{CodeWriter.Number(index / 4)}.{Fields[index % 4]}";
}
