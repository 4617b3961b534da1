using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Compiler.Expressions;

/// <summary>
/// The symbolic derivative of an expression with respect to one operand, node by node from the leaves. Zero derivatives are null and
/// never multiplied. Where functions have a kink it is PyTorch's choice: abs, relu and clamps have 0 there, the maximum and the
/// minimum of two values that both depend on the operand or are other operands share the gradient evenly at a tie.
/// </summary>
internal sealed class Differentiation
{
    private readonly Expression _expression;
    private readonly Scalar[] _values;
    private readonly Scalar?[] _derivatives;
    private readonly Scalar _result;
    private readonly int _operand;

    public Differentiation(Expression expression, int operand)
    {
        if (operand < 0 || operand >= expression.Operands) throw new ArgumentOutOfRangeException(nameof(operand), operand, $"The expression has {expression.Operands} operands.");
        _expression = expression;
        _operand = operand;
        _values = new Scalar[expression.Nodes.Count];
        _derivatives = new Scalar?[expression.Nodes.Count];
        _result = Builder.Load(expression.Operands);
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = Builder.Copy(expression.Nodes[i], _values);
            _derivatives[i] = DerivativeOf(expression.Nodes[i], _values[i]);
        }
    }

    public ExpressionBuilder Builder { get; } = new();

    private int Root => _values.Length - 1;

    public Scalar Derivative() => _derivatives[Root] ?? Builder.Constant(0);

    public Scalar DerivativeWithResult()
    {
        var root = _expression.Nodes[Root];
        return ReplaceResult(ByResult(root) ?? DerivativeOf(root, _result) ?? Builder.Constant(0));
    }

    private Scalar? DerivativeOf(ExpressionNode n, Scalar y)
    {
        if (n.Operator is Constant or Position or Floor or Sign or Less or LessOrEqual or Equal) return null;
        if (n.Operator == Load) return n.A == _operand ? Builder.Constant(1) : null;
        Scalar a = _values[n.A], b = n.B < 0 ? default : _values[n.B];
        Scalar? da = _derivatives[n.A], db = n.B < 0 ? null : _derivatives[n.B];
        switch (n.Operator)
        {
            case Add: return Sum(da, db);
            case Subtract: return Sum(da, -db);
            case Multiply: return Sum(da * b, a * db);
            case Divide: return Quotient(y, b, da, db);
            case Max: return Extremum(Scalar.Less(b, a), n, da, db);
            case Min: return Extremum(Scalar.Less(a, b), n, da, db);
            case Power: return Sum(PowerOfBase(n, a, b) * da, y * Scalar.Log(a) * db);
            case Select:
                Scalar? then = _derivatives[n.B], otherwise = _derivatives[n.C];
                return then is null && otherwise is null ? null : Scalar.Select(a, then ?? Builder.Constant(0), otherwise ?? Builder.Constant(0));
        }
        if (da is not { } inner) return null;
        return n.Operator switch
        {
            Negate => -inner,
            Abs => Scalar.Sign(a) * inner,
            Exp => y * inner,
            Expm1 => Scalar.Exp(a) * inner,
            Log => inner / a,
            Log1p => inner / (1 + a),
            Sqrt => 0.5 * inner / y,
            Tanh => (1 - y * y) * inner,
            Sigmoid => y * (1 - y) * inner,
            Softplus => Scalar.Sigmoid(a) * inner,
            Erf => 1.1283791670955126 * Scalar.Exp(-(a * a)) * inner, // 2 / sqrt(pi)
            NormalCdf => 0.3989422804014327 * Scalar.Exp(-0.5 * (a * a)) * inner, // 1 / sqrt(2 pi)
            Sin => Scalar.Cos(a) * inner,
            Cos => -Scalar.Sin(a) * inner,
            _ => throw new InvalidOperationException($"The operator {n.Operator} has no derivative."),
        };
    }

    private static Scalar? Sum(Scalar? a, Scalar? b) => a is null ? b : b is null ? a : a + b;

    // (u' - y v') / v and not (u' v - u v') / v^2, where v^2 overflows early: the value y = u / v is at hand and bounded.
    private static Scalar? Quotient(Scalar y, Scalar v, Scalar? du, Scalar? dv) => Sum(du, -(y * dv)) / v;

    private Scalar? PowerOfBase(ExpressionNode n, Scalar a, Scalar b) =>
        _expression.Nodes[n.B].Operator == Constant ? b * Scalar.Power(a, _expression.Nodes[n.B].Value - 1) : b * Builder.Binary(Power, a, b - 1);

    private Scalar? Extremum(Scalar firstWins, ExpressionNode n, Scalar? da, Scalar? db)
    {
        if (da is null && db is null) return null;
        Scalar zero = Builder.Constant(0), first = da ?? zero, second = db ?? zero;
        // Against a number the tie is the number's: relu has the gradient 0 at 0.
        if (_expression.Nodes[n.B].Operator == Constant) return Scalar.Select(firstWins, first, zero);
        if (_expression.Nodes[n.A].Operator == Constant)
        {
            var secondWins = n.Operator == Max ? Scalar.Less(_values[n.A], _values[n.B]) : Scalar.Less(_values[n.B], _values[n.A]);
            return Scalar.Select(secondWins, second, zero);
        }
        var tie = Scalar.Equal(_values[n.A], _values[n.B]);
        return Scalar.Select(tie, 0.5 * (first + second), Scalar.Select(firstWins, first, second));
    }

    /// <summary>Derivatives in terms of the result that the rules above don't give by themselves, or null.</summary>
    private Scalar? ByResult(ExpressionNode root)
    {
        var y = _result;
        var zero = Builder.Constant(0);
        switch (root.Operator)
        {
            // y = log(1 + exp(x)), so the sigmoid of x is 1 - exp(-y).
            case Softplus:
                return -Scalar.Expm1(-y) * _derivatives[root.A];

            case Expm1:
                return (y + 1) * _derivatives[root.A];

            // A maximum shows which side won, and with a number inside, so does a clamp.
            case Max or Min when IsNumber(root.B, out double outer) && _derivatives[root.A] is { } slope:
                var node = _expression.Nodes[root.A];
                bool clamps = node.Operator == (root.Operator == Max ? Min : Max) && IsNumber(node.B, out double bound) && (root.Operator == Max ? outer < bound : bound < outer);
                var inside = Scalar.Select(Beyond(root.Operator, y, outer), slope, zero);
                if (!clamps || _derivatives[node.A] is not { } innerSlope) return inside;
                return Scalar.Select(Beyond(root.Operator, y, outer), Scalar.Select(Beyond(node.Operator, y, _expression.Nodes[node.B].Value), innerSlope, zero), zero);

            // x where 0 < x, else something without the sign of x: the result shows the side (leaky relu, elu).
            case Select when IsPositive(root.A, out int x) && root.B == x && _derivatives[x] is { } dx && OfNegatives(root.C, x, out var otherwise):
                return Scalar.Select(Scalar.Less(zero, y), Builder.Constant(1), otherwise) * dx;

            default:
                return null;
        }
    }

    private static Scalar Beyond(ScalarOperator extremum, Scalar y, double bound) =>
        extremum == Max ? Scalar.Less(y.Builder.Constant(bound), y) : Scalar.Less(y, bound);

    private bool IsNumber(int node, out double value)
    {
        value = node < 0 ? 0 : _expression.Nodes[node].Value;
        return node >= 0 && _expression.Nodes[node].Operator == Constant;
    }

    /// <summary>Whether a node is the comparison 0 &lt; x.</summary>
    private bool IsPositive(int node, out int x)
    {
        var n = _expression.Nodes[node];
        x = n.B;
        return n.Operator == Less && IsNumber(n.A, out double zero) && zero == 0;
    }

    /// <summary>Whether a node is s x or s (exp(x) - 1) with s &gt; 0, not positive where x is not; its slope there, in terms of the result.</summary>
    private bool OfNegatives(int node, int x, out Scalar slope)
    {
        var n = _expression.Nodes[node];
        double scale = 1;
        if (n.Operator == Multiply && IsNumber(n.B, out scale)) node = n.A;
        else scale = 1;
        bool isExponential = _expression.Nodes[node] is { Operator: Expm1 } e && e.A == x;
        slope = isExponential ? _result + scale : Builder.Constant(scale);
        return scale > 0 && (isExponential || (node == x && n.Operator == Multiply));
    }

    /// <summary>Puts the result's operand wherever the derivative computes the result itself.</summary>
    private Scalar ReplaceResult(Scalar derivative)
    {
        int root = _values[Root].Id;
        if (Builder.Nodes[root].Operator is Load or Constant or Position) return derivative;
        var expression = Builder.Build(_expression.Operands + 1, derivative);
        var copies = new Scalar[expression.Nodes.Count];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = Builder.Copy(expression.Nodes[i], copies);
            if (copies[i].Id == root) copies[i] = _result;
        }
        return copies[copies.Length - 1];
    }
}
