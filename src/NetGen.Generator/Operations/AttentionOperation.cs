using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Scaled dot-product attention (Vaswani et al., "Attention is all you need", 2017), the heads side by side along the last axis: queries [M, heads * size], keys [N, heads * size] and
/// values [N, heads * width] give [M, heads * width], for each head and query the mean of the values weighted by <c>softmax(scale * q k')</c>. A fourth operand is the number of keys that
/// count, an integer a sample; where there are none the result is zero.
/// </summary>
/// <param name="Causal">Query i sees the keys up to i.</param>
/// <param name="MasksQueries">The fourth operand is the number of queries too: the rows behind are zero.</param>
/// <param name="Dropout">
/// The share of the weights that is dropped at random; the others grow by as much, so that their mean stays. Where it is not 0, the last operand are two random numbers a sample, [2], which
/// all others of it are drawn from: going backward, the same ones again.
/// </param>
internal sealed record AttentionOperation(int Heads, double Scale, bool Causal, bool MasksQueries, double Dropout = 0) : Operation
{
    public override string Name => "attention";

    public override string Attributes => $"heads {OperationText.Number(Heads)} scale {ExpressionSyntax.Number(Scale)}{(Causal ? " causal" : "")}{(MasksQueries ? " masked" : "")}"
        + (Dropout == 0 ? "" : $" dropout {ExpressionSyntax.Number(Dropout)}");

    /// <summary>Operands behind queries, keys and values that are not the length.</summary>
    public int Noise => Dropout == 0 ? 0 : 1;

    public override bool HasGpuForm => true;

    public override BackwardReads BackwardReads => BackwardReads.Operands;

    public static AttentionOperation Parse(OperationText text)
    {
        string[] words = text.Words;
        if (words.Length < 4 || words[0] != "heads" || words[2] != "scale") throw new GraphException($"attention: '{text.Attributes}' are not heads and a scale.");
        int dropout = Array.IndexOf(words, "dropout");
        if (dropout >= 0 && dropout + 1 >= words.Length) throw new GraphException($"attention: '{text.Attributes}' lacks the share that is dropped.");
        return new(
            OperationText.ToInteger(words[1]), OperationText.ToNumber(words[3]), words.Contains("causal"), words.Contains("masked"),
            dropout < 0 ? 0 : OperationText.ToNumber(words[dropout + 1]));
    }

    public override TensorType Infer(ReadOnlySpan<TensorType> operands)
    {
        int given = operands.Length - Noise;
        if (given is not (3 or 4)) throw new GraphException($"attention: takes 3 or 4 operands{(Noise > 0 ? " and random numbers" : "")}, got {operands.Length}.");
        if (Noise > 0 && operands[given] != new TensorType(new Shape(2))) throw new GraphException($"attention: takes two random numbers a sample, got {operands[given]}.");
        OperandRules.Real(this, operands.Slice(0, 3));
        Shape q = operands[0].Shape, k = operands[1].Shape, v = operands[2].Shape;
        if (q.Rank != 2 || k.Rank != 2 || v.Rank != 2 || q[1] != k[1] || k[0] != v[0]) throw new GraphException($"attention: {q}, {k} and {v} are not queries, keys and values.");
        if (Heads < 1 || q[1] % Heads != 0 || v[1] % Heads != 0) throw new GraphException($"attention: {Heads} heads don't divide {q} and {v}.");
        for (int i = 0; i < 3; i++)
            if (!operands[i].Batched) throw new GraphException("attention: takes queries, keys and values of each sample.");
        if (given == 4 && operands[3].Shape.Length != 1) throw new GraphException($"attention: takes one length a sample, got {operands[3]}.");
        if (MasksQueries && (given < 4 || q[0] != k[0])) throw new GraphException("attention: masks queries that are as many as the keys, by a length.");
        return operands[0] with { Shape = new Shape(q[0], v[1]) };
    }

    public override int[] Differentiate(FunctionBuilder builder, int node, int gradient)
    {
        var operands = builder.Nodes[node].Operands;
        var backward = new AttentionGradientOperation(this);
        int packed = builder.Add(backward, [operands[0], operands[1], operands[2], gradient, .. operands.Skip(3)]);
        return [.. backward.Parts(builder, packed, operands.Select(builder.ShapeOf).ToArray()), .. operands.Skip(3).Select(_ => NoGradient)];
    }

    public override long Flops(ReadOnlySpan<TensorType> operands, TensorType result) => 2L * result.Shape[0] * operands[1].Shape[0] * (operands[0].Shape[1] + result.Shape[1]);

    public override void Evaluate(ReferenceEvaluation evaluation)
    {
        var y = evaluation.Result;
        foreach (var (weights, at) in Rows(evaluation.Operands, evaluation.Operands.Length - Noise == 4 ? evaluation.Operands[3] : null, y.Samples))
            for (int j = 0; j < weights.Length; j++)
                for (int c = 0; c < at.Width; c++) y.Values[at.Result + c] += weights[j] * Kept(evaluation, at, j) * evaluation.Operands[2].Values[at.Value(j) + c];
    }

    /// <summary>What dropout multiplies a weight by.</summary>
    internal double Kept(ReferenceEvaluation evaluation, AttentionPlace at, int key) =>
        Noise == 0 ? 1 : evaluation.Context.UniformOf(Of(evaluation, at.Sample, 0), Of(evaluation, at.Sample, 1), (at.Head * at.Queries + at.Row) * at.Keys + key) < Dropout ? 0 : 1 / (1 - Dropout);

    private static double Of(ReferenceEvaluation evaluation, int sample, int number) => evaluation.Operands[evaluation.Operands.Length - 1].Values[2 * sample + number];

    /// <summary>The weights of the keys for each query and head, and where they belong.</summary>
    internal IEnumerable<(double[] Weights, AttentionPlace Place)> Rows(ReferenceTensor[] operands, ReferenceTensor? lengths, int samples)
    {
        ReferenceTensor q = operands[0], k = operands[1], v = operands[2];
        int queries = q.Type.Shape[0], keys = k.Type.Shape[0], size = q.Type.Shape[1] / Heads, width = v.Type.Shape[1] / Heads;
        for (int sample = 0; sample < samples; sample++)
            for (int head = 0; head < Heads; head++)
                for (int i = 0; i < queries; i++)
                {
                    int length = lengths is null ? keys : Math.Min(keys, (int)lengths.Values[lengths.Type.Batched ? sample : 0]);
                    int seen = MasksQueries && i >= length ? 0 : Causal ? Math.Min(length, i + 1) : length;
                    var place = new AttentionPlace(sample, head, i, queries, keys, size, width, Heads);
                    double[] weights = new double[Math.Max(0, seen)];
                    for (int j = 0; j < weights.Length; j++)
                    {
                        for (int c = 0; c < size; c++) weights[j] += q.Values[place.Query + c] * k.Values[place.Key(j) + c];
                        weights[j] *= Scale;
                    }
                    double max = weights.DefaultIfEmpty(0).Max();
                    for (int j = 0; j < weights.Length; j++) weights[j] = Math.Exp(weights[j] - max);
                    double sum = weights.Sum();
                    for (int j = 0; j < weights.Length; j++) weights[j] /= sum;
                    yield return (weights, place);
                }
    }

    /// <summary>The same by products of matrices, which can be differentiated twice.</summary>
    /// <param name="lengths">Null where all keys count.</param>
    public int Compose(FunctionBuilder builder, int query, int key, int value, int? lengths)
    {
        int queries = builder.ShapeOf(query)[0], keys = builder.ShapeOf(key)[0];
        int scores = builder.Add(new MatMulOperation(false, true), Split(query), Split(key));
        int[] limit = lengths is { } l ? [builder.Reshape(l, Shape.Scalar)] : [];
        int rows = builder.Add(new ConstantOperation(new Shape(queries, 1), Enumerable.Range(0, queries).Select(i => (double)i).ToEquatableArray()));
        Scalar Seen(Scalar[] x) => (Causal, limit.Length > 0) switch
        {
            (true, true) => Scalar.LessOrEqual(x[0].Builder.Position(), x[1]) * Scalar.Less(x[0].Builder.Position(), x[2]),
            (true, false) => Scalar.LessOrEqual(x[0].Builder.Position(), x[1]),
            (false, true) => Scalar.Less(x[0].Builder.Position(), x[2]),
            _ => x[0].Builder.Constant(1),
        };

        // What isn't seen is far below all else, and exactly zero behind the exponential; where nothing is seen, zero is divided by one.
        int masked = builder.Map(x => Scalar.Select(Seen(x), x[0] * Scale, -1e30), [scores, rows, .. limit]);
        int max = builder.StopGradient(builder.Reduce(ReduceKind.Max, masked, false, 2));
        int exp = builder.Map(x => Scalar.Exp(x[0] - x[1]), masked, max);
        int kept = builder.Map(x => Scalar.Select(Seen(x), x[0], 0.0), [exp, rows, .. limit]);
        int sum = builder.Reduce(ReduceKind.Sum, kept, false, 2);
        int weights = builder.Map(x => x[0] / Scalar.Select(Scalar.Equal(x[1], x[1].Builder.Constant(0)), x[1].Builder.Constant(1), x[1]), kept, sum);
        int mixed = builder.Permute(builder.Add(new MatMulOperation(), weights, Split(value)), 1, 0, 2);
        int y = builder.Reshape(mixed, new Shape(queries, builder.ShapeOf(value)[1]));
        return MasksQueries ? builder.Map(x => Scalar.Select(Scalar.Less(x[1], x[2]), x[0], 0.0), [y, rows, .. limit]) : y;

        int Split(int x) => builder.Permute(builder.Reshape(x, new Shape(builder.ShapeOf(x)[0], Heads, builder.ShapeOf(x)[1] / Heads)), 1, 0, 2);
    }
}

/// <summary>Where the elements of a query and head lie in queries, keys, values and results.</summary>
internal readonly record struct AttentionPlace(int Sample, int Head, int Row, int Queries, int Keys, int Size, int Width, int Heads)
{
    public int Query => ((Sample * Queries + Row) * Heads + Head) * Size;

    public int Result => ((Sample * Queries + Row) * Heads + Head) * Width;

    public int Key(int key) => ((Sample * Keys + key) * Heads + Head) * Size;

    public int Value(int key) => ((Sample * Keys + key) * Heads + Head) * Width;
}
