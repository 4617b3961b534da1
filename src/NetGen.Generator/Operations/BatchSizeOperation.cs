using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The number of samples in the batch, as an unbatched real scalar.</summary>
internal sealed record BatchSizeOperation : Operation
{
    public override string Name => "batch";

    public override bool HasGpuForm => true;

    public static BatchSizeOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 0);
        return TensorType.Unbatched(Shape.Scalar);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [];

    public override void Evaluate(ReferenceEvaluation evaluation) => evaluation.Result.Values[0] = evaluation.Batch;
}
