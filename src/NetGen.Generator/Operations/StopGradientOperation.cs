using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The value itself, which gradients don't flow through.</summary>
internal sealed record StopGradientOperation : Operation
{
    public override string Name => "stop";

    public override bool HasGpuForm => true;

    public static StopGradientOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        return operands[0];
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [NoGradient];

    public override void Evaluate(ReferenceEvaluation evaluation) => evaluation.Operands[0].Values.CopyTo(evaluation.Result.Values, 0);
}
