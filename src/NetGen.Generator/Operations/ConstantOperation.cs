using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Fixed numbers, one for each element of the shape, the same for every sample.</summary>
internal sealed record ConstantOperation(Shape Shape, EquatableArray<double> Values) : Operation
{
    public static ConstantOperation Scalar(double value) => new(Shape.Scalar, [value]);

    public override string Name => "constant";

    public override bool HasGpuForm => true;

    public override string Attributes => string.Join(" ", Values.Select(ExpressionSyntax.Number));

    public static ConstantOperation Parse(OperationText text) => new(text.Type.Shape, text.Words.Select(OperationText.ToNumber).ToEquatableArray());

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 0);
        if (Values.Count != Shape.Length)
            throw new GraphException($"constant: the shape {Shape} has {Shape.Length} elements, the values are {Values.Count}.");
        return TensorType.Unbatched(Shape);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [];

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        for (int i = 0; i < Values.Count; i++) evaluation.Result.Values[i] = Values[i];
    }
}
