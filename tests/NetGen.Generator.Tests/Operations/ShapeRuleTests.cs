using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Operations;

public class ShapeRuleTests
{
    private static readonly MapOperation Add = new(Expression.Binary((a, b) => a + b));

    private static TensorType Infer(Operation operation, params string[] operands) => operation.Infer(operands.Select(TensorType.Parse).ToArray());

    [Theory]
    [InlineData("real[batch x 3]", "real[3]", "real[batch x 3]")]
    [InlineData("real[3]", "real[3]", "real[3]")]
    [InlineData("real[batch]", "real[2 x 3]", "real[batch x 2 x 3]")]
    [InlineData("real[batch x 2 x 1]", "real[batch x 3]", "real[batch x 2 x 3]")]
    [InlineData("int[batch]", "int[batch]", "real[batch]")]
    public void MapsBroadcast(string a, string b, string result) => Assert.Equal(TensorType.Parse(result), Infer(Add, a, b));

    [Fact]
    public void OperandsThatDoNotFitAreNamed()
    {
        Refused("broadcast", Add, "real[batch x 3]", "real[4]");
        Refused("2 operands", Add, "real[batch x 3]");
        Refused("at least one", new MapOperation(Expression.Parse("1", 0)));
        Refused("straight-through", new MapOperation(Expression.Unary(x => x), Expression.Binary((a, b) => a + b)), "real[3]");

        Refused("don't fit", new DenseOperation(), "real[batch x 3]", "real[2 x 4]");
        Refused("don't fit", new DenseOperation(), "real[batch]", "real[2 x 1]");
        Refused("matrix", new DenseOperation(), "real[batch x 3]", "real[3]");
        Refused("matrix", new DenseOperation(), "real[batch x 3]", "real[batch x 2 x 3]");
        Refused("real operands", new DenseOperation(), "int[batch x 3]", "real[2 x 3]");
        Refused("don't fit", new DenseInputGradientOperation(), "real[batch x 3]", "real[2 x 3]");
        Refused("differ", new DenseWeightGradientOperation(), "real[batch x 3]", "real[2]");
        Refused("differ", new DenseWeightGradientOperation(), "real[batch x 4 x 3]", "real[batch x 5 x 3]");

        Refused("no batch", new ReduceOperation(ReduceKind.Sum, [], true), "real[3]");
        Refused("no axis", new ReduceOperation(ReduceKind.Sum, [], false), "real[batch x 3]");
        Refused("ascend", new ReduceOperation(ReduceKind.Sum, [1], false), "real[batch x 3]");
        Refused("ascend", new ReduceOperation(ReduceKind.Sum, [1, 0], false), "real[batch x 3 x 3]");
        Refused("ascend", new ReduceOperation(ReduceKind.Sum, [-1], false), "real[batch x 3]");
        Refused("real operands", new ReduceOperation(ReduceKind.Sum, [0], false), "int[batch x 3]");

        Refused("elements", new ReshapeOperation(new Shape(4)), "real[batch x 3]");
        Refused("doesn't repeat", new BroadcastOperation(TensorType.Parse("real[3]")), "real[batch x 3]");
        Refused("doesn't repeat", new BroadcastOperation(TensorType.Parse("real[batch x 4]")), "real[batch x 3]");
        Refused("doesn't repeat", new BroadcastOperation(TensorType.Parse("real[batch x 1]")), "real[batch x 3]");
        Refused("doesn't repeat", new BroadcastOperation(TensorType.Parse("int[batch x 3]")), "real[batch x 3]");
        Refused("elements", new ConstantOperation(new Shape(3), [1, 2]));
        Refused("0 operands", new ParameterOperation(0, new Shape(3)), "real[3]");
        Refused("tuple", new ItemOperation(0, TensorType.Parse("real[3]")), "real[3]");
    }

    [Fact]
    public void ScansCheckTheirBody()
    {
        var cell = OperationTableTests.Cell();
        Assert.Equal(TensorType.Tuple, Infer(new ScanOperation(cell, 4, 1, 0), "real[batch x 3]"));
        Refused("must be", new ScanOperation(cell, 4, 1, 0), "real[3]");
        Refused("at least one step", new ScanOperation(cell, 0, 1, 0), "real[batch x 3]");
        Refused("1 operands", new ScanOperation(cell, 4, 1, 0));
        Refused("must be real[batch x 4 x 3]", new ScanOperation(cell, 4, 0, 1), "real[batch x 3]");
        var b = new FunctionBuilder("f");
        int s = b.AddColumn("s", ColumnRole.Carry, new TensorType(new Shape(3)));
        b.AddOutput("s", OutputRole.Carry, b.Map(v => v[0] + v[1], s, b.Parameter(0, new Shape(3))));
        Refused("pure function", new ScanOperation(b.Build(), 4, 1, 0), "real[batch x 3]");
        var none = new FunctionBuilder("none");
        none.AddColumn("s", ColumnRole.Carry, new TensorType(new Shape(3)));
        Refused("must give 1 carries", new ScanOperation(none.Build(), 4, 1, 0), "real[batch x 3]");
    }

    private static void Refused(string message, Operation operation, params string[] operands) =>
        Assert.Contains(message, Assert.Throws<GraphException>(() => Infer(operation, operands)).Message);
}
