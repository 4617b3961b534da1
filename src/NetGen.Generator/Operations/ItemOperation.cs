using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>One result of an operation that has several.</summary>
internal sealed record ItemOperation(int Index, TensorType Type) : Operation
{
    public override string Name => "item";

    public override bool HasGpuForm => true;

    public override string Attributes => Index.ToString(CultureInfo.InvariantCulture);

    public static ItemOperation Parse(OperationText text) => new(text.Integer, text.Type);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        if (operands[0] != TensorType.Tuple) throw new GraphException($"item: takes a tuple, got {operands[0]}.");
        return Type;
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        throw new GraphException("item: the gradients of all items are taken together, by DifferentiateItems.");

    public override void Evaluate(ReferenceEvaluation evaluation) => evaluation.Operands[0].Items[Index].Values.CopyTo(evaluation.Result.Values, 0);
}
