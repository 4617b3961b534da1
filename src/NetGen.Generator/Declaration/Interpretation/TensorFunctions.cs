using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Declaration.Layers;
using NetGen.Compiler.Expressions;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>The nodes of tensor functions. Shapes have been checked by who calls.</summary>
internal sealed class TensorFunctions(FunctionBuilder builder, ModuleBuilder module)
{
    public FunctionBuilder Builder { get; } = builder;

    public TensorValue Value(int node, params TensorValue[] from) =>
        new(node, Builder.TypeOf(node), null, from.Length == 1 ? from[0].Waiting : [.. from.SelectMany(f => f.Waiting).Distinct()]);

    public TensorValue Constant(double number) => Value(Builder.Constant(number));

    public TensorValue Constant(Shape shape, double[] values) => Value(Builder.Add(new ConstantOperation(shape, new(values))));

    /// <summary>An element-wise expression; numbers become part of it.</summary>
    public TensorValue Map(Func<Scalar[], Scalar> body, params TensorValue[] operands) => Map(Expression.Of(operands.Length, body), operands);

    public TensorValue Map(Expression expression, params TensorValue[] operands)
    {
        double?[] constants = [.. operands.Select(NumberOf)];
        if (constants.All(c => c is null)) return Value(Builder.Map(expression, [.. operands.Select(o => o.Node)]), operands);
        if (constants.All(c => c is not null)) return Constant(expression.Evaluate([.. constants.Select(c => c!.Value)], 0));
        var table = new ExpressionBuilder();
        int next = 0;
        var loads = constants.Select(c => c is { } number ? table.Constant(number) : table.Load(next++)).ToArray();
        TensorValue[] read = [.. operands.Where((_, i) => constants[i] is null)];
        return Value(Builder.Map(table.Build(read.Length, table.Inline(expression, loads)), [.. read.Select(o => o.Node)]), read);
    }

    public double? NumberOf(TensorValue value) =>
        Builder.Nodes[value.Node].Operation is ConstantOperation { Shape.Rank: 0, Values: { Count: 1 } values } ? values[0] : null;

    public TensorValue Negate(TensorValue x) => Map(v => -v[0], x);

    public TensorValue? Binary(BinaryOperatorKind kind, TensorValue a, TensorValue b) => kind switch
    {
        BinaryOperatorKind.Add => Map(v => v[0] + v[1], a, b),
        BinaryOperatorKind.Subtract => Map(v => v[0] - v[1], a, b),
        BinaryOperatorKind.Multiply => Map(v => v[0] * v[1], a, b),
        BinaryOperatorKind.Divide => Map(v => v[0] / v[1], a, b),
        BinaryOperatorKind.LessThan => Map(v => Scalar.Less(v[0], v[1]), a, b),
        BinaryOperatorKind.GreaterThan => Map(v => Scalar.Less(v[1], v[0]), a, b),
        BinaryOperatorKind.LessThanOrEqual => Map(v => Scalar.LessOrEqual(v[0], v[1]), a, b),
        BinaryOperatorKind.GreaterThanOrEqual => Map(v => Scalar.LessOrEqual(v[1], v[0]), a, b),
        _ => null,
    };

    /// <summary>Integers as real numbers; in expressions they are read as numbers anyway.</summary>
    public TensorValue Real(TensorValue x) =>
        x.IsInteger ? Value(Builder.Add(new MapOperation(Expression.Unary(v => Scalar.Max(v, int.MinValue))), x.Node), x) : x;

    /// <summary>One value for each sample, where it was one for all.</summary>
    public TensorValue Batched(TensorValue x) =>
        x.Type.Batched ? x : Value(Builder.Broadcast(x.Node, x.Type with { Batched = true }), x);

    public TensorValue Reshape(TensorValue x, Shape shape) => x with { Node = Builder.Reshape(x.Node, shape), Type = x.Type with { Shape = shape } };

    /// <summary>Reduces along axes, which vanish or stay with size one. Nothing happens without axes.</summary>
    public TensorValue Reduce(ReduceKind kind, TensorValue x, int[] axes, bool keep)
    {
        x = Real(x);
        var reduced = axes.Length == 0 ? x : Value(Builder.Reduce(kind, x.Node, false, axes), x);
        return keep ? reduced : Reshape(reduced, Without(x.Shape, axes));
    }

    public static Shape Without(Shape shape, int[] axes) => new([.. Enumerable.Range(0, shape.Rank).Where(a => !axes.Contains(a)).Select(a => shape[a])]);

    public TensorValue Mean(TensorValue x, int[] axes, bool keep)
    {
        double share = 1.0 / axes.Aggregate(1L, (n, a) => n * x.Shape[a]);
        return Map(v => v[0] * share, Reduce(ReduceKind.Sum, x, axes, keep));
    }

    public TensorValue Variance(TensorValue x, int[] axes, bool keep)
    {
        x = Real(x);
        return Mean(Map(v => (v[0] - v[1]) * (v[0] - v[1]), x, Mean(x, axes, keep: true)), axes, keep);
    }

    public TensorValue Min(TensorValue x, int[] axes, bool keep) => Negate(Reduce(ReduceKind.Max, Negate(x), axes, keep));

    public TensorValue OverBatch(TensorValue x, bool mean)
    {
        x = Batched(Real(x));
        var sum = Value(Builder.Reduce(ReduceKind.Sum, x.Node, overBatch: true), x);
        return mean ? Map(v => v[0] / v[1], sum, Value(Builder.Add(new BatchSizeOperation()))) : sum;
    }

    public TensorValue Softmax(TensorValue x, int axis)
    {
        x = Real(x);
        var exp = Map(v => Scalar.Exp(v[0] - v[1]), x, StopGradient(Reduce(ReduceKind.Max, x, [axis], keep: true)));
        return Map(v => v[0] / v[1], exp, Reduce(ReduceKind.Sum, exp, [axis], keep: true));
    }

    public TensorValue LogSumExp(TensorValue x, int axis, bool keep)
    {
        x = Real(x);
        var max = StopGradient(Reduce(ReduceKind.Max, x, [axis], keep: true));
        var sum = Reduce(ReduceKind.Sum, Map(v => Scalar.Exp(v[0] - v[1]), x, max), [axis], keep: true);
        var result = Map(v => Scalar.Log(v[0]) + v[1], sum, max);
        return keep ? result : Reshape(result, Without(x.Shape, [axis]));
    }

    public TensorValue StopGradient(TensorValue x) => Value(Builder.StopGradient(x.Node));

    public TensorValue RandomUniform(Shape shape) => Value(Builder.Add(new RandomUniformOperation(module.RandomKey(Builder), shape)));

    /// <summary>Box and Muller 1958. The first number is taken from 1, so that its logarithm is finite.</summary>
    public TensorValue RandomNormal(Shape shape) => Map(
        v => Scalar.Sqrt(-2 * Scalar.Log(1 - v[0])) * Scalar.Cos(2 * Math.PI * v[1]), RandomUniform(shape), RandomUniform(shape));

    public TensorValue OneHot(TensorValue x, int classes)
    {
        var places = Constant(new Shape(classes), [.. Enumerable.Range(0, classes).Select(i => (double)i)]);
        return Map(v => Scalar.Equal(v[0], v[1]), Reshape(x, new Shape([.. x.Shape.Dimensions, 1])), places);
    }

    /// <summary>The first position of the largest; no gradient passes.</summary>
    public TensorValue ArgMax(TensorValue x, int axis)
    {
        x = StopGradient(Real(x));
        int[] shape = [.. Enumerable.Range(0, x.Shape.Rank).Select(a => a == axis ? x.Shape[a] : 1)];
        var places = Constant(new Shape(shape), [.. Enumerable.Range(0, x.Shape[axis]).Select(i => (double)i)]);
        var reached = Map(v => Scalar.Select(Scalar.Equal(v[0], v[1]), -v[2], -x.Shape[axis]), x, Reduce(ReduceKind.Max, x, [axis], keep: true), places);
        return Negate(Reduce(ReduceKind.Max, reached, [axis], keep: false));
    }

    public TensorValue Slice(TensorValue x, int[] starts, int[] sizes, Shape shape)
    {
        if (!sizes.SequenceEqual(x.Shape.Dimensions))
            x = Value(Builder.Add(new SliceOperation(new(starts), new(sizes), Enumerable.Repeat(1, starts.Length).ToEquatableArray()), x.Node), x);
        return Reshape(x, shape);
    }

    public TensorValue Pad(TensorValue x, int[] before, int[] after)
    {
        x = Real(x);
        return before.All(b => b == 0) && after.All(a => a == 0) ? x : Value(Builder.Add(new PadOperation(before, after), x.Node), x);
    }

    /// <summary>One behind the other along an axis: each padded with zeros to its place, and added.</summary>
    public TensorValue Concat(TensorValue[] parts, int axis)
    {
        if (parts.Length == 1) return parts[0];
        bool batched = parts.Any(p => p.Type.Batched);
        int total = parts.Sum(p => p.Shape[axis]), at = 0;
        var padded = new List<TensorValue>();
        foreach (var part in parts)
        {
            int[] before = new int[part.Shape.Rank], after = new int[part.Shape.Rank];
            (before[axis], after[axis]) = (at, total - at - part.Shape[axis]);
            padded.Add(Pad(batched ? Batched(part) : part, before, after));
            at += part.Shape[axis];
        }
        return Map(v => v.Aggregate((a, b) => a + b), [.. padded]);
    }

    /// <summary>Products of matrices, [.., m, k] and [.., k, n]; leading axes broadcast.</summary>
    public TensorValue MatMul(TensorValue a, TensorValue b)
    {
        a = Real(a);
        b = Real(b);
        Shape left = a.Shape, right = b.Shape;
        var rows = Reshape(a, new Shape([.. left.Dimensions, 1]));
        var columns = Reshape(b, new Shape([.. right.Dimensions.Take(right.Rank - 2), 1, right[-2], right[-1]]));
        var products = Map(v => v[0] * v[1], rows, columns);
        return Reduce(ReduceKind.Sum, products, [products.Shape.Rank - 2], keep: false);
    }

    public TensorValue Dense(TensorValue x, TensorValue weight, TensorValue? bias)
    {
        x = Batched(Real(x));
        var product = Builder.Nodes[weight.Node].Operation is ParameterOperation
            ? Value(Builder.Dense(x.Node, weight.Node), x)
            : Reduce(ReduceKind.Sum, Map(v => v[0] * v[1], Reshape(x, new Shape([.. x.Shape.Dimensions.Take(x.Shape.Rank - 1), 1, x.Shape.Last])), weight), [x.Shape.Rank], keep: false);
        return bias is null ? product : Map(v => v[0] + v[1], product, bias);
    }
}
