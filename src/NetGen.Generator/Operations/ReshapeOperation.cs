using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The same elements in the same row-major order under another shape.</summary>
internal sealed record ReshapeOperation(Shape Shape) : Operation
{
    public override string Name => "reshape";

    public override bool HasGpuForm => true;

    public static ReshapeOperation Parse(OperationText text) => new(text.Type.Shape);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        if (operands[0].Shape.Length != Shape.Length)
            throw new GraphException($"reshape: {operands[0].Shape} has {operands[0].Shape.Length} elements, {Shape} has {Shape.Length}.");
        return operands[0] with { Shape = Shape };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        [builder.Reshape(gradient, builder.ShapeOf(builder.Nodes[node].Operands[0]))];

    public override void Evaluate(ReferenceEvaluation evaluation) => evaluation.Operands[0].Values.CopyTo(evaluation.Result.Values, 0);
}
