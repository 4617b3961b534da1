using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The gradient of a dense product by its weights: x [.., K], dy [.., N] give [N, K], summed over the batch and the leading axes.</summary>
internal sealed record DenseWeightGradientOperation : Operation
{
    public override string Name => "denseWeightGradient";

    public override bool HasGpuForm => true;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static DenseWeightGradientOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        OperandRules.Real(this, operands);
        TensorType x = operands[0], dy = operands[1];
        if (x.Shape.Rank == 0 || x.Shape.Rank != dy.Shape.Rank || x.Batched != dy.Batched || x.Shape.WithLast(1) != dy.Shape.WithLast(1))
            throw new GraphException($"denseWeightGradient: the rows of {x} and {dy} differ.");
        return TensorType.Unbatched(new Shape(dy.Shape.Last, x.Shape.Last));
    }

    // dW = dy' x is linear in both: with G the gradient of dW, by x it is dy G, by dy it is x G'.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [builder.Add(new DenseInputGradientOperation(), operands[1], gradient),
            builder.Add(new DenseOperation(), operands[0], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 2 * operands[0].Shape.Length * operands[1].Shape.Last;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, dy = evaluation.Operands[1].Values, dw = evaluation.Result.Values;
        int outputs = evaluation.Result.Type.Shape[0], inputs = evaluation.Result.Type.Shape[1];
        for (int row = 0; row < dy.Length / outputs; row++)
            for (int n = 0; n < outputs; n++)
                for (int k = 0; k < inputs; k++)
                    dw[n * inputs + k] += dy[row * outputs + n] * x[row * inputs + k];
    }
}
