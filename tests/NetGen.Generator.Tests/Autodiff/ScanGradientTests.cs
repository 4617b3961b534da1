using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Autodiff;

public class ScanGradientTests
{
    private const int Inputs = 3, Units = 4;

    /// <summary>h' = tanh(x U' + h W' + b), which is also the output.</summary>
    private static Function RecurrentBody()
    {
        var b = new FunctionBuilder("cell");
        int h = Carry(b, "h", Units), x = Carry(b, "x", Inputs);
        int u = Captured(b, "u", Units, Inputs), w = Captured(b, "w", Units, Units), bias = Captured(b, "b", Units);
        int next = b.Map(v => Scalar.Tanh(v[0] + v[1] + v[2]), b.Dense(x, u), b.Dense(h, w), bias);
        b.AddOutput("h", OutputRole.Carry, next);
        b.AddOutput("y", OutputRole.Carry, next);
        return b.Build();
    }

    /// <summary>A long short-term memory without the split of one product into gates: each gate has its own weights.</summary>
    private static Function LstmBody()
    {
        var b = new FunctionBuilder("lstm");
        int h = Carry(b, "h", Units), c = Carry(b, "c", Units), x = Carry(b, "x", Inputs);
        var gates = new int[4];
        for (int g = 0; g < 4; g++)
        {
            int u = Captured(b, "u" + g, Units, Inputs), w = Captured(b, "w" + g, Units, Units), bias = Captured(b, "b" + g, Units);
            gates[g] = b.Map(v => v[0] + v[1] + v[2], b.Dense(x, u), b.Dense(h, w), bias);
        }
        int cell = b.Map(v => Scalar.Sigmoid(v[0]) * v[3] + Scalar.Sigmoid(v[1]) * Scalar.Tanh(v[2]), gates[0], gates[1], gates[2], c);
        int output = b.Map(v => Scalar.Sigmoid(v[0]) * Scalar.Tanh(v[1]), gates[3], cell);
        b.AddOutput("h", OutputRole.Carry, output);
        b.AddOutput("c", OutputRole.Carry, cell);
        b.AddOutput("y", OutputRole.Carry, output);
        return b.Build();
    }

    /// <summary>s' = a s + x with a gain for each unit: the gradient of the gain of a batched value can't be hoisted as a product.</summary>
    private static Function LinearBody(bool batchedGain)
    {
        var b = new FunctionBuilder("linear");
        int s = Carry(b, "s", Units), x = Carry(b, "x", Units);
        int a = batchedGain ? Carry(b, "a", Units) : Captured(b, "a", Units);
        int next = b.Map(v => v[0] * v[1] + v[2], a, s, x);
        b.AddOutput("s", OutputRole.Carry, next);
        b.AddOutput("y", OutputRole.Carry, b.Map(v => v[0] * v[1], next, x));
        return b.Build();
    }

    private static int Carry(FunctionBuilder b, string name, params int[] shape) => b.AddColumn(name, ColumnRole.Carry, new TensorType(new Shape(shape)));

    private static int Captured(FunctionBuilder b, string name, params int[] shape) =>
        b.AddColumn(name, ColumnRole.Carry, TensorType.Unbatched(new Shape(shape)));

    /// <summary>Runs the body over random sequences; arguments are inputs of the test.</summary>
    private static (int[] Items, int[] Arguments) Scan(GradientCheck check, Function body, int steps, int carries, int sequences, bool reverse)
    {
        int[] arguments = body.Columns.Select((c, i) =>
        {
            int[] shape = [.. c.Type.Shape.Dimensions];
            if (i >= carries && i < carries + sequences) shape = [steps, .. shape];
            return c.Type.Batched ? check.Input(shape) : check.Unbatched(shape);
        }).ToArray();
        int[] items = check.Builder.Scan(
            body, steps, arguments[..carries], arguments[carries..(carries + sequences)], arguments[(carries + sequences)..], reverse);
        return (items, arguments);
    }

    /// <summary>A scalar that depends on every result.</summary>
    private static int Loss(GradientCheck check, int[] items) => check.Builder.Sum(items.Select(check.Scalar).ToArray());

    private static int Seed(GradientCheck check) => check.Builder.Constant(1);

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(17, false)]
    [InlineData(3, true)]
    [InlineData(17, true)]
    public void RecurrentCell(int steps, bool reverse)
    {
        var check = new GradientCheck();
        var (items, arguments) = Scan(check, RecurrentBody(), steps, 1, 1, reverse);
        CheckGradients(check, Loss(check, items), arguments, twice: steps == 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public void Lstm(int steps)
    {
        var check = new GradientCheck();
        var (items, arguments) = Scan(check, LstmBody(), steps, 2, 1, reverse: false);
        CheckGradients(check, Loss(check, items), arguments, twice: false);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(17, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(17, true)]
    public void LinearScan(int steps, bool batchedGain)
    {
        var check = new GradientCheck { Values = r => r.NextDouble() - 0.2 };
        var (items, arguments) = Scan(check, LinearBody(batchedGain), steps, 1, 1, reverse: false);
        CheckGradients(check, Loss(check, items), arguments, twice: steps == 3);
    }

    [Fact]
    public void OnlyTheStackedOutputOrOnlyTheFinalCarryMayBeUsed()
    {
        foreach (int used in new[] { 0, 1 })
        {
            var check = new GradientCheck();
            var (items, arguments) = Scan(check, RecurrentBody(), 3, 1, 1, reverse: false);
            CheckGradients(check, check.Scalar(items[used]), arguments, twice: false);
        }
    }

    [Fact]
    public void AScanWithinAScan()
    {
        // The outer scan runs the recurrence over the rows of a picture, each from the final state of the row before.
        var inner = RecurrentBody();
        var b = new FunctionBuilder("rows");
        int h = Carry(b, "h", Units), row = Carry(b, "row", 5, Inputs);
        int u = Captured(b, "u", Units, Inputs), w = Captured(b, "w", Units, Units), bias = Captured(b, "b", Units);
        int[] items = b.Scan(inner, 5, [h], [row], [u, w, bias]);
        b.AddOutput("h", OutputRole.Carry, b.Map(v => Scalar.Sigmoid(v[0]), items[0]));
        b.AddOutput("y", OutputRole.Carry, items[1]);
        var check = new GradientCheck();
        var (results, arguments) = Scan(check, b.Build(), 3, 1, 1, reverse: false);
        CheckGradients(check, Loss(check, results), arguments, twice: false);
    }

    [Fact]
    public void CarriesWithoutGradientAndIntegerCarries()
    {
        // The counter is an integer that the step reads; the last value is only passed on.
        var b = new FunctionBuilder("steps");
        int s = Carry(b, "s", 2), last = Carry(b, "last", 2), x = Carry(b, "x", 2);
        int index = b.AddColumn("index", ColumnRole.Carry, new TensorType(Shape.Scalar, ElementType.Integer));
        b.AddOutput("s", OutputRole.Carry, b.Map(v => v[0] + v[1] * v[1] * v[2], s, x, index));
        b.AddOutput("last", OutputRole.Carry, x);
        b.AddOutput("before", OutputRole.Carry, last);
        var check = new GradientCheck();
        int s0 = check.Input(2), last0 = check.Input(2), xs = check.Input(4, 2);
        int indices = check.Column(new TensorType(Shape.Scalar, ElementType.Integer), r => r.Next(5));
        int[] items = check.Builder.Scan(b.Build(), 4, [s0, last0], [xs], [indices]);
        CheckGradients(check, Loss(check, items), [s0, last0, xs], twice: true);
    }

    [Fact]
    public void WeightProductsAndBiasSumsAreHoistedOutOfTheReverseScan()
    {
        var check = new GradientCheck();
        var (items, arguments) = Scan(check, LstmBody(), 17, 2, 1, reverse: false);
        var (_, gradients) = check.Differentiate(items[2], arguments);
        var function = check.Outputs(gradients);
        var scans = function.Nodes.Select(n => n.Operation).OfType<ScanOperation>().ToArray();
        Assert.Equal(2, scans.Length);
        var reverse = Assert.Single(scans, s => s.Reverse);
        Assert.DoesNotContain(reverse.Body.Nodes, n => n.Operation is DenseWeightGradientOperation or ReduceOperation { OverBatch: true });
        Assert.Equal(8, function.Nodes.Count(n => n.Operation is DenseWeightGradientOperation));
        // No carry but the two of the cell: nothing is accumulated step by step.
        Assert.Equal(2, reverse.Carries);
        // The forward products are not computed again.
        Assert.DoesNotContain(reverse.Body.Nodes, n => n.Operation is DenseOperation);
    }

    [Fact]
    public void TheForwardScanIsNotRunTwice()
    {
        var check = new GradientCheck();
        var (items, arguments) = Scan(check, RecurrentBody(), 3, 1, 1, reverse: false);
        var (scalar, gradients) = check.Differentiate(items[1], arguments);
        var function = check.Outputs([scalar, .. gradients]);
        Assert.Single(function.Nodes, n => n.Operation is ScanOperation { Reverse: false });
    }

    [Fact]
    public void TheReferenceRunsTheRecurrence()
    {
        var b = new FunctionBuilder("sum");
        int s = Carry(b, "s"), x = Carry(b, "x");
        int next = b.Map(v => v[0] * 2 + v[1], s, x);
        b.AddOutput("s", OutputRole.Carry, next);
        b.AddOutput("y", OutputRole.Carry, next);
        var check = new GradientCheck { Batch = 2 };
        int s0 = check.Column(new TensorType(Shape.Scalar), _ => 1), xs = check.Column(new TensorType(new Shape(3)), _ => 0);
        double[] values = [1, 2, 3, 10, 20, 30];
        values.CopyTo(check.Argument(xs).Values, 0);
        int[] forward = check.Builder.Scan(b.Build(), 3, [s0], [xs], []);
        int[] backward = check.Builder.Scan(b.Build(), 3, [s0], [xs], [], reverse: true);
        var results = check.Run([.. forward, .. backward]);
        Assert.Equal([19, 118], results[0].Values);
        Assert.Equal([3, 8, 19, 12, 44, 118], results[1].Values);
        Assert.Equal([25, 178], results[2].Values);
        Assert.Equal([25, 12, 5, 178, 84, 32], results[3].Values);
    }

    private static void CheckGradients(GradientCheck check, int loss, int[] wrt, bool twice)
    {
        var gradients = Compiler.Autodiff.Gradients.Of(check.Builder, [(loss, Seed(check))], wrt);
        Assert.All(gradients, g => Assert.NotEqual(Operation.NoGradient, g));
        check.Compare(loss, wrt, gradients);
        if (!twice) return;
        int second = check.Builder.Sum(gradients.Select(check.Scalar).ToArray());
        check.Compare(second, wrt, Compiler.Autodiff.Gradients.Of(check.Builder, [(second, Seed(check))], wrt));
    }
}
