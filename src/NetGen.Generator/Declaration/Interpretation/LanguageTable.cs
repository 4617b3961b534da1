using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>The functions of <c>NetGen.Layers</c> that are no layers: one entry a function.</summary>
internal static class LanguageTable
{
    private static readonly Dictionary<string, Func<LanguageCall, object?>> Table = new()
    {
        ["Exp"] = Unary(Scalar.Exp),
        ["Log"] = Unary(Scalar.Log),
        ["Log1p"] = Unary(Scalar.Log1p),
        ["Sqrt"] = Unary(Scalar.Sqrt),
        ["Square"] = Unary(x => x * x),
        ["Abs"] = Unary(Scalar.Abs),
        ["Sin"] = Unary(Scalar.Sin),
        ["Cos"] = Unary(Scalar.Cos),
        ["Sign"] = Unary(Scalar.Sign),
        ["Floor"] = Unary(Scalar.Floor),
        ["Erf"] = Unary(Scalar.Erf),
        ["Power"] = c => c.Functions.Map(v => Scalar.Power(v[0], c.Number("exponent")), c.Tensor("x")),
        ["Clip"] = c =>
        {
            double minimum = c.Number("minimum"), maximum = c.Number("maximum");
            c.Require(maximum >= minimum, "maximum", maximum, "at least the minimum");
            return c.Functions.Map(v => Scalar.Max(Scalar.Min(v[0], maximum), minimum), c.Tensor("x"));
        },
        ["Maximum"] = Binary(Scalar.Max),
        ["Minimum"] = Binary(Scalar.Min),
        ["Equal"] = Binary(Scalar.Equal),
        ["Where"] = c =>
        {
            TensorValue condition = c.Tensor("condition"), x = c.Tensor("x"), y = c.Tensor("y");
            RequireBroadcast(c, x, y);
            RequireBroadcast(c, condition, c.Functions.Map(v => v[0] + v[1], x, y));
            return c.Functions.Map(v => Scalar.Select(v[0], v[1], v[2]), condition, x, y);
        },
        ["Sum"] = Reduction((b, x, axes, keep) => b.SumOver(x, axes, keep)),
        ["Max"] = Reduction((b, x, axes, keep) => b.MaxOver(x, axes, keep)),
        ["Min"] = Reduction((b, x, axes, keep) => b.MinOver(x, axes, keep)),
        ["Mean"] = Reduction((b, x, axes, keep) => b.MeanOver(x, axes, keep)),
        ["Variance"] = Reduction((b, x, axes, keep) => b.VarianceOver(x, axes, keep)),
        ["BatchMean"] = c => c.Functions.OverBatch(c.Tensor("x"), mean: true),
        ["BatchSum"] = c => c.Functions.OverBatch(c.Tensor("x"), mean: false),
        ["Softmax"] = Apply((c, b, x) => b.SoftmaxOver(x, c.Integer("axis"))),
        ["LogSoftmax"] = Apply((c, b, x) => b.LogSoftmaxOver(x, c.Integer("axis"))),
        ["LogSumExp"] = Apply((c, b, x) => b.LogSumExpOver(x, c.Integer("axis"), c.Flag("keep"))),
        ["L2Normalize"] = Apply((c, b, x) => b.L2Normalize(x, c.Integer("axis"), c.Number("epsilon"))),
        ["ArgMax"] = Apply((c, b, x) => b.ArgMax(x, c.Integer("axis"))),
        ["OneHot"] = c => c.Tensor("x") is var x ? c.Functions.Value(c.Functions.Builder.OneHot(x.Node, c.Integer("classes"))) : null,
        ["CrossEntropy"] = c => c.Functions.Value(c.Functions.Builder.CrossEntropy(c.Tensor("scores").Node, c.Tensor("target").Node)),
        ["StopGradient"] = Apply((_, b, x) => b.StopGradient(x)),
        ["RandomUniform"] = c => c.Functions.RandomUniform(c.Shape("shape")),
        ["RandomNormal"] = c => c.Functions.RandomNormal(c.Shape("shape")),
        ["Fill"] = c => c.Functions.Value(c.Functions.Builder.Fill(c.Number("value"), TensorType.Unbatched(c.Shape("shape")))),
        ["Constant"] = ShapeFunctions.Constant,
        ["BroadcastTo"] = Apply((c, b, x) => b.BroadcastTo(x, c.Integers("shape"))),
        ["ExpandDims"] = ShapeFunctions.Reshaped((c, b, x) => b.ExpandDimensions(x, c.Integer("axis"))),
        ["Squeeze"] = ShapeFunctions.Reshaped((c, b, x) => b.Squeeze(x, c.Integer("axis"))),
        ["Transpose"] = Apply((c, b, x) => b.Permute(x, c.Integers("axes"))),
        ["Concat"] = ShapeFunctions.Join((b, values, axis) => b.Concat(values, axis)),
        ["Stack"] = ShapeFunctions.Join((b, values, axis) => b.Stack(values, axis)),
        ["Split"] = ShapeFunctions.Split,
        ["Pad"] = ShapeFunctions.Pad,
        ["MatMul"] = ShapeFunctions.MatMul,
        ["Gather"] = ShapeFunctions.Gather,
        ["Dense"] = ShapeFunctions.Dense,
        ["Embedding"] = ShapeFunctions.Embedding,
        ["ScaledDotProductAttention"] = SequenceFunctions.Attention,
        ["Rotary"] = SequenceFunctions.Rotary,
        ["SequenceMask"] = SequenceFunctions.Mask,
        ["Parameter"] = ValueFunctions.Parameter,
        ["State"] = ValueFunctions.State,
        ["Map"] = ValueFunctions.Map,
        ["Scan"] = ScanFunction.Scan,
    };

    public static IReadOnlyCollection<string> Names => Table.Keys;

    public static Func<LanguageCall, object?>? Find(string name) => Table.TryGetValue(name, out var function) ? function : null;

    public static void RequireBroadcast(LanguageCall call, TensorValue a, TensorValue b)
    {
        if (Shape.Broadcast(a.Shape, b.Shape) is null)
            throw call.Refuse(null, $"{a.Shape} and {b.Shape}", "axes are compared from the last, and each pair must be equal or one of them 1");
    }

    private static Func<LanguageCall, object?> Unary(Func<Scalar, Scalar> body) => c => c.Functions.Map(v => body(v[0]), c.Tensor("x"));

    private static Func<LanguageCall, object?> Binary(Func<Scalar, Scalar, Scalar> body) => c =>
    {
        TensorValue x = c.Tensor("x"), y = c.Tensor("y");
        RequireBroadcast(c, x, y);
        return c.Functions.Map(v => body(v[0], v[1]), x, y);
    };

    private static Func<LanguageCall, object?> Apply(Func<LanguageCall, FunctionBuilder, int, int> function) => c =>
        c.Functions.Apply(c.Tensor("x"), (b, x) => function(c, b, x));

    private static Func<LanguageCall, object?> Reduction(Func<FunctionBuilder, int, int[]?, bool, int> function) => c =>
        c.Functions.Apply(c.Tensor("x"), (b, x) => function(b, x, c.Has("axis") ? [c.Integer("axis")] : c.Has("axes") ? c.Integers("axes") : null, c.Flag("keep")));
}
