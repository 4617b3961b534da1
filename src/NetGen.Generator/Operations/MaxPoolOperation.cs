using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The largest value of each window, channel by channel: x [H, W, C] gives [Ho, Wo, C]. Padding never wins.</summary>
internal sealed record MaxPoolOperation(Window Window) : Operation
{
    public override string Name => "maxPool";

    public override bool HasGpuForm => true;

    public override string Attributes => Window.ToString();

    public override BackwardReads BackwardReads => BackwardReads.Operands | BackwardReads.Result;

    public static MaxPoolOperation Parse(OperationText text) => new(Window.Parse(text));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        return operands[0] with { Shape = Window.Output(this, operands[0], operands[0].Shape.Last) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        int x = builder.Nodes[node].Operands[0];
        return [builder.Add(new MaxPoolGradientOperation(Window), x, node, gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => result.Shape.Length * Window.KernelHeight * Window.KernelWidth;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, y = evaluation.Result.Values;
        PoolWalk.Run(Window, evaluation.Operands[0], evaluation.Result, (place, inside) =>
        {
            y[place] = double.NegativeInfinity;
            foreach (int i in inside) y[place] = Math.Max(y[place], x[i]);
        });
    }
}
