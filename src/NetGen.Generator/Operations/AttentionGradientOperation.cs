using NetGen.Compiler.Autodiff;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// The gradients of an attention's queries, keys and values in one value, for they are computed together: side by side [M, ..] where there are as many queries as keys, as one product
/// gives them, else one after the other in a vector. Operands are those of the attention, with the gradient of its result after the values.
/// </summary>
internal sealed record AttentionGradientOperation(AttentionOperation Forward) : Operation
{
    public override string Name => "attentionGradient";

    public override string Attributes => Forward.Attributes;

    public override bool HasGpuForm => true;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static AttentionGradientOperation Parse(OperationText text) => new(AttentionOperation.Parse(text));

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        if (operands.Length - Forward.Noise is not (4 or 5)) throw new GraphException($"attentionGradient: takes 4 or 5 operands, got {operands.Length}.");
        var y = Forward.Infer([operands[0], operands[1], operands[2], .. operands.Slice(4)]);
        if (operands[3] != y) throw new GraphException($"attentionGradient: {operands[3]} is not the type of the result {y}.");
        return y with { Shape = Packed(operands[0].Shape, operands[1].Shape, operands[2].Shape) };
    }

    private static Shape Packed(Shape q, Shape k, Shape v) =>
        q[0] == k[0] ? new Shape(q[0], q[1] + k[1] + v[1]) : new Shape((int)(q.Length + k.Length + v.Length));

    /// <summary>The gradients of queries, keys and values.</summary>
    public int[] Parts(FunctionBuilder builder, int packed, Shape[] shapes)
    {
        int[] parts = new int[3];
        bool beside = builder.ShapeOf(packed).Rank == 2;
        for (int i = 0, at = 0; i < parts.Length; i++)
        {
            int length = beside ? shapes[i][1] : (int)shapes[i].Length;
            parts[i] = builder.Reshape(builder.SliceAxis(packed, beside ? 1 : 0, at, length), shapes[i]);
            at += length;
        }
        return parts;
    }

    // By products of matrices, which can be differentiated twice. Each operand is read in a shape of its own, so that values which are given more than once are told apart.
    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        // No function of a network needs it: gradients are taken once.
        if (Forward.Noise > 0) throw new GraphException("attentionGradient: with dropout it can't be differentiated again.");
        var operands = builder.Nodes[node].Operands;
        int? lengths = operands.Count > 4 ? operands[4] : null;
        int[] own = Enumerable.Range(0, 4).Select(i =>
        {
            int[] shape = [.. builder.ShapeOf(operands[i]).Dimensions, .. Enumerable.Repeat(1, i + 1)];
            var all = new SliceOperation(new(new int[shape.Length]), new(shape), Enumerable.Repeat(1, shape.Length).ToEquatableArray());
            return builder.Add(all, builder.Add(new ReshapeOperation(new Shape(shape)), operands[i]));
        }).ToArray();
        int[] values = own.Select((o, i) => builder.Add(new ReshapeOperation(builder.ShapeOf(operands[i])), o)).ToArray();
        int y = Forward.Compose(builder, values[0], values[1], values[2], lengths);
        int[] first = Gradients.Of(builder, [(y, values[3])], own.Take(3).ToArray());
        int[] shaped = first.Select((g, i) => builder.Reshape(g, builder.ShapeOf(operands[i]))).ToArray();
        bool beside = builder.ShapeOf(node).Rank == 2;
        int packed = beside ? builder.Concat(shaped, 1) : builder.Concat([.. shaped.Select(s => builder.Reshape(s, new Shape((int)builder.ShapeOf(s).Length)))], 0);
        int[] second = Gradients.Of(builder, [(packed, gradient)], own);
        return [.. second.Select((g, i) => g == NoGradient ? NoGradient : builder.Reshape(g, builder.ShapeOf(operands[i]))), .. operands.Skip(4).Select(_ => NoGradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) =>
        2L * operands[0].Shape[0] * operands[1].Shape[0] * (3 * operands[0].Shape[1] + 2 * operands[2].Shape[1]);

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        ReferenceTensor q = evaluation.Operands[0], k = evaluation.Operands[1], v = evaluation.Operands[2], dy = evaluation.Operands[3], result = evaluation.Result;
        int[] sizes = [q.Type.Shape[1], k.Type.Shape[1], v.Type.Shape[1]];
        bool beside = result.Type.Shape.Rank == 2;
        int Place(int part, int index, int sample)
        {
            if (beside) return index / sizes[part] * result.Type.Shape[1] + sizes.Take(part).Sum() + index % sizes[part];
            long[] lengths = [q.Type.Shape.Length, k.Type.Shape.Length, v.Type.Shape.Length];
            return (int)(sample * result.Type.Shape.Length + lengths.Take(part).Sum() + index % lengths[part]);
        }

        foreach (var (weights, at) in Forward.Rows(evaluation.Operands, evaluation.Operands.Length - Forward.Noise > 4 ? evaluation.Operands[4] : null, result.Samples))
        {
            double[] share = new double[weights.Length];
            for (int j = 0; j < share.Length; j++)
            {
                double kept = Forward.Kept(evaluation, at, j);
                for (int c = 0; c < at.Width; c++)
                {
                    share[j] += kept * dy.Values[at.Result + c] * v.Values[at.Value(j) + c];
                    result.Values[Place(2, at.Value(j) + c, at.Sample)] += kept * weights[j] * dy.Values[at.Result + c];
                }
            }
            double mean = share.Zip(weights, (s, w) => s * w).Sum();
            for (int j = 0; j < share.Length; j++)
                for (int c = 0; c < at.Size; c++)
                {
                    double score = Forward.Scale * weights[j] * (share[j] - mean);
                    result.Values[Place(0, at.Query + c, at.Sample)] += score * k.Values[at.Key(j) + c];
                    result.Values[Place(1, at.Key(j) + c, at.Sample)] += score * q.Values[at.Query + c];
                }
        }
    }
}
