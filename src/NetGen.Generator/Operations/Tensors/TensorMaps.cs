using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>The functions of tensors that users call, element by element; operands broadcast as in numpy.</summary>
internal static class TensorMaps
{
    /// <summary>A function of the elements of several values.</summary>
    /// <param name="arguments">The names of the operands, for messages.</param>
    public static int Elementwise(this FunctionBuilder builder, Func<Scalar[], Scalar> body, string[] arguments, params int[] operands)
    {
        var shape = Shape.Scalar;
        for (int i = 0; i < operands.Length; i++)
            shape = Shape.Broadcast(shape, builder.ShapeOf(operands[i]))
                ?? throw new TensorException(
                    arguments[i],
                    $"The shapes {string.Join(" and ", operands.Take(i + 1).Select(o => builder.ShapeOf(o)).Distinct())} don't fit: axes, counted from the last, must be equal or 1.");
        return builder.Map(body, operands);
    }

    public static int Binary(this FunctionBuilder builder, Func<Scalar, Scalar, Scalar> body, int x, int y) => builder.Elementwise(v => body(v[0], v[1]), ["x", "y"], x, y);

    /// <summary>The larger one; at a tie both have half of the gradient.</summary>
    public static int Maximum(this FunctionBuilder builder, int x, int y) => builder.Binary(Scalar.Max, x, y);

    public static int Minimum(this FunctionBuilder builder, int x, int y) => builder.Binary(Scalar.Min, x, y);

    /// <summary>1 or 0.</summary>
    public static int Equal(this FunctionBuilder builder, int x, int y) => builder.Binary(Scalar.Equal, x, y);

    public static int Less(this FunctionBuilder builder, int x, int y) => builder.Binary(Scalar.Less, x, y);

    public static int LessOrEqual(this FunctionBuilder builder, int x, int y) => builder.Binary(Scalar.LessOrEqual, x, y);

    /// <summary>x where the condition is not zero, else y.</summary>
    public static int Where(this FunctionBuilder builder, int condition, int x, int y) =>
        builder.Elementwise(v => Scalar.Select(v[0], v[1], v[2]), ["condition", "x", "y"], condition, x, y);

    /// <summary>Within a range; no gradient passes outside.</summary>
    public static int Clip(this FunctionBuilder builder, int x, double minimum, double maximum)
    {
        if (!(minimum <= maximum)) throw new TensorException("minimum", FormattableString.Invariant($"The least value {minimum} is above the largest, {maximum}."));
        return builder.Map(v => Scalar.Max(Scalar.Min(v[0], maximum), minimum), x);
    }

    /// <summary>Numbers known at compile time, row-major; one axis of all where no shape is given.</summary>
    public static int Constants(this FunctionBuilder builder, IReadOnlyList<double> values, int[]? shape = null)
    {
        var type = new Shape(shape ?? [values.Count]);
        if (values.Count == 0) throw new TensorException("values", "There must be at least one number.");
        if (type.Dimensions.Any(d => d < 1)) throw new TensorException("shape", $"Sizes of axes are at least 1; got {type.Dimensions}.");
        if (type.Length != values.Count) throw new TensorException("shape", $"The shape {type} has {type.Length} elements, the values are {values.Count}.");
        return builder.Add(new ConstantOperation(type, values.ToEquatableArray()));
    }

    /// <summary>Uniform in [0, 1).</summary>
    /// <param name="key">A number of its own for each random operation of a function.</param>
    public static int RandomUniform(this FunctionBuilder builder, int key, Shape shape) => builder.Add(new RandomUniformOperation(key, shape));

    /// <summary>Mean 0 and variance 1, from pairs of uniform numbers: sqrt(-2 log(1 - u)) cos(2 pi v) (Box and Muller, 1958).</summary>
    /// <param name="key">A number of its own for each random operation of a function.</param>
    /// <param name="secondKey">Another one.</param>
    public static int RandomNormal(this FunctionBuilder builder, int key, int secondKey, Shape shape) => builder.Map(
        v => Scalar.Sqrt(-2 * Scalar.Log(1 - v[0])) * Scalar.Cos(2 * Math.PI * v[1]), builder.RandomUniform(key, shape), builder.RandomUniform(secondKey, shape));
}
