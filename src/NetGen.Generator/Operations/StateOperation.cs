using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Reads a state of the module: its value before the call.</summary>
internal sealed record StateOperation(int Index, Shape Shape) : Operation
{
    public override string Name => "state";

    public override bool HasGpuForm => true;

    public override string Attributes => Index.ToString(CultureInfo.InvariantCulture);

    public static StateOperation Parse(OperationText text) => new(text.Integer, text.Type.Shape);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 0);
        return TensorType.Unbatched(Shape);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [];

    public override void Evaluate(ReferenceEvaluation evaluation) =>
        evaluation.Context.State(Index).Values.CopyTo(evaluation.Result.Values, 0);
}
