using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// What another image holds where a maximum pool found its maxima: x [H, W, C], the pool's result y [Ho, Wo, C] and z [H, W, C] give
/// [Ho, Wo, C]. It arises where the gradient of a maximum pool is differentiated once more.
/// </summary>
internal sealed record MaxPoolSelectOperation(Window Window) : Operation
{
    public override string Name => "maxPoolSelect";

    public override bool HasGpuForm => true;

    public override string Attributes => Window.ToString();

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static MaxPoolSelectOperation Parse(OperationText text) => new(Window.Parse(text));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 3);
        OperandRules.Pool(this, Window, operands[0], operands[1]);
        if (operands[2] != operands[0]) throw new GraphException($"{Name}: {operands[2]} is not of the image's type {operands[0]}.");
        return operands[1];
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [NoGradient, NoGradient, builder.Add(new MaxPoolGradientOperation(Window), operands[0], operands[1], gradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => result.Shape.Length * Window.KernelHeight * Window.KernelWidth;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        double[] x = evaluation.Operands[0].Values, y = evaluation.Operands[1].Values, z = evaluation.Operands[2].Values;
        PoolWalk.Run(Window, evaluation.Operands[0], evaluation.Operands[1], (place, inside) =>
        {
            int first = PoolWalk.First(x, inside, y[place]);
            if (first >= 0) evaluation.Result.Values[place] = z[first];
        });
    }
}
