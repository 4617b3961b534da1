using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Operations;

public class OperationTableTests
{
    private static readonly Shape Three = new(3);

    private static readonly Window Images = new(3, 2, 2, 1, 1, 2, 0, 1, 2, 3);

    private static readonly Operation[] Samples =
    [
        new InputOperation(1, new TensorType(Three)), new ParameterOperation(2, Three), new StateOperation(0, Three),
        new ConstantOperation(Three, [1, -2.5, 1e-7]), new BatchSizeOperation(), new RandomUniformOperation(3, Three),
        new MapOperation(Expression.Unary(x => Scalar.Sigmoid(x) * x)),
        new MapOperation(Expression.Unary(x => Scalar.Greater(x, 0)), Expression.Unary(x => x)),
        new ReduceOperation(ReduceKind.Sum, [0, 2], OverBatch: true), new ReduceOperation(ReduceKind.Max, [1], OverBatch: false),
        new ReduceOperation(ReduceKind.Sum, [], OverBatch: true),
        new DenseOperation(), new DenseInputGradientOperation(), new DenseWeightGradientOperation(),
        new ReshapeOperation(Three), new BroadcastOperation(new TensorType(Three)), new StopGradientOperation(),
        new ConvolutionOperation(Images, 3), new ConvolutionInputGradientOperation(Images, 3, 17, 31), new ConvolutionWeightGradientOperation(Images, 3),
        new MaxPoolOperation(Images), new MaxPoolGradientOperation(Images), new MaxPoolSelectOperation(Images),
        new SumPoolOperation(Images), new SumPoolGradientOperation(Images, 17, 31),
        new PadOperation([1, 0, 2], [0, 3, 4], [1, 2, 1]), new SliceOperation([1, 0], [2, 1], [3, 1]),
        new PermuteOperation([2, 0, 1]), new ConcatOperation(1), new MatMulOperation(), new MatMulOperation(true), new MatMulOperation(false, true),
        new GatherOperation(), new ScatterAddOperation(TensorType.Unbatched(Three)),
        new AttentionOperation(4, 0.25, Causal: true, MasksQueries: false), new AttentionGradientOperation(new AttentionOperation(1, 1, Causal: false, MasksQueries: true)),
        new InterpolateOperation(1, 2), new InterpolateGradientOperation(0, 3),
        new ScanOperation(Cell(), 4, 1, 0, Reverse: true), new ItemOperation(1, new TensorType(Three)),
    ];

    [Fact]
    public void EveryOperationIsListedAndReadsBack()
    {
        foreach (var operation in Samples)
        {
            // The text of an operation leaves out what its node's type says.
            var type = operation switch
            {
                InputOperation o => o.Type,
                BroadcastOperation o => o.Type,
                ItemOperation o => o.Type,
                RandomUniformOperation => new TensorType(Three),
                _ => TensorType.Unbatched(Three),
            };
            Assert.Equal(operation, OperationTable.Parse(operation.Name, new OperationText(operation.Attributes, type, 1, operation.Nested)));
            Assert.DoesNotContain('\n', operation.Attributes);
            Assert.DoesNotContain('}', operation.Attributes);
        }
        Assert.Equal(OperationTable.Names.Order(), Samples.Select(o => o.Name).Distinct().Order());
    }

    [Fact]
    public void TheSamplesAreOfAllOperations() => Assert.Equal(
        typeof(Operation).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Operation)) && !t.IsAbstract).OrderBy(t => t.Name),
        Samples.Select(o => o.GetType()).Distinct().OrderBy(t => t.Name));

    internal static Function Cell()
    {
        var b = new FunctionBuilder("cell");
        b.AddOutput("s", OutputRole.Carry, b.AddColumn("s", ColumnRole.Carry, new TensorType(Three)));
        return b.Build();
    }
}
