using FsCheck;
using FsCheck.Fluent;
using NetGen.Compiler.Expressions;

namespace NetGen.Generator.Tests.Expressions;

/// <summary>An expression as plain trees, with a value of its own: what simplified expressions are compared with.</summary>
internal sealed record ExpressionTree(ScalarOperator Operator, double Value, params ExpressionTree[] Arguments)
{
    public const int Operands = 2;

    public Expression ToExpression() => Expression.Of(Operands, loads => Build(loads[0].Builder));

    private Scalar Build(ExpressionBuilder builder) => (Operator, Arguments.Length) switch
    {
        (ScalarOperator.Constant, _) => builder.Constant(Value),
        (ScalarOperator.Load, _) => builder.Load((int)Value),
        (ScalarOperator.Position, _) => builder.Position(),
        (_, 1) => builder.Unary(Operator, Arguments[0].Build(builder)),
        (_, 2) => builder.Binary(Operator, Arguments[0].Build(builder), Arguments[1].Build(builder)),
        _ => builder.Select(Arguments[0].Build(builder), Arguments[1].Build(builder), Arguments[2].Build(builder)),
    };

    /// <summary>The value, with every intermediate value shown to <paramref name="see"/>.</summary>
    public double Evaluate(double[] operands, double position, Action<ExpressionTree, double[], double>? see = null)
    {
        var arguments = Arguments.Select(a => a.Evaluate(operands, position, see)).ToArray();
        double value = Operator switch
        {
            ScalarOperator.Constant => Value,
            ScalarOperator.Load => operands[(int)Value],
            ScalarOperator.Position => position,
            _ => ScalarMath.Apply(Operator, arguments[0], arguments.Length > 1 ? arguments[1] : 0, arguments.Length > 2 ? arguments[2] : 0),
        };
        see?.Invoke(this, arguments, value);
        return value;
    }

    public override string ToString() => Operator switch
    {
        ScalarOperator.Constant => Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        ScalarOperator.Load => "x" + Value,
        _ => Operator + "(" + string.Join<ExpressionTree>(", ", Arguments) + ")",
    };

    public static Arbitrary<ExpressionTree> Arbitrary(ScalarOperator[] unary, ScalarOperator[] binary, double[] numbers, int depth, bool selects = true)
    {
        return Arb.From(Of(depth), t => t.Arguments.Length == 0 ? [] : t.Arguments);

        Gen<ExpressionTree> Of(int levels)
        {
            var leaves = Gen.OneOf(
                Gen.Elements(numbers).Select(n => new ExpressionTree(ScalarOperator.Constant, n)),
                Gen.Choose(0, Operands - 1).Select(i => new ExpressionTree(ScalarOperator.Load, i)),
                Gen.Choose(0, Operands - 1).Select(i => new ExpressionTree(ScalarOperator.Load, i)),
                Gen.Constant(new ExpressionTree(ScalarOperator.Position, 0)));
            if (levels == 0) return leaves;
            var below = Of(levels - 1);
            var one = from op in Gen.Elements(unary) from a in below select new ExpressionTree(op, 0, a);
            var two = from op in Gen.Elements(binary) from a in below from b in below select new ExpressionTree(op, 0, a, b);
            var three = from c in below from a in below from b in below select new ExpressionTree(ScalarOperator.Select, 0, c, a, b);
            return selects
                ? Gen.Frequency((1, leaves), (2, one), (4, two), (1, three))
                : Gen.Frequency((1, leaves), (2, one), (4, two));
        }
    }
}
