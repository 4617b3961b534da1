using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The sum of each window, channel by channel: x [H, W, C] gives [Ho, Wo, C]; padding is zero. An average is a map behind it.</summary>
internal sealed record SumPoolOperation(Window Window) : Operation
{
    public override string Name => "sumPool";

    public override bool HasGpuForm => true;

    public override string Attributes => Window.ToString();

    public static SumPoolOperation Parse(OperationText text) => new(Window.Parse(text));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        return operands[0] with { Shape = Window.Output(this, operands[0], operands[0].Shape.Last) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var image = builder.ShapeOf(builder.Nodes[node].Operands[0]);
        return [builder.Add(new SumPoolGradientOperation(Window, image[0], image[1]), gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => result.Shape.Length * Window.KernelHeight * Window.KernelWidth;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, y = evaluation.Result.Values;
        PoolWalk.Run(Window, evaluation.Operands[0], evaluation.Result, (place, inside) =>
        {
            foreach (int i in inside) y[place] += x[i];
        });
    }
}
