using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Layers;

/// <summary>What layers of sequences [time, features] share: steps, lengths, positions.</summary>
internal static class Sequences
{
    /// <summary>The names of the tensors that calls give.</summary>
    public const string Lengths = "lengths", Positions = "positions", Memory = "memory";

    /// <summary>Reports what is no sequence.</summary>
    public static bool Check(Shape input, Problems problems)
    {
        if (input.Rank == 2) return true;
        problems.RefuseShape(input, "a sequence [time, features]", "such as Input(28, 64), or tokens behind an Embedding");
        return false;
    }

    /// <summary>Reports lengths that are not one integer a sample.</summary>
    public static bool CheckLengths(IReadOnlyDictionary<string, TensorType> others, Problems problems)
    {
        if (!others.TryGetValue(Lengths, out var type) || type.Shape.Length == 1) return true;
        problems.Add(Diagnostics.ForwardDescriptors.ShapesDoNotFit, Lengths, problems.Owner, type.Shape.ToString(), "lengths are one integer for each sample");
        return false;
    }

    /// <summary>Reports positions that are not one for each step.</summary>
    public static bool CheckPositions(Shape input, IReadOnlyDictionary<string, TensorType> others, Problems problems)
    {
        if (!others.TryGetValue(Positions, out var type) || type.Shape.Length == input[0] && type.Shape.Rank <= 1) return true;
        problems.Add(Diagnostics.ForwardDescriptors.ShapesDoNotFit, Positions, problems.Owner, type.Shape.ToString(), $"positions are one integer for each of {input[0]} steps");
        return false;
    }

    /// <summary>The numbers 0, 1, .. as a column [steps, 1].</summary>
    public static int Steps(FunctionBuilder builder, int steps) =>
        builder.Add(new ConstantOperation(new Shape(steps, 1), Enumerable.Range(0, steps).Select(i => (double)i).ToEquatableArray()));

    /// <summary>The lengths as one number a sample, which must be between <paramref name="minimum"/> and the number of steps.</summary>
    public static int ReadLengths(LayerContext context, int lengths, int steps, int minimum)
    {
        context.RequireRange(lengths, minimum, steps, What(steps));
        return context.Reshape(lengths, Shape.Scalar);
    }

    public static string What(int steps) => $"lengths of sequences of at most {OperationText.Number(steps)} {(steps == 1 ? "step" : "steps")}";

    /// <summary>Angles of positions times falling frequencies, <c>base^(-2 i / size)</c> for each i below <paramref name="count"/>: [time, count] (Vaswani et al., 2017).</summary>
    /// <param name="positions">Integers, one for each step; null for 0, 1, ...</param>
    /// <param name="each">How many neighbours share a frequency.</param>
    public static int Angles(FunctionBuilder builder, int steps, int? positions, int count, int each, double size, double wavelength)
    {
        int at = positions is { } p ? builder.Reshape(p, new Shape(steps, 1)) : Steps(builder, steps);
        int frequencies = builder.Add(new ConstantOperation(
            new Shape(count), Enumerable.Range(0, count).Select(i => Math.Pow(wavelength, -2.0 * (i / each) / size)).ToEquatableArray()));
        return builder.Map(x => x[0] * x[1], at, frequencies);
    }

    /// <summary>
    /// Rotary positions (Su et al., "RoFormer", 2021): within each head, element i and element i + size / 2 are turned by the angle of the position, as LLaMA's weights want it.
    /// </summary>
    public static int Rotate(FunctionBuilder builder, int x, int heads, int? positions, double wavelength)
    {
        var shape = builder.ShapeOf(x);
        int steps = shape[0], half = shape[1] / heads / 2;
        int angles = builder.Reshape(Angles(builder, steps, positions, half, 1, 2.0 * half, wavelength), new Shape(steps, 1, half));
        int[] parts = builder.Split(builder.Reshape(x, new Shape(steps, heads, 2 * half)), 2);
        int cos = builder.Map(v => Scalar.Cos(v[0]), angles), sin = builder.Map(v => Scalar.Sin(v[0]), angles);
        int first = builder.Map(v => v[0] * v[2] - v[1] * v[3], parts[0], parts[1], cos, sin), second = builder.Map(v => v[1] * v[2] + v[0] * v[3], parts[0], parts[1], cos, sin);
        return builder.Reshape(builder.Concat([first, second]), shape);
    }
}
