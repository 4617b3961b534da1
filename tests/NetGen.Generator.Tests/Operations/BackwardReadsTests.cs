using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Operations;

/// <summary>What an operation says that its gradient reads is what the nodes of its gradient do read.</summary>
public class BackwardReadsTests
{
    private static readonly Window Images = Window.Of(3, 2);

    private static readonly Dictionary<Operation, TensorType[]> Operations = new()
    {
        [new MapOperation(Expression.Binary((a, b) => Scalar.Sigmoid(a) + Scalar.Tanh(a * b)))] = [Batched(3), Batched(3)],
        [new MapOperation(Expression.Unary(x => Scalar.Sigmoid(x)))] = [Batched(3)],
        [new MapOperation(Expression.Binary((a, b) => a + b))] = [Batched(3), Batched(3)],
        [new ReduceOperation(ReduceKind.Sum, [0], true)] = [Batched(3)],
        [new ReduceOperation(ReduceKind.Max, [0], true)] = [Batched(3)],
        [new DenseOperation()] = [Batched(3), TensorType.Unbatched(new Shape(2, 3))],
        [new DenseInputGradientOperation()] = [Batched(2), TensorType.Unbatched(new Shape(2, 3))],
        [new DenseWeightGradientOperation()] = [Batched(3), Batched(2)],
        [new ConvolutionOperation(Images, 1)] = [Batched(4, 5, 3), TensorType.Unbatched(new Shape(2, 3, 3, 2))],
        [new ConvolutionInputGradientOperation(Images, 1, 4, 5)] = [Batched(2, 4, 2), TensorType.Unbatched(new Shape(2, 3, 3, 2))],
        [new ConvolutionWeightGradientOperation(Images, 1)] = [Batched(4, 5, 3), Batched(2, 4, 2)],
        [new MaxPoolOperation(Images)] = [Batched(4, 5, 3)],
        [new MaxPoolGradientOperation(Images)] = [Batched(4, 5, 3), Batched(2, 4, 3), Batched(2, 4, 3)],
        [new MaxPoolSelectOperation(Images)] = [Batched(4, 5, 3), Batched(2, 4, 3), Batched(4, 5, 3)],
        [new SumPoolOperation(Images)] = [Batched(4, 5, 3)],
        [new SumPoolGradientOperation(Images, 4, 5)] = [Batched(2, 4, 3)],
        [new PadOperation([1, 0], [0, 2])] = [Batched(4, 5)],
        [new SliceOperation([1, 0], [2, 1], [2, 1])] = [Batched(4, 5)],
        [new InterpolateOperation(0, 2)] = [Batched(4, 5)],
        [new InterpolateGradientOperation(0, 2)] = [Batched(4, 5)],
        [new PermuteOperation([1, 0])] = [Batched(4, 5)],
        [new ConcatOperation(1)] = [Batched(4, 5), Batched(4, 2)],
        [new MatMulOperation()] = [Batched(4, 5), Batched(5, 2)],
        [new MatMulOperation(true, true)] = [Batched(5, 4), Batched(2, 5)],
        [new GatherOperation()] = [TensorType.Unbatched(new Shape(4, 5)), new TensorType(new Shape(2), ElementType.Integer)],
        [new ScatterAddOperation(TensorType.Unbatched(new Shape(4, 5)))] = [Batched(2, 5), new TensorType(new Shape(2), ElementType.Integer)],
        [new AttentionOperation(2, 0.5, false, false)] = [Batched(3, 4), Batched(5, 4), Batched(5, 6)],
        [new AttentionGradientOperation(new AttentionOperation(2, 0.5, false, false))] = [Batched(3, 4), Batched(5, 4), Batched(5, 6), Batched(3, 6)],
        [new ReshapeOperation(new Shape(3, 1))] = [Batched(3)],
        [new BroadcastOperation(Batched(4, 3))] = [Batched(3)],
        [new StopGradientOperation()] = [Batched(3)],
    };

    private static TensorType Batched(params int[] shape) => new(new Shape(shape));

    [Fact]
    public void TheGradientReadsWhatTheOperationSays()
    {
        foreach (var (operation, types) in Operations)
        {
            var reads = Reads(operation, types);
            if (operation is MapOperation)
                Assert.True((reads & ~operation.BackwardReads) == 0, $"{operation} reads {reads}");
            else
                Assert.True(reads == operation.BackwardReads, $"{operation} reads {reads}, says {operation.BackwardReads}");
        }
    }

    [Fact]
    public void AMapReadsNoMoreThanItsDerivativeNeeds()
    {
        Assert.Equal(BackwardReads.Result, Reads(new MapOperation(Expression.Unary(x => Scalar.Sigmoid(x))), [Batched(3)]));
        Assert.Equal(BackwardReads.Result, Reads(new MapOperation(Expression.Unary(x => Scalar.Max(x, 0))), [Batched(3)]));
        Assert.Equal(BackwardReads.Operands, Reads(new MapOperation(Expression.Unary(x => x * x)), [Batched(3)]));
        Assert.Equal(BackwardReads.Nothing, Reads(new MapOperation(Expression.Binary((a, b) => a + b)), [Batched(3), Batched(3)]));
    }

    private static BackwardReads Reads(Operation operation, TensorType[] types)
    {
        var b = new FunctionBuilder("f");
        int[] operands = types.Select((t, i) => b.AddColumn("x" + i, ColumnRole.Input, t)).ToArray();
        int node = b.Add(operation, operands);
        int gradient = b.AddColumn("dy", ColumnRole.OutputGradient, b.TypeOf(node));
        int[] gradients = operation.Differentiate(b, node, gradient);
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] >= 0) Assert.Equal(types[i], b.TypeOf(gradients[i]));
        }
        var reads = BackwardReads.Nothing;
        var live = new Stack<int>(gradients.Where(g => g > gradient));
        while (live.TryPop(out int at))
        {
            foreach (int operand in b.Nodes[at].Operands)
            {
                if (operands.Contains(operand)) reads |= BackwardReads.Operands;
                else if (operand == node) reads |= BackwardReads.Result;
                else if (operand > gradient) live.Push(operand);
            }
        }
        return reads;
    }
}
