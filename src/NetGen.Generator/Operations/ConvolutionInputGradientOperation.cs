using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// The gradient of a convolution by its image: dy [Ho, Wo, O], w [O, C / groups, KH, KW] gives [H, W, C]. It is a transposed convolution, too.
/// The image's size is given, because a stride may leave rows at its end that the convolution doesn't read.
/// </summary>
internal sealed record ConvolutionInputGradientOperation(Window Window, int Groups, int Height, int Width) : Operation
{
    public override string Name => "convolutionInputGradient";

    public override bool HasGpuForm => true;

    public override string Attributes => $"{Window} groups {OperationText.Number(Groups)} size {Window.Pair(Height, Width)}";

    public override int WeightGroups => Groups;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static ConvolutionInputGradientOperation Parse(OperationText text)
    {
        var size = Window.Pair(Window.After(text, "size"));
        return new(Window.Parse(text), OperationText.ToInteger(Window.After(text, "groups")), size.Height, size.Width);
    }

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        var dy = operands[0];
        OperandRules.Image(this, dy);
        int inputs = operands[1].Shape.Rank == 4 ? operands[1].Shape[1] * Groups : 0;
        OperandRules.Kernel(this, operands[1], Window, Groups, inputs, outputs: dy.Shape[2]);
        OperandRules.Places(this, Window, dy, Height, Width);
        return dy with { Shape = new Shape(Height, Width, inputs) };
    }

    // Linear in both: by dy it is the convolution of the gradient, by w the weight gradient of the gradient and dy.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [builder.Add(new ConvolutionOperation(Window, Groups), gradient, operands[1]),
            builder.Add(new ConvolutionWeightGradientOperation(Window, Groups), gradient, operands[0])];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        2 * operands[0].Shape.Length * (operands[1].Shape.Length / operands[1].Shape[0]);

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] dy = evaluation.Operands[0].Values, w = evaluation.Operands[1].Values, dx = evaluation.Result.Values;
        ConvolutionWalk.Run(
            Window, Groups, evaluation.Result, evaluation.Operands[0], (input, output, weight) => dx[input] += dy[output] * w[weight]);
    }
}
