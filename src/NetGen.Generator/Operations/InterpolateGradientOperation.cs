using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The gradient of an interpolation along an axis: the product with its matrix, transposed.</summary>
internal sealed record InterpolateGradientOperation(int Axis, int Scale) : Operation
{
    public override string Name => "interpolateGradient";

    public override bool HasGpuForm => true;

    public override string Attributes => $"axis {OperationText.Number(Axis)} scale {OperationText.Number(Scale)}";

    public static InterpolateGradientOperation Parse(OperationText text) =>
        new(OperationText.ToInteger(Window.After(text, "axis")), OperationText.ToInteger(Window.After(text, "scale")));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        OperandRules.Real(this, operands);
        var d = operands[0].Shape.Dimensions.Span.ToArray();
        if (Axis < 0 || Axis >= d.Length || Scale < 1 || d[Axis] % Scale != 0)
            throw new GraphException($"interpolateGradient: {Attributes} doesn't fit {operands[0].Shape}.");
        d[Axis] /= Scale;
        return operands[0] with { Shape = new Shape(d) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [builder.Add(new InterpolateOperation(Axis, Scale), gradient)];

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 3 * operands[0].Shape.Length;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] dy = evaluation.Operands[0].Values, dx = evaluation.Result.Values;
        InterpolateOperation.Run(evaluation.Result.Type.Shape, Axis, Scale, dy.Length, (place, to, weight) => dx[to] += weight * dy[place]);
    }
}
