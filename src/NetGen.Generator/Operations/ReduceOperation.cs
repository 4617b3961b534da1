using System.Globalization;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

internal enum ReduceKind : byte
{
    Sum,
    Max,
}

/// <summary>Combines elements along axes, which stay with size one, and over the samples of the batch, which leaves an unbatched value.</summary>
/// <param name="Axes">Ascending, counted from the first.</param>
internal sealed record ReduceOperation(ReduceKind Kind, EquatableArray<int> Axes, bool OverBatch) : Operation
{
    public override string Name => Kind == ReduceKind.Sum ? "sum" : "max";

    public override bool HasGpuForm => true;

    public override string Attributes =>
        string.Join(" ", Axes.Select(a => a.ToString(CultureInfo.InvariantCulture)).Concat(OverBatch ? ["batch"] : Array.Empty<string>()));

    /// <summary>The gradient of a maximum goes to the elements that attain it.</summary>
    public override BackwardReads BackwardReads =>
        Kind == ReduceKind.Max ? BackwardReads.Operands | BackwardReads.Result : BackwardReads.Nothing;

    public static ReduceOperation ParseSum(OperationText text) => Parse(ReduceKind.Sum, text);

    public static ReduceOperation ParseMax(OperationText text) => Parse(ReduceKind.Max, text);

    private static ReduceOperation Parse(ReduceKind kind, OperationText text) => new(
        kind, text.Words.Where(w => w != "batch").Select(OperationText.ToInteger).ToEquatableArray(), text.Words.Contains("batch"));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        OperandRules.Count(this, operands, 1);
        OperandRules.Real(this, operands);
        var type = operands[0];
        if (OverBatch && !type.Batched) throw new GraphException($"{Name}: {type} has no batch to reduce.");
        if (Axes.Count == 0 && !OverBatch) throw new GraphException($"{Name}: no axis to reduce.");
        var d = type.Shape.Dimensions.Span.ToArray();
        int last = -1;
        foreach (int axis in Axes)
        {
            if (axis <= last || axis >= d.Length) throw new GraphException($"{Name}: the axes {Axes} must ascend within {type.Shape}.");
            d[last = axis] = 1;
        }
        return new TensorType(new Shape(d), Batched: type.Batched && !OverBatch);
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        int x = builder.Nodes[node].Operands[0];
        if (Kind == ReduceKind.Sum) return [builder.Broadcast(gradient, builder.TypeOf(x))];
        // Elements that tie for the maximum share the gradient equally.
        int attains = builder.Map(v => Scalar.Equal(v[0], v[1]), x, node);
        int ties = builder.Add(new ReduceOperation(ReduceKind.Sum, Axes, OverBatch), attains);
        return [builder.Map(v => v[0] * v[1] / v[2], attains, gradient, ties)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => operands[0].Shape.Length;

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var x = evaluation.Operands[0];
        var result = evaluation.Result.Values;
        if (Kind == ReduceKind.Max)
            for (int i = 0; i < result.Length; i++) result[i] = double.NegativeInfinity;
        // The result, seen from the operand, is a broadcast value.
        var walk = new BroadcastWalk(x.Type, [evaluation.Result.Type]);
        for (int i = 0; i < x.Values.Length; i++)
        {
            int at = walk.Offset(0, i);
            result[at] = Kind == ReduceKind.Sum ? result[at] + x.Values[i] : Math.Max(result[at], x.Values[i]);
        }
    }
}
