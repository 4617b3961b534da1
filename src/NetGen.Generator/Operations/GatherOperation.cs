using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Looks rows up: table [V, ..] and integers [..] from 0 to V - 1 give [.., ..], a row for each integer. The table is one for all samples, such as an
/// embedding, or one a sample. An integer outside gives zeros.
/// </summary>
internal sealed record GatherOperation : Operation
{
    public override string Name => "gather";

    public override bool HasGpuForm => true;

    /// <summary>The integers, which have no gradient of their own.</summary>
    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static GatherOperation Parse(OperationText text) => new();

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 2);
        var (table, indices) = (operands[0], operands[1]);
        if (table.Element != ElementType.Real || table.Shape.Rank == 0) throw new GraphException($"gather: takes a table of rows, got {table}.");
        if (indices.Element != ElementType.Integer) throw new GraphException($"gather: takes integers, got {indices}.");
        return new TensorType(new Shape([.. indices.Shape.Dimensions, .. table.Shape.Dimensions.Skip(1)]), Batched: table.Batched || indices.Batched);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        return [builder.Add(new ScatterAddOperation(builder.TypeOf(operands[0])), gradient, operands[1]), NoGradient];
    }

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        ReferenceTensor table = evaluation.Operands[0], indices = evaluation.Operands[1], result = evaluation.Result;
        foreach (var (row, at) in Rows(table.Type, indices, result.Samples))
            for (int i = 0; i < row.Length; i++) result.Values[at + i] = table.Values[row.Start + i];
    }

    /// <summary>Each row that an integer names: where it lies in the table and in what is gathered.</summary>
    internal static IEnumerable<((int Start, int Length) Row, int Gathered)> Rows(TensorType table, ReferenceTensor indices, int samples)
    {
        int rows = table.Shape[0], length = (int)table.Shape.Length / rows, count = (int)indices.Type.Shape.Length;
        for (int sample = 0; sample < samples; sample++)
            for (int i = 0; i < count; i++)
            {
                int index = (int)indices.Values[(indices.Type.Batched ? sample * count : 0) + i];
                if (index < 0 || index >= rows) continue;
                yield return (((table.Batched ? sample * rows + index : index) * length, length), (sample * count + i) * length);
            }
    }
}
