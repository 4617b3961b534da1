using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Execution.Tests.Programs;

/// <summary>Recurrences compiled, with their gradients, against the reference: sizes around the widths of vectors, one step and many, both ways.</summary>
public class ScanProgramTests
{
    private static readonly Dictionary<string, Func<GraphNetwork, int>> Networks = new()
    {
        ["simple"] = n => Both(n, Simple(n, n.Input(5, 3), 5, 17)),
        ["simple, one step"] = n => Both(n, Simple(n, n.Input(1, 3), 1, 17)),
        ["simple, of one unit"] = n => Both(n, Simple(n, n.Input(4, 1), 4, 1)),
        ["simple, panels without padding"] = n => Both(n, Simple(n, n.Input(5, 16), 5, 32)),
        ["simple, reverse"] = n => Both(n, Simple(n, n.Input(6, 17), 6, 3, reverse: true)),
        ["simple, two layers"] = n => Both(n, Simple(n, Simple(n, n.Input(4, 3), 4, 9)[1], 4, 17, reverse: true)),
        ["given states"] = n => Both(n, Simple(n, n.Input(5, 3), 5, 17, initial: n.Builder.Map(v => v[0] * v[0], n.Input(17)))),
        ["long short-term memory"] = n => Lstm(n, n.Input(5, 7), 5, 31),
        ["gated, products outside"] = n => Gated(n, n.Input(3, 17), 3, 16),
        ["tokens"] = n => Tokens(n, n.Integers(11, 6), 6, 17),
        ["moved tokens"] = n => Tokens(n, n.Builder.SliceBy(n.Integers(11, 8), AxisSlice.Range(1, false, 1, true)), 6, 3),
        ["what can't be hoisted"] = n => Accumulated(n, 5, 17),
        ["decoder that looks at a memory"] = n => Attending(n, 4, 7, 9),
        ["rows as carry"] = n => Rows(n, 3),
        ["a sequence of weights"] = n => Both(n, Simple(n, n.Builder.Broadcast(n.Parameter(5, 3), new TensorType(new Shape(5, 3))), 5, 17, initial: n.Input(17))),
        ["recurrence in a recurrence"] = n => Nested(n),
    };

    public static TheoryData<string> Names => [.. Networks.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Recurrences_agree_with_the_reference(string name)
    {
        int index = Array.IndexOf([.. Networks.Keys], name);
        GraphNetwork.Check(name, Networks[name], new[] { 256, 512, 128, 0 }[index % 4], wide: index % 3 == 1);
    }

    /// <summary>The steps are a loop of the generated code, not repetitions of it, and threads go through all steps of their samples.</summary>
    [Fact]
    public void Steps_are_one_loop()
    {
        var (module, _) = GraphNetwork.Build(n => Both(n, Simple(n, n.Input(40, 3), 40, 17)), Compiler.Graph.Precision.Single);
        var program = Compiler.Lowering.ProgramLowering.Lower(module).Functions.Single(f => f.Name == "predict");
        var scan = Assert.Single(program.Calls.OfType<Compiler.Lowering.ScanCall>());
        Assert.Equal(40, scan.Steps);
        Assert.Equal(Compiler.Lowering.Division.Samples, scan.Division);
        Assert.InRange(scan.Body.Count, 1, 3);
        Assert.True(program.IsPerSample);
    }

    /// <summary>A step writes the gradients of its gates where the products over all steps read them, and what the way back needs of the gates with the cell.</summary>
    [Theory]
    [InlineData("long short-term memory")]
    [InlineData("gated, products outside")]
    public void Gates_are_not_copied(string name)
    {
        var (module, _) = GraphNetwork.Build(Networks[name], Compiler.Graph.Precision.Single);
        var program = Compiler.Lowering.ProgramLowering.Lower(module).Functions.Single(f => f.Name == "step");
        var scans = program.Calls.OfType<Compiler.Lowering.ScanCall>().ToArray();
        Assert.Equal(2, scans.Length);
        Assert.DoesNotContain(scans[1].Body.OfType<Compiler.Lowering.LoopCall>(), IsCopy);
        var gates = Assert.Single(scans[0].Body.OfType<Compiler.Lowering.ProductCall>());
        Assert.Null(gates.Residual);
        Assert.Single(scans[0].Body.OfType<Compiler.Lowering.LoopCall>(), c => c.Arguments.Any(a => a.Location == gates.Result.Location));

        static bool IsCopy(Compiler.Lowering.LoopCall call) => call.Arguments.Count == 2 && call.Kernel.Stages is [{ Stores: [{ Value.IsIdentity: true }] }];
    }

    /// <summary>The final state and the mean of all outputs.</summary>
    private static int Both(GraphNetwork n, int[] items) =>
        n.Builder.Map(v => v[0] + v[1], items[0], n.Builder.MeanOver(items[1], [0]));

    private static int[] Simple(GraphNetwork n, int x, int steps, int units, bool reverse = false, int? initial = null)
    {
        int inputs = n.Builder.ShapeOf(x).Last;
        var b = new FunctionBuilder("cell");
        int h = Column(b, units), step = Column(b, inputs), u = Captured(b, units, inputs), w = Captured(b, units, units), bias = Captured(b, units);
        int next = b.Map(v => Scalar.Tanh(v[0] + v[1] + v[2]), b.Dense(step, u), b.Dense(h, w), bias);
        Outputs(b, next, next);
        return n.Builder.Scan(b.Build(), steps, [initial ?? Zeros(n, units)], [x], [n.Parameter(units, inputs), n.Parameter(units, units), n.Parameter(units)], reverse);
    }

    private static int Lstm(GraphNetwork n, int x, int steps, int units)
    {
        var g = n.Builder;
        int inputs = g.ShapeOf(x).Last;
        int projected = g.Map(v => v[0] + v[1], g.Dense(x, n.Parameter(4 * units, inputs)), n.Parameter(4 * units));
        var b = new FunctionBuilder("lstm");
        int h = Column(b, units), c = Column(b, units), step = Column(b, 4 * units), w = Captured(b, 4 * units, units);
        int[] gates = b.Split(b.Map(v => v[0] + v[1], b.Dense(h, w), step), 4);
        int cell = b.Map(v => Scalar.Sigmoid(v[1]) * v[3] + Scalar.Sigmoid(v[0]) * Scalar.Tanh(v[2]), gates[0], gates[1], gates[2], c);
        int output = b.Map(v => Scalar.Sigmoid(v[0]) * Scalar.Tanh(v[1]), gates[3], cell);
        Outputs(b, output, cell, output);
        int[] items = g.Scan(b.Build(), steps, [Zeros(n, units), Zeros(n, units)], [projected], [n.Parameter(4 * units, units)]);
        return g.Map(v => v[0] + v[1] * v[2], items[0], items[1], g.MeanOver(items[2], [0]));
    }

    private static int Gated(GraphNetwork n, int x, int steps, int units)
    {
        var g = n.Builder;
        int inputs = g.ShapeOf(x).Last;
        int projected = g.Dense(x, n.Parameter(3 * units, inputs));
        var b = new FunctionBuilder("gru");
        int h = Column(b, units), step = Column(b, 3 * units), w = Captured(b, 3 * units, units), bias = Captured(b, 3 * units);
        int[] of = b.Split(b.Map(v => v[0] + v[1], b.Dense(h, w), bias), 3), xs = b.Split(step, 3);
        int next = b.Map(
            v =>
            {
                var z = Scalar.Sigmoid(v[1] + v[4]);
                return (1 - z) * Scalar.Tanh(v[2] + Scalar.Sigmoid(v[0] + v[3]) * v[5]) + z * v[6];
            },
            xs[0], xs[1], xs[2], of[0], of[1], of[2], h);
        Outputs(b, next, next);
        return Both(n, g.Scan(b.Build(), steps, [Zeros(n, units)], [projected], [n.Parameter(3 * units, units), n.Parameter(3 * units)]));
    }

    private static int Tokens(GraphNetwork n, int tokens, int steps, int units)
    {
        var b = new FunctionBuilder("reader");
        int h = Column(b, units), token = b.AddColumn("token", ColumnRole.Carry, new TensorType(Shape.Scalar, ElementType.Integer)), table = Captured(b, 11, units), w = Captured(b, units, units);
        int next = b.Map(v => Scalar.Tanh(v[0] + v[1]), b.Gather(table, token), b.Dense(h, w));
        Outputs(b, next, next);
        return Both(n, n.Builder.Scan(b.Build(), steps, [Zeros(n, units)], [tokens], [n.Parameter(11, units), n.Parameter(units, units)]));
    }

    private static int Accumulated(GraphNetwork n, int steps, int units)
    {
        var b = new FunctionBuilder("linear");
        int s = Column(b, units), x = Column(b, units), gain = b.AddColumn("gain", ColumnRole.Carry, new TensorType(new Shape(units))), scale = Captured(b, units);
        int next = b.Map(v => v[0] * v[1] * v[3] + v[2], gain, s, x, scale);
        Outputs(b, next, b.Map(v => v[0] * v[1], next, x));
        return Both(n, n.Builder.Scan(b.Build(), steps, [n.Input(units)], [n.Input(steps, units)], [n.Input(units), n.Parameter(units)]));
    }

    private static int Attending(GraphNetwork n, int steps, int places, int units)
    {
        var b = new FunctionBuilder("decoder");
        int h = Column(b, units), x = Column(b, units), memory = Column(b, places, units), w = Captured(b, units, units);
        int scores = b.SoftmaxOver(b.MatMul(memory, b.ReshapeTo(h, units, 1)), 0);
        int read = b.ReshapeTo(b.MatMul(b.Permute(scores), memory), units);
        int next = b.Map(v => Scalar.Tanh(v[0] + v[1] + v[2]), b.Dense(h, w), read, x);
        Outputs(b, next, next);
        return Both(n, n.Builder.Scan(b.Build(), steps, [n.Input(units)], [n.Input(steps, units)], [n.Builder.Map(v => v[0] * v[0], n.Input(places, units)), n.Parameter(units, units)]));
    }

    private static int Rows(GraphNetwork n, int steps)
    {
        var b = new FunctionBuilder("rows");
        int h = Column(b, 3, 17), x = Column(b, 3, 5), u = Captured(b, 17, 5), w = Captured(b, 17, 17);
        int next = b.Map(v => Scalar.Max(v[0] + v[1], 0), b.Dense(x, u), b.Dense(h, w));
        Outputs(b, next, b.Dense(next, w));
        return Both(n, n.Builder.Scan(b.Build(), steps, [n.Input(3, 17)], [n.Input(steps, 3, 5)], [n.Parameter(17, 5), n.Parameter(17, 17)]));
    }

    private static int Nested(GraphNetwork n)
    {
        var inner = new FunctionBuilder("inner");
        int s = Column(inner, 9), x = Column(inner, 9), v = Captured(inner, 9, 9);
        int t = inner.Map(a => Scalar.Tanh(a[0] + a[1]), inner.Dense(s, v), x);
        Outputs(inner, t, t);
        var b = new FunctionBuilder("outer");
        int h = Column(b, 9), rows = Column(b, 3, 9), w = Captured(b, 9, 9);
        int[] items = b.Scan(inner.Build(), 3, [h], [rows], [w]);
        Outputs(b, items[0], b.MeanOver(items[1], [0]));
        return Both(n, n.Builder.Scan(b.Build(), 4, [Zeros(n, 9)], [n.Input(4, 3, 9)], [n.Parameter(9, 9)]));
    }

    private static int Zeros(GraphNetwork n, int units) => n.Builder.Fill(0, new TensorType(new Shape(units)));

    private static int Column(FunctionBuilder b, params int[] shape) => b.AddColumn("c" + b.Columns.Count, ColumnRole.Carry, new TensorType(new Shape(shape)));

    private static int Captured(FunctionBuilder b, params int[] shape) => b.AddColumn("c" + b.Columns.Count, ColumnRole.Carry, TensorType.Unbatched(new Shape(shape)));

    private static void Outputs(FunctionBuilder b, params int[] nodes)
    {
        for (int i = 0; i < nodes.Length; i++) b.AddOutput("o" + i, OutputRole.Carry, nodes[i]);
    }
}
