using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The axes of a value in another order: axis i of the result is axis <c>Axes[i]</c> of the operand.</summary>
internal sealed record PermuteOperation(EquatableArray<int> Axes) : Operation
{
    public override string Name => "permute";

    public override bool HasGpuForm => true;

    public override string Attributes => OperationText.Numbers(Axes);

    public static PermuteOperation Parse(OperationText text) => new(text.Words.Select(OperationText.ToInteger).ToEquatableArray());

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        var shape = operands[0].Shape;
        if (Axes.Count != shape.Rank || !Axes.OrderBy(a => a).SequenceEqual(Enumerable.Range(0, shape.Rank)))
            throw new GraphException($"permute: {Axes} is not an order of the axes of {shape}.");
        return operands[0] with { Shape = new Shape(Axes.Select(a => shape[a]).ToArray()) };
    }

    /// <summary>The order that brings the axes back.</summary>
    public EquatableArray<int> Inverse() => Enumerable.Range(0, Axes.Count).Select(a => Array.IndexOf(Axes.ToArray(), a)).ToEquatableArray();

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        builder.TypeOf(node).Element == ElementType.Real ? [builder.Add(new PermuteOperation(Inverse()), gradient)] : [NoGradient];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var (x, result) = (evaluation.Operands[0], evaluation.Result);
        var shape = result.Type.Shape;
        int length = (int)shape.Length;
        int[] strides = new int[Axes.Count];
        for (int axis = Axes.Count - 1, stride = 1; axis >= 0; stride *= x.Type.Shape[axis--]) strides[axis] = stride;
        for (int i = 0; i < result.Values.Length; i++)
        {
            int rest = i % length, place = i - rest;
            for (int axis = Axes.Count - 1; axis >= 0; axis--)
            {
                place += rest % shape[axis] * strides[Axes[axis]];
                rest /= shape[axis];
            }
            result.Values[i] = x.Values[place];
        }
    }
}
