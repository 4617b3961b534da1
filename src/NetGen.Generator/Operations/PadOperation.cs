using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Zeros before, after and between the elements along each axis: element i goes to <c>before + i * step</c>, and <c>after</c> zeros follow the last.
/// </summary>
internal sealed record PadOperation(EquatableArray<int> Before, EquatableArray<int> After, EquatableArray<int> Step) : Operation
{
    /// <summary>Zeros before and after only.</summary>
    public PadOperation(int[] before, int[] after) : this(new(before), new(after), Enumerable.Repeat(1, before.Length).ToEquatableArray())
    {
    }

    public override string Name => "pad";

    public override bool HasGpuForm => true;

    public override string Attributes =>
        $"before {OperationText.Numbers(Before)} after {OperationText.Numbers(After)} step {OperationText.Numbers(Step)}";

    public static PadOperation Parse(OperationText text) => new(text.NumbersAfter("before"), text.NumbersAfter("after"), text.NumbersAfter("step"));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        OperandRules.Real(this, operands);
        var shape = operands[0].Shape;
        int[] sizes = new int[shape.Rank];
        if (Before.Count != sizes.Length || After.Count != sizes.Length || Step.Count != sizes.Length)
            throw new GraphException($"pad: {shape} needs one number an axis.");
        for (int a = 0; a < sizes.Length; a++)
        {
            if (Before[a] < 0 || After[a] < 0 || Step[a] < 1) throw new GraphException($"pad: {Attributes} has numbers below their least.");
            sizes[a] = Before[a] + (shape[a] - 1) * Step[a] + 1 + After[a];
        }
        return operands[0] with { Shape = new Shape(sizes) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        [builder.Add(new SliceOperation(Before, builder.ShapeOf(builder.Nodes[node].Operands[0]).Dimensions, Step), gradient)];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var x = evaluation.Operands[0];
        for (int i = 0; i < x.Values.Length; i++)
            evaluation.Result.Values[SliceWalk.Place(x.Type.Shape, evaluation.Result.Type.Shape, Before, Step, i)] = x.Values[i];
    }
}
