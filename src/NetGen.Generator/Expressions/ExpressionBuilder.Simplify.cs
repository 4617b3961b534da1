using static NetGen.Compiler.Expressions.ScalarOperator;

namespace NetGen.Compiler.Expressions;

/// <summary>
/// Algebra that keeps the value of every expression for finite operands, up to rounding and the sign of zero. So 0 * x is 0 (also
/// where x would be infinite or NaN), a comparison times x is a selection, and numbers gather; but x - x and x / x stay, and a
/// division by a number stays a division unless the number is a power of two, so that results round as they were written.
/// </summary>
internal sealed partial class ExpressionBuilder
{
    /// <summary>A simpler equal node, or null.</summary>
    private Scalar? Simplify(ExpressionNode node)
    {
        Scalar a = At(node.A), b = node.B < 0 ? default : At(node.B), c = node.C < 0 ? default : At(node.C);
        if (IsNumber(a, out double x) && (node.B < 0 || IsNumber(b, out _)) && (node.C < 0 || IsNumber(c, out _)))
            return Constant(ScalarMath.Apply(node.Operator, x, node.B < 0 ? 0 : NodeOf(b).Value, node.C < 0 ? 0 : NodeOf(c).Value));
        return node.Operator switch
        {
            Add => SimplifyAdd(a, b),
            Subtract => SimplifySubtract(a, b),
            Multiply => SimplifyMultiply(a, b),
            Divide => SimplifyDivide(a, b),
            Negate => SimplifyNegate(a),
            Abs => SimplifyAbs(a),
            Max or Min => SimplifyExtremum(node.Operator, a, b),
            Power => SimplifyPower(a, b),
            Less when a.Id == b.Id => Constant(0),
            LessOrEqual or Equal when a.Id == b.Id => Constant(1),
            ScalarOperator.Select => SimplifySelect(a, b, c),
            _ => null,
        };
    }

    private Scalar? SimplifyAdd(Scalar a, Scalar b)
    {
        if (IsNumber(b, out double n))
        {
            if (n == 0) return a;
            if (IsBinary(Add, a, out var x, out var y) && IsNumber(y, out double m)) return x + (m + n);
            if (IsBinary(Subtract, a, out x, out y) && IsNumber(x, out m)) return (m + n) - y;
        }
        if (a.Id == b.Id) return a * 2;
        if (IsNegation(b, out var negated)) return a - negated;
        if (IsNegation(a, out negated)) return b - negated;
        return null;
    }

    private Scalar? SimplifySubtract(Scalar a, Scalar b)
    {
        if (IsNumber(b, out double n)) return a + -n;
        if (IsNegation(b, out var negated)) return a + negated;
        if (IsNegation(a, out negated)) return -(negated + b);
        if (!IsNumber(a, out n)) return null;
        if (n == 0) return -b;
        if (IsBinary(Add, b, out var x, out var y) && IsNumber(y, out double m)) return (n - m) - x;
        if (IsBinary(Subtract, b, out x, out y) && IsNumber(x, out m)) return y + (n - m);
        return null;
    }

    private Scalar? SimplifyMultiply(Scalar a, Scalar b)
    {
        if (IsComparison(b)) return Select(b, a, Constant(0));
        if (IsComparison(a)) return Select(a, b, Constant(0));
        if (IsNumber(b, out double n))
        {
            if (n == 0) return b;
            if (n == 1) return a;
            if (n == -1) return -a;
            if (IsNegation(a, out var x)) return x * -n;
            if (IsBinary(Multiply, a, out x, out var y) && IsNumber(y, out double m) && IsOrdinary(m * n)) return x * (m * n);
            if (IsBinary(Divide, a, out x, out y) && IsNumber(x, out m) && IsOrdinary(m * n)) return (m * n) / y;
            return EachBranch(a, t => t * n);
        }
        if (IsNegation(a, out var left)) return -(left * b);
        if (IsNegation(b, out var right)) return -(a * right);
        if (IsBinary(Multiply, a, out var u, out var v) && IsNumber(v, out _)) return (u * b) * v;
        if (IsBinary(Multiply, b, out u, out v) && IsNumber(v, out _)) return (a * u) * v;
        if (IsBinary(Divide, b, out u, out v) && IsNumber(u, out n) && n == 1) return a / v;
        if (IsBinary(Divide, a, out u, out v) && IsNumber(u, out n) && n == 1) return b / v;
        return null;
    }

    private Scalar? SimplifyDivide(Scalar a, Scalar b)
    {
        if (IsNumber(b, out double n))
        {
            if (n == 1) return a;
            if (n == -1) return -a;
            if (IsPowerOfTwo(n)) return a * (1 / n);
            if (IsNegation(a, out var x)) return x / -n;
            if (IsBinary(Multiply, a, out x, out var y) && IsNumber(y, out double m) && IsOrdinary(m / n)) return x * (m / n);
            if (IsBinary(Divide, a, out x, out y) && IsNumber(y, out m) && IsOrdinary(m * n)) return x / (m * n);
            return null;
        }
        if (IsNegation(b, out var right)) return -(a / right);
        if (IsNegation(a, out var left)) return -(left / b);
        return null;
    }

    private Scalar? SimplifyNegate(Scalar a)
    {
        if (IsNegation(a, out var x)) return x;
        if (IsBinary(Subtract, a, out x, out var y)) return y - x;
        if (IsBinary(Add, a, out x, out y) && IsNumber(y, out double n)) return -n - x;
        if (IsBinary(Multiply, a, out x, out y) && IsNumber(y, out n)) return x * -n;
        if (IsBinary(Divide, a, out x, out y) && IsNumber(x, out n)) return -n / y;
        if (IsBinary(Divide, a, out x, out y) && IsNumber(y, out n)) return x / -n;
        return EachBranch(a, t => -t);
    }

    private Scalar? SimplifyAbs(Scalar a)
    {
        if (IsNegation(a, out var x)) return Scalar.Abs(x);
        return NodeOf(a).Operator is Abs or Exp or Sqrt or Sigmoid or Softplus || IsComparison(a) ? a : null;
    }

    private Scalar? SimplifyExtremum(ScalarOperator op, Scalar a, Scalar b)
    {
        if (a.Id == b.Id) return a;
        if (IsNumber(b, out double n) && IsBinary(op, a, out var x, out var y) && IsNumber(y, out double m))
            return Binary(op, x, Constant(ScalarMath.Apply(op, m, n, 0)));
        return null;
    }

    private Scalar? SimplifyPower(Scalar a, Scalar b)
    {
        if (!IsNumber(b, out double n)) return null;
        switch (n)
        {
            case 0: return Constant(1);
            case 0.5: return Scalar.Sqrt(a);
            case 1: return a;
            case 1.5: return a * Scalar.Sqrt(a);
            case 2: return a * a;
            case 3: return a * (a * a);
            case 4: return (a * a) * (a * a);
            case -0.5: return 1 / Scalar.Sqrt(a);
            case -1: return 1 / a;
            case -2: return 1 / (a * a);
            default: return null;
        }
    }

    private Scalar? SimplifySelect(Scalar condition, Scalar then, Scalar otherwise)
    {
        if (then.Id == otherwise.Id) return then;
        if (IsNumber(condition, out double n)) return n != 0 ? then : otherwise;
        bool branchesAreNumbers = IsNumber(then, out double t) & IsNumber(otherwise, out double e);
        if (branchesAreNumbers && t == 1 && e == 0 && IsComparison(condition)) return condition;
        // A negated condition, then conditions that are known from the selection around.
        if (IsSelect(condition, out var inner, out var first, out var second) && IsNumber(first, out t) && IsNumber(second, out e) && (t == 0) != (e == 0))
            return t == 0 ? Select(inner, otherwise, then) : Select(inner, then, otherwise);
        if (IsSelect(then, out inner, out first, out _) && inner.Id == condition.Id) return Select(condition, first, otherwise);
        if (IsSelect(otherwise, out inner, out _, out second) && inner.Id == condition.Id) return Select(condition, then, second);
        return null;
    }

    /// <summary>A function of a selection between numbers is a selection between numbers.</summary>
    private Scalar? EachBranch(Scalar a, Func<Scalar, Scalar> function) =>
        IsSelect(a, out var condition, out var then, out var otherwise) && IsNumber(then, out _) && IsNumber(otherwise, out _)
            ? Select(condition, function(then), function(otherwise))
            : null;

    internal ExpressionNode NodeOf(Scalar a) => _nodes[a.Id];

    private Scalar At(int id) => new(this, id);

    private bool IsNumber(Scalar a, out double value)
    {
        value = NodeOf(a).Value;
        return NodeOf(a).Operator == ScalarOperator.Constant;
    }

    private bool IsBinary(ScalarOperator op, Scalar a, out Scalar left, out Scalar right)
    {
        var n = NodeOf(a);
        bool matches = n.Operator == op;
        left = matches ? At(n.A) : default;
        right = matches ? At(n.B) : default;
        return matches;
    }

    private bool IsNegation(Scalar a, out Scalar negated)
    {
        var n = NodeOf(a);
        negated = n.Operator == Negate ? At(n.A) : default;
        return n.Operator == Negate;
    }

    private bool IsSelect(Scalar a, out Scalar condition, out Scalar then, out Scalar otherwise)
    {
        var n = NodeOf(a);
        bool matches = n.Operator == ScalarOperator.Select;
        (condition, then, otherwise) = matches ? (At(n.A), At(n.B), At(n.C)) : default;
        return matches;
    }

    private bool IsComparison(Scalar a) => NodeOf(a).Operator is Less or LessOrEqual or Equal;

    /// <summary>Whether gathered numbers keep their precision, in single precision too: not zero, tiny, huge or NaN.</summary>
    private static bool IsOrdinary(double value) => Math.Abs(value) is > 1e-30 and < 1e30;

    private static bool IsPowerOfTwo(double value)
    {
        const long Mantissa = (1L << 52) - 1;
        return IsOrdinary(value) && (BitConverter.DoubleToInt64Bits(value) & Mantissa) == 0;
    }
}
