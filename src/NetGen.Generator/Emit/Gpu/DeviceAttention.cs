using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Emit.Gpu;

/// <summary>
/// Attention by tiles of 64 queries and 64 keys, whose weights never leave the group that computes them (Dao, "FlashAttention-2: Faster attention with better parallelism and work
/// partitioning", 2023): the largest score of a query and the sum of its weights grow from tile to tile, and what is summed already is scaled down to them.
/// </summary>
/// <param name="argument">An argument as C#, from its first element on.</param>
/// <param name="isInteger">Whether an argument is a column of integers; else whole numbers are given in floating point.</param>
internal sealed partial class DeviceAttention(AttentionOperation attention, MovementCall call, Func<Argument, string> argument, Func<Argument, bool> isInteger)
{
    private const int Tile = 64, Depth = 16, Across = Tile / DeviceTile.Micro, Threads = Across * Across;

    private static readonly int Pitch = DeviceTile.Pitch(Tile);

    private readonly CodeWriter _writer = new();
    private readonly CodeWriter _helpers = new();
    private bool _hasPlace;

    private int Queries => call.OperandStrides[0].Sizes[0];

    private int Keys => call.OperandStrides[1].Sizes[0];

    /// <summary>Elements of a query and of a key of one head.</summary>
    private int Size => call.OperandStrides[0].Sizes[1] / attention.Heads;

    /// <summary>Elements of a value of one head.</summary>
    private int Width => call.OperandStrides[2].Sizes[1] / attention.Heads;

    private string Scale => CodeWriter.Literal(attention.Scale, Precision.Single);

    /// <param name="scratch">A place for numbers that one launch leaves for the next, as C#.</param>
    public static IEnumerable<DeviceLaunch> Of(MovementCall call, Func<Argument, string> argument, Func<Argument, bool> isInteger, Func<Extent, string> scratch)
    {
        if (call.Operation is AttentionOperation forward) return [new DeviceAttention(forward, call, argument, isInteger).Forward()];
        var attention = ((AttentionGradientOperation)call.Operation).Forward;
        string statistics = scratch(call.Samples * (3 * attention.Heads * call.OperandStrides[0].Sizes[0]));
        return [new DeviceAttention(attention, call, argument, isInteger).QueryGradient(statistics), new DeviceAttention(attention, call, argument, isInteger).KeyGradient(statistics)];
    }

    private static int Tiles(int length) => (length + Tile - 1) / Tile;

    /// <summary>The result: a group for each tile of queries, and for each tile of the values' columns.</summary>
    private DeviceLaunch Forward()
    {
        Begin(Tiles(Width), Queries);
        DeviceTile.Declare(_writer, "o");
        Each(i => $"float m{i} = float.NegativeInfinity, l{i} = 0F;");
        _writer.Line($"int end = {LastKey};");
        using (_writer.Braces($"for (int firstKey = 0; firstKey < end; firstKey += {Tile})"))
        {
            DeviceTile.Declare(_writer, "s");
            Scores();
            Weigh();
            DeviceTile.ForEach(_writer, (i, j) => $"o{i}{j} *= f{i};");
            Drop("s");
            Keep("s");
            WeightedSum("o", Element("values", 2, "firstKey + first + inner", "firstColumn + outer"), $"firstKey + first + inner < length && firstColumn + outer < {Width}");
        }
        Each(i => $"l{i} = DeviceMath.Sum8(l{i});");
        Each(i => $"float r{i} = l{i} == 0F ? 0F : 1F / l{i};");
        Store("Store", $"row < {Queries} && column < {Width}", $"sample * {call.ResultStrides.Sample} + row * {call.ResultStrides.Distances[0]} + head * {Width} + column", i => $" * r{i}");
        return Launch("Attention", Tiles(Width) * Tiles(Queries), [("queries", 0), ("keys", 1), ("values", 2)], 3, null);
    }

    /// <summary>Products of the tile's queries with a tile of keys.</summary>
    private void Scores() => Product(
        "s", CodeWriter.Number(Size), Element("queries", 0, "firstRow + outer", "k"), $"firstRow + outer < {Queries}", Element("keys", 1, "firstKey + outer", "k"), "firstKey + outer < length");

    /// <summary>Names what a group works at: a head, a part of what it computes, a tile of rows, a sample.</summary>
    /// <param name="parts">Parts, of which each sums columns of its own.</param>
    private void Begin(int parts, int rows)
    {
        _writer.Line($"""
            var a4 = SharedMemory.Allocate<Vector4>({Depth * Pitch / 4});
            var b4 = SharedMemory.Allocate<Vector4>({Depth * Pitch / 4});
            var p4 = SharedMemory.Allocate<Vector4>({Tile * Pitch / 4});
            var a = a4.Cast<float>();
            var b = b4.Cast<float>();
            var p = p4.Cast<float>();
            int thread = Group.IdxX, tile = Grid.IdxX, across = thread % {Across}, down = thread / {Across}, head = tile % {attention.Heads};
            tile /= {attention.Heads};
            """.Replace("\r", ""));
        _writer.Line(parts == 1 ? "int part = 0;" : $"int part = tile % {parts};\ntile /= {parts};");
        _writer.Line($"int firstRow = tile % {Tiles(rows)} * {Tile}, sample = tile / {Tiles(rows)}, firstColumn = part * {Tile};");
        int lengths = call.Operation is AttentionOperation ? 3 : 4;
        if (attention.Noise > 0)
        {
            string noise = $"noise[sample * {call.OperandStrides[call.Operands.Count - 1].Sample}";
            _writer.Line($"ulong stream = (ulong)(uint)(int)({noise}] * 16777216F) | (ulong)(uint)(int)({noise} + 1] * 16777216F) << 32;");
            using (_helpers.Braces("private static float @Remains(ulong stream, int head, int query, int key)"))
                _helpers.Line(
                    $"return DeviceMath.Uniform(stream, 0U, (uint)((head * {Queries} + query) * {Keys} + key)) < {CodeWriter.Literal(attention.Dropout, Precision.Single)} ? 0F : {CodeWriter.Literal(1 / (1 - attention.Dropout), Precision.Single)};");
            _helpers.Line();
        }
        if (!HasLengths(lengths)) _writer.Line($"int length = {Keys};");
        else
        {
            string given = $"lengths[sample * {call.OperandStrides[lengths].Sample}]";
            _writer.Line($"int length = {(isInteger(call.Operands[lengths]) ? given : $"(int){given}")};\nlength = length < 0 ? 0 : length > {Keys} ? {Keys} : length;");
        }
    }

    /// <param name="index">Where lengths are among the operands, if they are given.</param>
    private bool HasLengths(int index) => call.Operands.Count - attention.Noise > index;

    /// <summary>Multiplies a thread's tile, a row of queries by a column of keys, by what dropout leaves of each weight.</summary>
    /// <param name="turned">Whether keys are the rows.</param>
    private void Drop(string values, bool turned = false)
    {
        if (attention.Noise == 0) return;
        DeviceTile.ForEach(_writer, (i, j) => $"{values}{i}{j} *= {Remains(i, j, turned)};");
    }

    private static string Remains(int i, int j, bool turned) =>
        $"@Remains(stream, head, {DeviceTile.At("query", turned ? j : i, Tile)}, {DeviceTile.At("key", turned ? i : j, Tile)})";

    /// <summary>Behind the last key that one of the tile's queries sees.</summary>
    private string LastKey
    {
        get
        {
            string last = attention.Causal ? $"firstRow + {Tile} < length ? firstRow + {Tile} : length" : "length";
            return attention.MasksQueries ? $"firstRow >= length ? 0 : {last}" : last;
        }
    }

    /// <summary>An operand's element of the group's sample and head, as C#.</summary>
    private string Element(string view, int operand, string row, string column)
    {
        var strides = call.OperandStrides[operand];
        return $"{view}[sample * {strides.Sample} + ({row}) * {strides.Distances[0]} + head * {strides.Sizes[1] / attention.Heads} + {column}]";
    }

    private void Each(Func<int, string> statement) => _writer.Line(string.Join(" ", DeviceTile.Each.Select(statement)));

    /// <summary>Adds up products of two matrices whose elements lie side by side along k, copied to shared memory a few k at a time.</summary>
    /// <param name="depth">How many k there are, as C#.</param>
    /// <param name="isLeft">Whether there is such an element: else it is zero.</param>
    private void Product(string sums, string depth, string left, string isLeft, string right, string isRight)
    {
        using var _ = _writer.Braces($"for (int first = 0; first < {depth}; first += {Depth})");
        using (_writer.Braces($"for (int element = thread; element < {Tile * Depth}; element += {Threads})"))
            _writer.Line($"""
                int inner = element % {Depth}, outer = element / {Depth}, k = first + inner;
                a[inner * {Pitch} + outer] = {isLeft} && k < {depth} ? {left} : 0F;
                b[inner * {Pitch} + outer] = {isRight} && k < {depth} ? {right} : 0F;
                """.Replace("\r", ""));
        _writer.Line("Group.Barrier();");
        using (_writer.Braces($"for (int k = 0; k < {Depth}; k++)")) DeviceTile.MultiplyAdd(_writer, sums, "a4", "k", Tile, "b4", "k", Tile);
        _writer.Line("Group.Barrier();");
    }

    /// <summary>Adds up rows weighted by what <see cref="Keep"/> has kept.</summary>
    private void WeightedSum(string sums, string element, string isElement)
    {
        using var _ = _writer.Braces($"for (int first = 0; first < {Tile}; first += {Depth})");
        using (_writer.Braces($"for (int element = thread; element < {Tile * Depth}; element += {Threads})"))
            _writer.Line($"int inner = element / {Tile}, outer = element % {Tile};\nb[inner * {Pitch} + outer] = {isElement} ? {element} : 0F;");
        _writer.Line("Group.Barrier();");
        using (_writer.Braces($"for (int k = 0; k < {Depth}; k++)")) DeviceTile.MultiplyAdd(_writer, sums, "p4", "(first + k)", Tile, "b4", "k", Tile);
        _writer.Line("Group.Barrier();");
    }

    private static string Kept(int i, int j) => $"p[({DeviceTile.At("across * 4", j, Tile)}) * {Pitch} + {DeviceTile.At("down * 4", i, Tile)}]";

    /// <summary>Stores a thread's values in shared memory, a column after the other.</summary>
    private void Keep(string values) => DeviceTile.ForEach(_writer, (i, j) => $"{Kept(i, j)} = {values}{i}{j};");

    /// <summary>Whether a query sees a key.</summary>
    private string IsSeen(string query, string key)
    {
        string seen = $"{key} < length";
        if (attention.Causal) seen += $" && {key} <= {query}";
        if (attention.MasksQueries) seen += $" && {query} < length";
        return seen;
    }

    /// <summary>From scores to exponentials below the largest of them, zero for keys that a query doesn't see, and the sum of what a thread has of them.</summary>
    private void Weigh()
    {
        _writer.Line("int query = firstRow + down * 4, key = firstKey + across * 4;");
        DeviceTile.ForEach(_writer, (i, j) => $"s{i}{j} = {IsSeen(DeviceTile.At("query", i, Tile), DeviceTile.At("key", j, Tile))} ? s{i}{j} * {Scale} : float.NegativeInfinity;");
        foreach (int i in DeviceTile.Each)
        {
            string most = DeviceTile.Each.Aggregate($"m{i}", (text, j) => $"DeviceMath.Largest({text}, s{i}{j})");
            _writer.Line($"float n{i} = DeviceMath.Largest8({most}), z{i} = n{i} == float.NegativeInfinity ? 0F : n{i}, f{i} = MathF.Exp(m{i} - z{i});\nm{i} = n{i};");
        }
        DeviceTile.ForEach(_writer, (i, j) => $"s{i}{j} = MathF.Exp(s{i}{j} - z{i});");
        foreach (int i in DeviceTile.Each) _writer.Line($"l{i} = l{i} * f{i} + {string.Join(" + ", DeviceTile.Each.Select(j => $"s{i}{j}"))};");
    }

    /// <summary>Stores a thread's tile.</summary>
    /// <param name="when">When it does, as C#; empty for always.</param>
    private void Store(string name, string condition, string place, Func<int, string> factor, string when = "")
    {
        using (_helpers.Braces($"private static void @{name}(ArrayView<float> y, int sample, int head, int row, int column, float value)")) _helpers.Line($"if ({condition}) y[{place}] = value;");
        _helpers.Line();
        if (!_hasPlace) _writer.Line("int top = firstRow + down * 4, left = firstColumn + across * 4;");
        _hasPlace = true;
        if (when.Length == 0) Statements();
        else
            using (_writer.Braces(when)) Statements();

        void Statements() =>
            DeviceTile.ForEach(_writer, (i, j) => $"@{name}(y, sample, head, {DeviceTile.At("top", i, Tile)}, {DeviceTile.At("left", j, Tile)}, o{i}{j}{factor(i)});");
    }

    private DeviceLaunch Launch(string kind, int groupsOfHead, (string Name, int Operand)[] operands, int lengths, string? statistics)
    {
        var parameters = operands.Select(o => DeviceParameter.View(o.Name)).ToList();
        var arguments = operands.Select(o => argument(call.Operands[o.Operand])).ToList();
        if (HasLengths(lengths))
        {
            parameters.Add(DeviceParameter.View("lengths", isInteger(call.Operands[lengths])));
            arguments.Add(argument(call.Operands[lengths]));
        }
        if (attention.Noise > 0)
        {
            parameters.Add(DeviceParameter.View("noise"));
            arguments.Add(argument(call.Operands[call.Operands.Count - 1]));
        }
        if (statistics is not null)
        {
            parameters.Add(DeviceParameter.View("statistics"));
            arguments.Add(statistics);
        }
        var kernel = new DeviceKernel(kind, parameters.Append(DeviceParameter.View("y")).ToEquatableArray(), Threads, _writer.ToString().TrimEnd('\n'), _helpers.ToString().TrimEnd('\n'));
        return new DeviceLaunch(kernel, (call.Samples * (groupsOfHead * attention.Heads)).ToCode(), arguments.Append(argument(call.Result)).ToEquatableArray());
    }
}
