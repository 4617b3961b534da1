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

    /// <summary>What one of the functions of tensors makes of a value.</summary>
    public TensorValue Apply(TensorValue x, Func<FunctionBuilder, int, int> function)
    {
        x = Real(x);
        return Value(function(Builder, x.Node), x);
    }

    public TensorValue Reshape(TensorValue x, Shape shape) => x with { Node = Builder.Reshape(x.Node, shape), Type = x.Type with { Shape = shape } };

    public TensorValue OverBatch(TensorValue x, bool mean)
    {
        x = Batched(Real(x));
        return Value(mean ? Builder.BatchMean(x.Node) : Builder.BatchSum(x.Node), x);
    }

    public TensorValue RandomUniform(Shape shape) => Value(Builder.RandomUniform(module.RandomKey(Builder), shape));

    public TensorValue RandomNormal(Shape shape) => Value(Builder.RandomNormal(module.RandomKey(Builder), module.RandomKey(Builder), shape));

    public TensorValue Dense(TensorValue x, TensorValue weight, TensorValue? bias)
    {
        x = Batched(Real(x));
        var product = Value(Builder.DenseBy(x.Node, weight.Node), x);
        return bias is null ? product : Map(v => v[0] + v[1], product, bias);
    }
}
