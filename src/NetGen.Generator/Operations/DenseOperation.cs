using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Multiplies rows by a weight matrix: x [.., K], w [N, K] gives [.., N]. A bias is a map behind it.</summary>
internal sealed record DenseOperation : Operation
{
    public override string Name => "dense";

    public override bool HasGpuForm => true;

    public override int WeightGroups => 1;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static DenseOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        OperandRules.Real(this, operands);
        OperandRules.Matrix(this, operands[1]);
        if (operands[0].Shape.Rank == 0 || operands[0].Shape.Last != operands[1].Shape[1])
            throw new GraphException($"dense: rows of {operands[0].Shape} don't fit weights {operands[1].Shape}.");
        return operands[0] with { Shape = operands[0].Shape.WithLast(operands[1].Shape[0]) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [builder.Add(new DenseInputGradientOperation(), gradient, operands[1]),
            builder.Add(new DenseWeightGradientOperation(), operands[0], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 2 * result.Shape.Length * operands[1].Shape[1];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, w = evaluation.Operands[1].Values, y = evaluation.Result.Values;
        int outputs = evaluation.Operands[1].Type.Shape[0], inputs = evaluation.Operands[1].Type.Shape[1];
        for (int row = 0; row < y.Length / outputs; row++)
            for (int n = 0; n < outputs; n++)
                for (int k = 0; k < inputs; k++)
                    y[row * outputs + n] += x[row * inputs + k] * w[n * inputs + k];
    }
}
