using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Uniform random numbers in [0, 1), drawn anew in each call, for each sample and element; keyed so that all backends draw the same.
/// </summary>
internal sealed record RandomUniformOperation(int Key, Shape Shape) : Operation
{
    public override string Name => "random";

    public override bool HasGpuForm => true;

    public override string Attributes => Key.ToString(CultureInfo.InvariantCulture);

    public override bool IsPure => false;

    public static RandomUniformOperation Parse(OperationText text) => new(text.Integer, text.Type.Shape);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 0);
        return new TensorType(Shape);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        int length = (int)Shape.Length;
        for (int sample = 0; sample < evaluation.Batch; sample++)
            for (int i = 0; i < length; i++)
                evaluation.Result.Values[sample * length + i] = evaluation.Context.Uniform(Key, sample, i);
    }
}
