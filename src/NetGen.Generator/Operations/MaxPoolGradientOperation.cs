using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// The gradient of a maximum pool: x [H, W, C], its result y and the result's gradient dy, both [Ho, Wo, C], give [H, W, C]. All of a window's
/// gradient goes to the first place in row order that holds the maximum.
/// </summary>
internal sealed record MaxPoolGradientOperation(Window Window) : Operation
{
    public override string Name => "maxPoolGradient";

    public override bool HasGpuForm => true;

    public override string Attributes => Window.ToString();

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static MaxPoolGradientOperation Parse(OperationText text) => new(Window.Parse(text));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 3);
        OperandRules.Pool(this, Window, operands[0], operands[1]);
        OperandRules.Pool(this, Window, operands[0], operands[2]);
        return operands[0];
    }

    // Linear in dy: by it, the gradient is read where dy went. Where the maxima are changes nowhere but in steps.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [NoGradient, NoGradient, builder.Add(new MaxPoolSelectOperation(Window), operands[0], operands[1], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        operands[2].Shape.Length * Window.KernelHeight * Window.KernelWidth;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, y = evaluation.Operands[1].Values, dy = evaluation.Operands[2].Values;
        PoolWalk.Run(Window, evaluation.Operands[0], evaluation.Operands[1], (place, inside) =>
        {
            int first = PoolWalk.First(x, inside, y[place]);
            if (first >= 0) evaluation.Result.Values[first] += dy[place];
        });
    }
}
