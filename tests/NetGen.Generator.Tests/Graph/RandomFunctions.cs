using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Generator.Tests.Graph;

/// <summary>Random valid functions, the same for the same seed.</summary>
internal sealed class RandomFunctions(int seed)
{
    private static readonly Func<Scalar, Scalar>[] Unary =
    [
        x => Scalar.Tanh(x), x => Scalar.Sigmoid(x) * x, x => Scalar.Exp(Scalar.Sin(x)), x => Scalar.Log1p(x * x), x => x * x * 0.5 + 0.25,
    ];

    private static readonly Func<Scalar, Scalar, Scalar>[] Binary =
        [(a, b) => a + b, (a, b) => a * b, (a, b) => a / (b * b + 1), (a, b) => a * Scalar.Cos(b) - 2 * b];

    private readonly Random _random = new(seed);

    /// <summary>Adds operations to a builder that has some nodes; returns the last value, a batched one. Smooth, so that it can be differentiated.</summary>
    public int Grow(FunctionBuilder builder, int count)
    {
        int last = builder.Nodes.Count - 1;
        for (int i = 0; i < count; i++) last = Step(builder, last);
        return last;
    }

    private int Step(FunctionBuilder builder, int x)
    {
        var shape = builder.ShapeOf(x);
        switch (_random.Next(8))
        {
            case 0: return builder.Map(v => Pick(Unary)(v[0]), x);
            case 1:
                int other = Pick(Enumerable.Range(0, builder.Nodes.Count).Where(n => n == x || Fits(builder, n, x)).ToArray());
                return builder.Map(v => Pick(Binary)(v[0], v[1]), x, other);
            case 2 when shape.Rank > 0: return builder.Reduce(ReduceKind.Sum, x, overBatch: false, _random.Next(shape.Rank));
            case 3: return builder.Reshape(x, new Shape((int)shape.Length, 1));
            case 4 when shape.Length < 60: return builder.Broadcast(x, builder.TypeOf(x) with { Shape = new Shape([2, .. shape.Dimensions]) });
            case 5:
                var mean = builder.Reduce(ReduceKind.Sum, x, overBatch: true);
                return builder.Map(v => v[0] - v[1] / v[2], x, mean, builder.Add(new BatchSizeOperation()));
            case 6 when shape.Rank > 0:
                int units = 1 + _random.Next(4);
                var weights = Enumerable.Range(0, units * shape.Last).Select(_ => _random.NextDouble() - 0.5).ToEquatableArray();
                return builder.Dense(x, builder.Add(new ConstantOperation(new Shape(units, shape.Last), weights)));
            default: return builder.Label(builder.Map(v => v[0] * 0.75, x), "scaled" + builder.Nodes.Count);
        }
    }

    private static bool Fits(FunctionBuilder builder, int node, int x) =>
        builder.TypeOf(node).Element == ElementType.Real
        && Shape.Broadcast(builder.ShapeOf(node), builder.ShapeOf(x)) is { Length: < 200 };

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
