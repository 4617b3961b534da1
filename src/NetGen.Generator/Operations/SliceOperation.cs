using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>A part of a value: along each axis <c>length</c> elements from <c>start</c> on, each <c>step</c> behind the one before.</summary>
internal sealed record SliceOperation(EquatableArray<int> Start, EquatableArray<int> Length, EquatableArray<int> Step) : Operation
{
    public override string Name => "slice";

    public override bool HasGpuForm => true;

    public override string Attributes =>
        $"start {OperationText.Numbers(Start)} length {OperationText.Numbers(Length)} step {OperationText.Numbers(Step)}";

    public static SliceOperation Parse(OperationText text) => new(text.NumbersAfter("start"), text.NumbersAfter("length"), text.NumbersAfter("step"));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        var shape = operands[0].Shape;
        if (Start.Count != shape.Rank || Length.Count != shape.Rank || Step.Count != shape.Rank)
            throw new GraphException($"slice: {shape} needs one number an axis.");
        for (int a = 0; a < shape.Rank; a++)
            if (Start[a] < 0 || Length[a] < 1 || Step[a] < 1 || Start[a] + (Length[a] - 1) * Step[a] >= shape[a])
                throw new GraphException($"slice: {Attributes} is not within {shape}.");
        return operands[0] with { Shape = new Shape(Length.Span.ToArray()) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var type = builder.TypeOf(builder.Nodes[node].Operands[0]);
        if (type.Element != ElementType.Real) return [NoGradient];
        int[] after = Enumerable.Range(0, Start.Count).Select(a => type.Shape[a] - 1 - Start[a] - (Length[a] - 1) * Step[a]).ToArray();
        return [builder.Add(new PadOperation(Start, new(after), Step), gradient)];
    }

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var (x, result) = (evaluation.Operands[0], evaluation.Result);
        for (int i = 0; i < result.Values.Length; i++)
            result.Values[i] = x.Values[SliceWalk.Place(result.Type.Shape, x.Type.Shape, Start, Step, i)];
    }
}
