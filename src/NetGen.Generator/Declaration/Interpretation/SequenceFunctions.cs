using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;
using Sequences = NetGen.Compiler.Declaration.Layers.Sequences;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>Functions of the language for sequences [time, features].</summary>
internal static class SequenceFunctions
{
    public static object? Attention(LanguageCall call)
    {
        var functions = call.Functions;
        TensorValue q = Sequence("query"), k = Sequence("key"), v = Sequence("value");
        int heads = call.Integer("heads");
        call.Require(heads >= 1, "heads", heads, "at least 1");
        if (q.Shape[1] != k.Shape[1]) throw call.Refuse("key", $"{q.Shape} and {k.Shape}", "queries and keys have equally many features");
        if (k.Shape[0] != v.Shape[0]) throw call.Refuse("value", $"{k.Shape} and {v.Shape}", "there is one value for each key");
        foreach (int features in new[] { q.Shape[1], v.Shape[1] })
            if (features % heads != 0) call.Check(p => p.Add(Diagnostics.LayerDescriptors.HeadsDoNotDivide, "heads", OperationText.Number(heads), call.Name, OperationText.Number(features)));
        double scale = call.OptionalNumber("scale") ?? 1 / Math.Sqrt(q.Shape[1] / heads);
        var attention = new AttentionOperation(heads, scale, call.Flag("causal"), MasksQueries: false);
        int[] lengths = call.Has("lengths") ? [Lengths(call, "lengths", k.Shape[0])] : [];
        return functions.Value(functions.Builder.Add(attention, [q.Node, k.Node, v.Node, .. lengths]), q, k, v);

        TensorValue Sequence(string name)
        {
            var x = functions.Batched(functions.Real(call.Tensor(name)));
            return x.Shape.Rank == 2 ? x : throw call.Refuse(name, x.Shape.ToString(), "it is a sequence [time, features]");
        }
    }

    public static object? Rotary(LanguageCall call)
    {
        var x = call.Functions.Real(call.Tensor("x"));
        int heads = call.Integer("heads");
        double wavelength = call.Number("wavelength");
        call.Require(heads >= 1, "heads", heads, "at least 1");
        call.Check(p => p.RequirePositive("wavelength", wavelength));
        if (x.Shape.Rank != 2) throw call.Refuse("x", x.Shape.ToString(), "it is a sequence [time, features]");
        if (x.Shape[1] % (2 * heads) != 0)
            call.Check(p => p.Add(Diagnostics.LayerDescriptors.HeadsDoNotDivide, "heads", OperationText.Number(2 * heads) + " halves of the", call.Name, OperationText.Number(x.Shape[1])));
        int? positions = null;
        if (call.Has("positions"))
        {
            var given = call.Tensor("positions");
            if (given.Shape.Length != x.Shape[0]) throw call.Refuse("positions", given.Shape.ToString(), $"positions are one integer for each of {x.Shape[0]} steps");
            positions = given.Node;
        }
        return call.Functions.Value(Sequences.Rotate(call.Functions.Builder, x.Node, heads, positions, wavelength), x);
    }

    public static object? Mask(LanguageCall call)
    {
        int steps = call.Integer("steps");
        call.Require(steps >= 1, "steps", steps, "at least 1");
        var builder = call.Functions.Builder;
        int length = Lengths(call, "lengths", steps), positions = builder.Reshape(Sequences.Steps(builder, steps), new Shape(steps));
        return call.Functions.Value(builder.Map(v => Scalar.Less(v[0], v[1]), positions, length));
    }

    private static int Lengths(LanguageCall call, string name, int steps)
    {
        var lengths = call.Tensor(name);
        if (lengths.Shape.Length != 1) throw call.Refuse(name, lengths.Shape.ToString(), "lengths are one integer for each sample");
        call.Network.Module.RequireRange(call.Functions.Builder, lengths.Node, new IntegerRange(0, steps, Sequences.What(steps)));
        return call.Functions.Builder.Reshape(lengths.Node, Shape.Scalar);
    }
}
