using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Repeats a value along axes of size one (or absent, aligned at the last axis) and, where it is unbatched, over the batch.</summary>
internal sealed record BroadcastOperation(TensorType Type) : Operation
{
    public override string Name => "broadcast";

    public override bool HasGpuForm => true;

    public static BroadcastOperation Parse(OperationText text) => new(text.Type);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        var from = operands[0];
        if (from.Element != Type.Element || (from.Batched && !Type.Batched) || Shape.Broadcast(from.Shape, Type.Shape) != Type.Shape)
            throw new GraphException($"broadcast: {from} doesn't repeat to {Type}.");
        return Type;
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        [builder.SumTo(gradient, builder.TypeOf(builder.Nodes[node].Operands[0]))];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var from = evaluation.Operands[0];
        var walk = new BroadcastWalk(Type, [from.Type]);
        for (int i = 0; i < evaluation.Result.Values.Length; i++)
            evaluation.Result.Values[i] = from.Values[walk.Offset(0, i)];
    }
}
