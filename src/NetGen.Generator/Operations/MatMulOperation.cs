using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Products of matrices that belong to the samples: a [.., M, K] and b [.., K, N] give [.., M, N]. Leading axes broadcast as in numpy, and an
/// unbatched operand serves all samples. A transposed operand has its last two axes the other way round.
/// </summary>
internal sealed record MatMulOperation(bool TransposeA = false, bool TransposeB = false) : Operation
{
    public override string Name => "matmul";

    public override bool HasGpuForm => true;

    public override string Attributes => (TransposeA ? "transposed" : "plain") + " " + (TransposeB ? "transposed" : "plain");

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static MatMulOperation Parse(OperationText text) =>
        text.Words is { Length: 2 } words ? new(words[0] == "transposed", words[1] == "transposed") : throw new GraphException($"matmul: '{text.Attributes}' are not two orders.");

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        OperandRules.Real(this, operands);
        Shape a = operands[0].Shape, b = operands[1].Shape;
        if (a.Rank < 2 || b.Rank < 2) throw new GraphException($"matmul: takes matrices, got {a} and {b}.");
        var (m, k) = TransposeA ? (a[-1], a[-2]) : (a[-2], a[-1]);
        var (k2, n) = TransposeB ? (b[-1], b[-2]) : (b[-2], b[-1]);
        if (k != k2) throw new GraphException($"matmul: {a} and {b} don't multiply: {k} and {k2} differ.");
        var leading = Shape.Broadcast(Leading(a), Leading(b)) ?? throw new GraphException($"matmul: the leading axes of {a} and {b} don't broadcast.");
        return new TensorType(new Shape([.. leading.Dimensions, m, n]), Batched: operands[0].Batched || operands[1].Batched);
    }

    public static Shape Leading(Shape shape) => new(shape.Dimensions.Take(shape.Rank - 2).ToArray());

    // With Y = A B, dA = dY B' and dB = A' dY; an operand that is given transposed has the transposed gradient, dA' = B dY' and dB' = dY' A.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var (a, b) = (builder.Nodes[node].Operands[0], builder.Nodes[node].Operands[1]);
        int da = TransposeA
            ? builder.Add(new MatMulOperation(TransposeB, true), b, gradient)
            : builder.Add(new MatMulOperation(false, !TransposeB), gradient, b);
        int db = TransposeB
            ? builder.Add(new MatMulOperation(true, TransposeA), gradient, a)
            : builder.Add(new MatMulOperation(!TransposeA, false), a, gradient);
        return [builder.SumTo(da, builder.TypeOf(a)), builder.SumTo(db, builder.TypeOf(b))];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 2 * result.Shape.Length * operands[0].Shape[TransposeA ? -2 : -1];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        ReferenceTensor a = evaluation.Operands[0], b = evaluation.Operands[1], y = evaluation.Result;
        int m = y.Type.Shape[-2], n = y.Type.Shape[-1], k = a.Type.Shape[TransposeA ? -2 : -1];

        // Which matrix of each operand belongs to a matrix of the result.
        TensorType Matrices(TensorType type) => type with { Shape = Leading(type.Shape) };
        var walk = new BroadcastWalk(Matrices(y.Type), [Matrices(a.Type), Matrices(b.Type)]);
        for (int matrix = 0; matrix < y.Values.Length / (m * n); matrix++)
        {
            int atA = walk.Offset(0, matrix) * m * k, atB = walk.Offset(1, matrix) * k * n;
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    for (int l = 0; l < k; l++)
                        y.Values[(matrix * m + i) * n + j] +=
                            a.Values[atA + (TransposeA ? l * m + i : i * k + l)] * b.Values[atB + (TransposeB ? j * k + l : l * n + j)];
        }
    }
}
