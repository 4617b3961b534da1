using Microsoft.CodeAnalysis;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>Functions of the language that arrange elements, and products of matrices.</summary>
internal static class ShapeFunctions
{
    public static object? Constant(LanguageCall call)
    {
        double[] values = [.. call.Items("values").Select(v => v is null ? 0 : Operators.Convert(v, SpecialType.System_Double, false) as double? ?? 0)];
        var shape = call.Has("shape") ? call.Shape("shape") : new Shape(values.Length);
        if (values.Length == 0) throw call.Refuse("values", "no values", "a constant has at least one");
        if (shape.Length != values.Length) throw call.Refuse("shape", $"{shape} and {values.Length} values", "the shape must have as many elements as there are values");
        return call.Functions.Constant(shape, values);
    }

    public static object? BroadcastTo(LanguageCall call)
    {
        var x = call.Functions.Real(call.Tensor("x"));
        var shape = call.Shape("shape");
        if (Shape.Broadcast(x.Shape, shape) != shape) throw call.Refuse(null, $"{x.Shape} and {shape}", "only axes of size one, and new first ones, repeat");
        return call.Functions.Value(call.Functions.Builder.Broadcast(x.Node, x.Type with { Shape = shape }), x);
    }

    public static object? ExpandDims(LanguageCall call)
    {
        var x = call.Tensor("x");
        int axis = call.Axis("axis", x.Shape.Rank + 1);
        var sizes = x.Shape.Dimensions.ToList();
        sizes.Insert(axis, 1);
        return call.Functions.Reshape(x, new Shape([.. sizes]));
    }

    public static object? Squeeze(LanguageCall call)
    {
        var x = call.Tensor("x");
        int axis = call.Axis("axis", x.Shape.Rank);
        if (x.Shape[axis] != 1) throw call.Refuse("axis", $"{x.Shape} and the axis {axis}", "only an axis of size one can be removed");
        return call.Functions.Reshape(x, TensorFunctions.Without(x.Shape, [axis]));
    }

    public static object? Concat(LanguageCall call)
    {
        var parts = call.Tensors("parts");
        if (parts.Length == 0) throw call.Refuse("parts", "no tensors", "give at least one");
        int axis = call.Axis("axis", parts[0].Shape.Rank);
        foreach (var part in parts)
            if (part.Shape.Rank != parts[0].Shape.Rank || Enumerable.Range(0, part.Shape.Rank).Any(a => a != axis && part.Shape[a] != parts[0].Shape[a]))
                throw call.Refuse("parts", $"{parts[0].Shape} and {part.Shape}", $"all axes but {axis} must be equal");
        return call.Functions.Concat(parts, axis);
    }

    public static object? Stack(LanguageCall call)
    {
        var parts = call.Tensors("parts");
        if (parts.Length == 0) throw call.Refuse("parts", "no tensors", "give at least one");
        int axis = call.Axis("axis", parts[0].Shape.Rank + 1);
        foreach (var part in parts)
            if (part.Shape != parts[0].Shape) throw call.Refuse("parts", $"{parts[0].Shape} and {part.Shape}", "all must have one shape");
        var sizes = parts[0].Shape.Dimensions.ToList();
        sizes.Insert(axis, 1);
        return call.Functions.Concat([.. parts.Select(p => call.Functions.Reshape(p, new Shape([.. sizes])))], axis);
    }

    public static object? Split(LanguageCall call)
    {
        var x = call.Tensor("x");
        int axis = call.Axis("axis", x.Shape.Rank), count = call.Integer("count");
        call.Require(count >= 1, "count", count, "at least 1");
        if (x.Shape[axis] % count != 0) throw call.Refuse("count", $"{x.Shape} and {count} parts", $"the axis {axis} must be a multiple of the parts");
        int[] starts = new int[x.Shape.Rank], sizes = x.Shape.Dimensions.Span.ToArray();
        sizes[axis] /= count;
        return new ArrayValue([.. Enumerable.Range(0, count).Select(i =>
        {
            int[] start = [.. starts];
            start[axis] = i * sizes[axis];
            return (object?)call.Functions.Slice(x, start, sizes, new Shape([.. sizes]));
        })]);
    }

    public static object? Pad(LanguageCall call)
    {
        var x = call.Tensor("x");
        int axis = call.Axis("axis", x.Shape.Rank), before = call.Integer("before"), after = call.Integer("after");
        call.Require(before >= 0, "before", before, "at least 0");
        call.Require(after >= 0, "after", after, "at least 0");
        int[] b = new int[x.Shape.Rank], a = new int[x.Shape.Rank];
        (b[axis], a[axis]) = (before, after);
        return call.Functions.Pad(x, b, a);
    }

    public static object? MatMul(LanguageCall call)
    {
        TensorValue a = call.Tensor("a"), b = call.Tensor("b");
        if (a.Shape.Rank < 2 || b.Shape.Rank < 2 || a.Shape[-1] != b.Shape[-2]
            || Shape.Broadcast(new Shape([.. a.Shape.Dimensions.Take(a.Shape.Rank - 2)]), new Shape([.. b.Shape.Dimensions.Take(b.Shape.Rank - 2)])) is null)
            throw call.Refuse(null, $"{a.Shape} and {b.Shape}", "matrices of [.., m, k] and [.., k, n] can be multiplied");
        return call.Functions.MatMul(a, b);
    }

    public static object? Gather(LanguageCall call)
    {
        TensorValue table = call.Tensor("table"), indices = call.Tensor("indices");
        if (table.Shape.Rank == 0) throw call.Refuse("table", "a value without axes", "rows are taken along the first axis");
        // A row is a sum of all, of which one counts.
        var rows = call.Functions.OneHot(indices, table.Shape[0]);
        int rank = indices.Shape.Rank, inner = table.Shape.Rank - 1;
        var chosen = call.Functions.Reshape(rows, new Shape([.. rows.Shape.Dimensions, .. Enumerable.Repeat(1, inner)]));
        return call.Functions.Reduce(ReduceKind.Sum, call.Functions.Map(v => v[0] * v[1], chosen, table), [rank], keep: false);
    }

    public static object? Dense(LanguageCall call)
    {
        TensorValue x = call.Tensor("x"), weight = call.Tensor("weight");
        var bias = call.Has("bias") ? call.Tensor("bias") : null;
        if (weight.Type.Batched || weight.Shape.Rank != 2 || x.Shape.Rank == 0 || weight.Shape[1] != x.Shape.Last)
            throw call.Refuse("weight", $"{x.Shape} and weights of {weight.Shape}", $"weights of [units, {x.Shape.Last}], one for all samples, fit");
        if (bias is not null && bias.Shape != new Shape(weight.Shape[0])) throw call.Refuse("bias", bias.Shape.ToString(), $"a bias of {weight.Shape[0]} fits");
        return call.Functions.Dense(x, weight, bias);
    }
}
