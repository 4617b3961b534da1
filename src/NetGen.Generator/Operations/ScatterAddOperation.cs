using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Adds rows to those of a table of zeros that integers name: rows [.., ..] and integers [..] give the table. The gradient of a gather; an
/// unbatched table sums over the samples too.
/// </summary>
internal sealed record ScatterAddOperation(TensorType Table) : Operation
{
    public override string Name => "scatterAdd";

    public override bool HasGpuForm => true;

    /// <summary>The integers.</summary>
    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static ScatterAddOperation Parse(OperationText text) => new(text.Type);

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        var rows = new GatherOperation().Infer([Table, operands[1]]);
        if (operands[0] != rows) throw new GraphException($"scatterAdd: {operands[0]} are not the rows {rows} of {Table}.");
        return Table;
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient) =>
        [builder.Add(new GatherOperation(), gradient, builder.Nodes[node].Operands[1]), NoGradient];

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => operands[0].Shape.Length;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        ReferenceTensor values = evaluation.Operands[0], indices = evaluation.Operands[1], result = evaluation.Result;
        foreach (var (row, at) in GatherOperation.Rows(Table, indices, values.Samples))
            for (int i = 0; i < row.Length; i++) result.Values[row.Start + i] += values.Values[at + i];
    }
}
