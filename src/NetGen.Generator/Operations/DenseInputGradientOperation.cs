using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The gradient of a dense product by its rows: dy [.., N], w [N, K] gives [.., K].</summary>
internal sealed record DenseInputGradientOperation : Operation
{
    public override string Name => "denseInputGradient";

    public override bool HasGpuForm => true;

    public override int WeightGroups => 1;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static DenseInputGradientOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        OperandRules.Real(this, operands);
        OperandRules.Matrix(this, operands[1]);
        if (operands[0].Shape.Rank == 0 || operands[0].Shape.Last != operands[1].Shape[0])
            throw new GraphException($"denseInputGradient: gradients {operands[0].Shape} don't fit weights {operands[1].Shape}.");
        return operands[0] with { Shape = operands[0].Shape.WithLast(operands[1].Shape[1]) };
    }

    // dx = dy W is linear in both: by dy it is the forward product, by W the product of dy and the gradient of dx.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [builder.Add(new DenseOperation(), gradient, operands[1]),
            builder.Add(new DenseWeightGradientOperation(), gradient, operands[0])];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 2 * result.Shape.Length * operands[1].Shape[0];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] dy = evaluation.Operands[0].Values, w = evaluation.Operands[1].Values, dx = evaluation.Result.Values;
        int outputs = evaluation.Operands[1].Type.Shape[0], inputs = evaluation.Operands[1].Type.Shape[1];
        for (int row = 0; row < dy.Length / outputs; row++)
            for (int n = 0; n < outputs; n++)
                for (int k = 0; k < inputs; k++)
                    dx[row * inputs + k] += dy[row * outputs + n] * w[n * inputs + k];
    }
}
