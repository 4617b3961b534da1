using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Linear interpolation along an axis to <paramref name="Scale"/> times its size: element i of the result lies at <c>(i + 1/2) / scale - 1/2</c> of
/// the operand, limited to it (half-pixel centres: PyTorch's <c>align_corners=False</c>, and what Keras does). Two of them are bilinear.
/// </summary>
internal sealed record InterpolateOperation(int Axis, int Scale) : Operation
{
    public override string Name => "interpolate";

    public override bool HasGpuForm => true;

    public override string Attributes => $"axis {OperationText.Number(Axis)} scale {OperationText.Number(Scale)}";

    public static InterpolateOperation Parse(OperationText text) =>
        new(OperationText.ToInteger(Window.After(text, "axis")), OperationText.ToInteger(Window.After(text, "scale")));

    /// <summary>
    /// The row of the matrix that the operation multiplies by: the result's element is <c>(1 - Weight) x[Lower] + Weight x[Upper]</c>. It has a
    /// period of <paramref name="scale"/> but for the ends.
    /// </summary>
    public static (int Lower, int Upper, double Weight) Taps(int element, int scale, int size)
    {
        // The position in halves of 1 / scale, so that it is exact.
        int position = Math.Max(2 * element + 1 - scale, 0);
        int lower = position / (2 * scale);
        return (lower, Math.Min(lower + 1, size - 1), (double)(position - 2 * scale * lower) / (2 * scale));
    }

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        OperandRules.Real(this, operands);
        var d = operands[0].Shape.Dimensions.Span.ToArray();
        if (Axis < 0 || Axis >= d.Length || Scale < 1) throw new GraphException($"interpolate: {Attributes} doesn't fit {operands[0].Shape}.");
        d[Axis] *= Scale;
        return operands[0] with { Shape = new Shape(d) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        [builder.Add(new InterpolateGradientOperation(Axis, Scale), gradient)];

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 3 * result.Shape.Length;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, y = evaluation.Result.Values;
        Run(evaluation.Operands[0].Type.Shape, Axis, Scale, y.Length, (place, from, weight) => y[place] += weight * x[from]);
    }

    /// <summary>Every product: the places of the result's and of the operand's element, and the weight.</summary>
    public static void Run(Shape operand, int axis, int scale, int resultLength, Action<int, int, double> product)
    {
        int inner = 1;
        for (int a = axis + 1; a < operand.Rank; a++) inner *= operand[a];
        int size = operand[axis];
        for (int i = 0; i < resultLength; i++)
        {
            int within = i % inner, outer = i / inner / (size * scale);
            var (lower, upper, weight) = Taps(i / inner % (size * scale), scale, size);
            product(i, (outer * size + lower) * inner + within, 1 - weight);
            product(i, (outer * size + upper) * inner + within, weight);
        }
    }
}
