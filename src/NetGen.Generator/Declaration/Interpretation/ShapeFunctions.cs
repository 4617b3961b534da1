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
        return call.Functions.Value(call.Functions.Builder.Constants(values, call.Has("shape") ? call.Integers("shape") : null));
    }

    /// <summary>Only the shape changes, of integers too.</summary>
    public static Func<LanguageCall, object?> Reshaped(Func<LanguageCall, FunctionBuilder, int, int> function) => call =>
    {
        var x = call.Tensor("x");
        return call.Functions.Value(function(call, call.Functions.Builder, x.Node), x);
    };

    public static Func<LanguageCall, object?> Join(Func<FunctionBuilder, int[], int, int> function) => call =>
    {
        TensorValue[] values = [.. call.Tensors("values").Select(call.Functions.Real)];
        return call.Functions.Value(function(call.Functions.Builder, [.. values.Select(v => v.Node)], call.Integer("axis")), values);
    };

    public static object? Split(LanguageCall call)
    {
        var x = call.Functions.Real(call.Tensor("x"));
        int axis = call.Integer("axis");
        int[] parts = call.Has("sizes") ? call.Functions.Builder.Split(x.Node, call.Integers("sizes"), axis) : call.Functions.Builder.Split(x.Node, call.Integer("parts"), axis);
        return new ArrayValue([.. parts.Select(p => (object?)call.Functions.Value(p, x))]);
    }

    public static object? Pad(LanguageCall call) => call.Functions.Apply(call.Tensor("x"), (b, x) =>
    {
        int axis = b.Axis(x, call.Integer("axis"));
        int[] before = new int[b.ShapeOf(x).Rank], after = new int[before.Length];
        (before[axis], after[axis]) = (call.Integer("before"), call.Integer("after"));
        return b.PadBy(x, before, after, call.Number("value"));
    });

    public static object? MatMul(LanguageCall call)
    {
        TensorValue a = call.Functions.Real(call.Tensor("a")), b = call.Functions.Real(call.Tensor("b"));
        return call.Functions.Value(call.Functions.Builder.MatMul(a.Node, b.Node), a, b);
    }

    public static object? Gather(LanguageCall call)
    {
        TensorValue table = call.Functions.Real(call.Tensor("table")), indices = call.Tensor("indices");
        return call.Functions.Value(call.Functions.Builder.Gather(table.Node, indices.Node), table);
    }

    public static object? Embedding(LanguageCall call)
    {
        TensorValue tokens = call.Tensor("tokens"), weight = call.Tensor("weight");
        if (weight.Shape.Rank != 2 || weight.Type.Batched) throw call.Refuse("weight", weight.Shape.ToString(), "weights are one matrix of vocabulary x dimensions");
        call.Network.Module.RequireRange(call.Functions.Builder, tokens.Node, new IntegerRange(0, weight.Shape[0] - 1, Layers.EmbeddingLayer.Tokens(weight.Shape[0])));
        return call.Functions.Value(call.Functions.Builder.Gather(weight.Node, tokens.Node), weight);
    }

    public static object? Dense(LanguageCall call)
    {
        TensorValue x = call.Tensor("x"), weight = call.Tensor("weight");
        var bias = call.Has("bias") ? call.Tensor("bias") : null;
        if (bias is not null && bias.Shape != new Shape(weight.Shape.Rank == 0 ? 1 : weight.Shape[0]))
            throw call.Refuse("bias", bias.Shape.ToString(), $"a bias has one number for each of the outputs of weights {weight.Shape}");
        return call.Functions.Dense(x, weight, bias);
    }
}
