namespace NetGen.Compiler.Expressions;

/// <summary>A node of an expression under construction, with the operators to write expressions as C# does.</summary>
internal readonly struct Scalar(ExpressionBuilder builder, int id)
{
    public ExpressionBuilder Builder { get; } = builder;

    public int Id { get; } = id;

    public static Scalar operator +(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Add, a, b);

    public static Scalar operator -(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Subtract, a, b);

    public static Scalar operator *(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Multiply, a, b);

    public static Scalar operator /(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Divide, a, b);

    public static Scalar operator -(Scalar a) => a.Builder.Unary(ScalarOperator.Negate, a);

    public static Scalar operator +(Scalar a, double b) => a + a.Builder.Constant(b);

    public static Scalar operator +(double a, Scalar b) => b.Builder.Constant(a) + b;

    public static Scalar operator -(Scalar a, double b) => a - a.Builder.Constant(b);

    public static Scalar operator -(double a, Scalar b) => b.Builder.Constant(a) - b;

    public static Scalar operator *(Scalar a, double b) => a * a.Builder.Constant(b);

    public static Scalar operator *(double a, Scalar b) => b.Builder.Constant(a) * b;

    public static Scalar operator /(Scalar a, double b) => a / a.Builder.Constant(b);

    public static Scalar operator /(double a, Scalar b) => b.Builder.Constant(a) / b;

    public static Scalar Abs(Scalar a) => a.Builder.Unary(ScalarOperator.Abs, a);

    public static Scalar Exp(Scalar a) => a.Builder.Unary(ScalarOperator.Exp, a);

    public static Scalar Expm1(Scalar a) => a.Builder.Unary(ScalarOperator.Expm1, a);

    public static Scalar Log(Scalar a) => a.Builder.Unary(ScalarOperator.Log, a);

    public static Scalar Log1p(Scalar a) => a.Builder.Unary(ScalarOperator.Log1p, a);

    public static Scalar Sqrt(Scalar a) => a.Builder.Unary(ScalarOperator.Sqrt, a);

    public static Scalar Tanh(Scalar a) => a.Builder.Unary(ScalarOperator.Tanh, a);

    public static Scalar Sigmoid(Scalar a) => a.Builder.Unary(ScalarOperator.Sigmoid, a);

    public static Scalar Softplus(Scalar a) => a.Builder.Unary(ScalarOperator.Softplus, a);

    public static Scalar Erf(Scalar a) => a.Builder.Unary(ScalarOperator.Erf, a);

    public static Scalar NormalCdf(Scalar a) => a.Builder.Unary(ScalarOperator.NormalCdf, a);

    public static Scalar Sin(Scalar a) => a.Builder.Unary(ScalarOperator.Sin, a);

    public static Scalar Cos(Scalar a) => a.Builder.Unary(ScalarOperator.Cos, a);

    public static Scalar Floor(Scalar a) => a.Builder.Unary(ScalarOperator.Floor, a);

    public static Scalar Sign(Scalar a) => a.Builder.Unary(ScalarOperator.Sign, a);

    public static Scalar Max(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Max, a, b);

    public static Scalar Max(Scalar a, double b) => Max(a, a.Builder.Constant(b));

    public static Scalar Min(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Min, a, b);

    public static Scalar Min(Scalar a, double b) => Min(a, a.Builder.Constant(b));

    public static Scalar Power(Scalar a, double b) => a.Builder.Binary(ScalarOperator.Power, a, a.Builder.Constant(b));

    public static Scalar Less(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Less, a, b);

    public static Scalar Less(Scalar a, double b) => Less(a, a.Builder.Constant(b));

    public static Scalar Greater(Scalar a, Scalar b) => Less(b, a);

    public static Scalar Greater(Scalar a, double b) => Less(a.Builder.Constant(b), a);

    public static Scalar LessOrEqual(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.LessOrEqual, a, b);

    public static Scalar Equal(Scalar a, Scalar b) => a.Builder.Binary(ScalarOperator.Equal, a, b);

    public static Scalar Select(Scalar condition, Scalar then, Scalar otherwise) => condition.Builder.Select(condition, then, otherwise);

    public static Scalar Select(Scalar condition, Scalar then, double otherwise) => Select(condition, then, then.Builder.Constant(otherwise));

    public static Scalar Select(Scalar condition, double then, double otherwise) =>
        Select(condition, condition.Builder.Constant(then), condition.Builder.Constant(otherwise));
}
