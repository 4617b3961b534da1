using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Cross-correlation, as all frameworks call convolution: x [H, W, C], w [O, C / groups, KH, KW] gives [Ho, Wo, O]. Each group of output
/// channels sees its own part of the input channels. A bias is a map behind it.
/// </summary>
internal sealed record ConvolutionOperation(Window Window, int Groups) : Operation
{
    public override string Name => "convolution";

    public override bool HasGpuForm => true;

    public override string Attributes => $"{Window} groups {OperationText.Number(Groups)}";

    public override int WeightGroups => Groups;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static ConvolutionOperation Parse(OperationText text) =>
        new(Window.Parse(text), OperationText.ToInteger(Window.After(text, "groups")));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        var x = operands[0];
        OperandRules.Image(this, x);
        OperandRules.Kernel(this, operands[1], Window, Groups, inputs: x.Shape[2], outputs: operands[1].Shape.Rank == 4 ? operands[1].Shape[0] : 0);
        return x with { Shape = Window.Output(this, x, operands[1].Shape[0]) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        var image = builder.ShapeOf(operands[0]);
        return [builder.Add(new ConvolutionInputGradientOperation(Window, Groups, image[0], image[1]), gradient, operands[1]),
            builder.Add(new ConvolutionWeightGradientOperation(Window, Groups), operands[0], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        2 * result.Shape.Length * (operands[1].Shape.Length / operands[1].Shape[0]);

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, w = evaluation.Operands[1].Values, y = evaluation.Result.Values;
        ConvolutionWalk.Run(
            Window, Groups, evaluation.Operands[0], evaluation.Result, (input, output, weight) => y[output] += x[input] * w[weight]);
    }
}
