using System.Globalization;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>Reads an argument of the function.</summary>
internal sealed record InputOperation(int Column, TensorType Type) : Operation
{
    public override string Name => "input";

    public override bool HasGpuForm => true;

    public override string Attributes => Column.ToString(CultureInfo.InvariantCulture);

    public static InputOperation Parse(OperationText text) => new(text.Integer, text.Type);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 0);
        return Type;
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) => [];

    public override void Evaluate(ReferenceEvaluation evaluation) =>
        evaluation.Context.Column(Column).Values.CopyTo(evaluation.Result.Values, 0);
}
