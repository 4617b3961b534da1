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
        ["Sum"] = Reduction((c, x, axes) => c.Functions.Reduce(ReduceKind.Sum, x, axes, c.Flag("keep"))),
        ["Max"] = Reduction((c, x, axes) => c.Functions.Reduce(ReduceKind.Max, x, axes, c.Flag("keep"))),
        ["Min"] = Reduction((c, x, axes) => c.Functions.Min(x, axes, c.Flag("keep"))),
        ["Mean"] = Reduction((c, x, axes) => c.Functions.Mean(x, axes, c.Flag("keep"))),
        ["Variance"] = Reduction((c, x, axes) => c.Functions.Variance(x, axes, c.Flag("keep"))),
        ["BatchMean"] = c => c.Functions.OverBatch(c.Tensor("x"), mean: true),
        ["BatchSum"] = c => c.Functions.OverBatch(c.Tensor("x"), mean: false),
        ["Softmax"] = Along((c, x, axis) => c.Functions.Softmax(x, axis)),
        ["LogSumExp"] = Along((c, x, axis) => c.Functions.LogSumExp(x, axis, c.Flag("keep"))),
        ["LogSoftmax"] = Along((c, x, axis) => c.Functions.Map(v => v[0] - v[1], x, c.Functions.LogSumExp(x, axis, keep: true))),
        ["L2Normalize"] = Along((c, x, axis) =>
        {
            double least = c.Number("epsilon");
            c.Check(p => p.RequirePositive("epsilon", least));
            var squares = c.Functions.Reduce(ReduceKind.Sum, c.Functions.Map(v => v[0] * v[0], x), [axis], keep: true);
            return c.Functions.Map(v => v[0] / Scalar.Sqrt(Scalar.Max(v[1], least * least)), x, squares);
        }),
        ["ArgMax"] = Along((c, x, axis) => c.Functions.ArgMax(x, axis)),
        ["OneHot"] = c =>
        {
            c.Require(c.Integer("classes") >= 1, "classes", c.Integer("classes"), "at least 1");
            return c.Functions.OneHot(c.Tensor("x"), c.Integer("classes"));
        },
        ["StopGradient"] = c => c.Functions.StopGradient(c.Tensor("x")),
        ["RandomUniform"] = c => c.Functions.RandomUniform(c.Shape("shape")),
        ["RandomNormal"] = c => c.Functions.RandomNormal(c.Shape("shape")),
        ["Fill"] = c => c.Functions.Value(c.Functions.Builder.Fill(c.Number("value"), TensorType.Unbatched(c.Shape("shape")))),
        ["Constant"] = ShapeFunctions.Constant,
        ["BroadcastTo"] = ShapeFunctions.BroadcastTo,
        ["ExpandDims"] = ShapeFunctions.ExpandDims,
        ["Squeeze"] = ShapeFunctions.Squeeze,
        ["Concat"] = ShapeFunctions.Concat,
        ["Stack"] = ShapeFunctions.Stack,
        ["Split"] = ShapeFunctions.Split,
        ["Pad"] = ShapeFunctions.Pad,
        ["MatMul"] = ShapeFunctions.MatMul,
        ["Gather"] = ShapeFunctions.Gather,
        ["Dense"] = ShapeFunctions.Dense,
        ["Parameter"] = ValueFunctions.Parameter,
        ["State"] = ValueFunctions.State,
        ["Map"] = ValueFunctions.Map,
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

    private static Func<LanguageCall, object?> Reduction(Func<LanguageCall, TensorValue, int[], TensorValue> body) => c =>
    {
        var x = c.Tensor("x");
        return body(c, x, c.Axes(x.Shape.Rank));
    };

    private static Func<LanguageCall, object?> Along(Func<LanguageCall, TensorValue, int, TensorValue> body) => c =>
    {
        var x = c.Functions.Real(c.Tensor("x"));
        return body(c, x, c.Axis("axis", x.Shape.Rank));
    };
}
