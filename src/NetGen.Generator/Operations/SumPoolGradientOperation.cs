using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// The gradient of a sum pool: dy [Ho, Wo, C] gives [H, W, C], at each place the sum of the windows that read it. With windows that tile the
/// image it repeats each value, which is nearest-neighbour upsampling.
/// </summary>
internal sealed record SumPoolGradientOperation(Window Window, int Height, int Width) : Operation
{
    public override string Name => "sumPoolGradient";

    public override bool HasGpuForm => true;

    public override string Attributes => $"{Window} size {Window.Pair(Height, Width)}";

    public static SumPoolGradientOperation Parse(OperationText text)
    {
        var size = Window.Pair(Window.After(text, "size"));
        return new(Window.Parse(text), size.Height, size.Width);
    }

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        OperandRules.Image(this, operands[0]);
        OperandRules.Places(this, Window, operands[0], Height, Width);
        return operands[0] with { Shape = new Shape(Height, Width, operands[0].Shape[2]) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [builder.Add(new SumPoolOperation(Window), gradient)];

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        operands[0].Shape.Length * Window.KernelHeight * Window.KernelWidth;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] dy = evaluation.Operands[0].Values, dx = evaluation.Result.Values;
        PoolWalk.Run(Window, evaluation.Result, evaluation.Operands[0], (place, inside) =>
        {
            foreach (int i in inside) dx[i] += dy[place];
        });
    }
}
