using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The gradient of a convolution by its weights: x [H, W, C], dy [Ho, Wo, O] give [O, C / groups, KH, KW], summed over the batch and all places.</summary>
internal sealed record ConvolutionWeightGradientOperation(Window Window, int Groups) : Operation
{
    public override string Name => "convolutionWeightGradient";

    public override bool HasGpuForm => true;

    public override string Attributes => $"{Window} groups {OperationText.Number(Groups)}";

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static ConvolutionWeightGradientOperation Parse(OperationText text) =>
        new(Window.Parse(text), OperationText.ToInteger(Window.After(text, "groups")));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        TensorType x = operands[0], dy = operands[1];
        OperandRules.Image(this, x);
        OperandRules.Image(this, dy);
        OperandRules.Places(this, Window, dy, x.Shape[0], x.Shape[1]);
        if (x.Batched != dy.Batched) throw new GraphException($"{Name}: one of {x} and {dy} is batched.");
        var weight = TensorType.Unbatched(new Shape(dy.Shape[2], x.Shape[2] / Groups, Window.KernelHeight, Window.KernelWidth));
        OperandRules.Kernel(this, weight, Window, Groups, x.Shape[2], dy.Shape[2]);
        return weight;
    }

    // Linear in both: with G the gradient of the weights, by x it is the input gradient of dy and G, by dy the convolution of x and G.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        var image = builder.ShapeOf(operands[0]);
        return [builder.Add(new ConvolutionInputGradientOperation(Window, Groups, image[0], image[1]), operands[1], gradient),
            builder.Add(new ConvolutionOperation(Window, Groups), operands[0], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        2 * operands[1].Shape.Length * (result.Shape.Length / result.Shape[0]);

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, dy = evaluation.Operands[1].Values, dw = evaluation.Result.Values;
        ConvolutionWalk.Run(
            Window, Groups, evaluation.Operands[0], evaluation.Operands[1], (input, output, weight) => dw[weight] += dy[output] * x[input]);
    }
}
