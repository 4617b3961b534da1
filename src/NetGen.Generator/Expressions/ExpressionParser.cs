using System.Globalization;

namespace NetGen.Compiler.Expressions;

/// <summary>Reads the text form of expressions, by recursive descent; it doesn't simplify, so that printing and reading give equal expressions.</summary>
internal sealed class ExpressionParser(string text, int operands)
{
    private readonly ExpressionBuilder _builder = new();
    private readonly Dictionary<string, Scalar> _names = [];
    private int _at;

    public Expression Parse()
    {
        while (TryAssignment(out string name))
        {
            _names[name] = Infix(ExpressionSyntax.Comparison);
            Expect(';');
        }
        var root = Infix(ExpressionSyntax.Comparison);
        SkipSpaces();
        return _at == text.Length ? _builder.Build(operands, root) : throw Unexpected("the end or an operator");
    }

    private bool TryAssignment(out string name)
    {
        SkipSpaces();
        int start = _at;
        name = Word();
        SkipSpaces();
        bool assigns = name.Length > 0 && Peek() == '=' && Peek(1) != '=';
        _at = assigns ? _at + 1 : start;
        return assigns;
    }

    private Scalar Infix(int strength)
    {
        if (strength > ExpressionSyntax.Product) return Prefix();
        var left = Infix(strength + 1);
        while (true)
        {
            SkipSpaces();
            if (ExpressionSyntax.InfixAt(text, _at) is not { } infix || infix.Strength != strength) return left;
            _at += infix.Length;
            left = _builder.Intern(new ExpressionNode(infix.Operator, left.Id, Infix(strength + 1).Id));
        }
    }

    private Scalar Prefix()
    {
        SkipSpaces();
        if (Peek() != '-') return Atom();
        if (char.IsDigit(Peek(1))) return Number();
        _at++;
        if (string.CompareOrdinal(text, _at, "inf", 0, 3) == 0)
        {
            _at += 3;
            return _builder.Constant(double.NegativeInfinity);
        }
        return _builder.Intern(new ExpressionNode(ScalarOperator.Negate, Prefix().Id));
    }

    private Scalar Atom()
    {
        if (char.IsDigit(Peek())) return Number();
        if (Peek() == '(')
        {
            _at++;
            var inner = Infix(ExpressionSyntax.Comparison);
            Expect(')');
            return inner;
        }
        int start = _at;
        string word = Word();
        if (word == "nan") return _builder.Constant(double.NaN);
        if (word == "inf") return _builder.Constant(double.PositiveInfinity);
        if (word == "position") return _builder.Position();
        if (_names.TryGetValue(word, out var value)) return value;
        if (word.Length > 1 && word[0] == 'x' && int.TryParse(word.Substring(1), NumberStyles.None, CultureInfo.InvariantCulture, out int operand))
            return operand < operands ? _builder.Load(operand) : throw new FormatException($"The expression '{text}' reads operand {operand} of {operands}.");
        if (ExpressionSyntax.FunctionOf(word) is { } function) return Call(function.Operator, function.Arguments);
        _at = start;
        throw Unexpected("a number, an operand, a name or a function");
    }

    private Scalar Call(ScalarOperator op, int count)
    {
        var arguments = new[] { -1, -1, -1 };
        for (int i = 0; i < count; i++)
        {
            Expect(i == 0 ? '(' : ',');
            arguments[i] = Infix(ExpressionSyntax.Comparison).Id;
        }
        Expect(')');
        return _builder.Intern(new ExpressionNode(op, arguments[0], arguments[1], arguments[2]));
    }

    private Scalar Number()
    {
        int start = _at++;
        while (char.IsDigit(Peek()) || Peek() is '.' or 'E' or 'e' || (Peek() is '+' or '-' && text[_at - 1] is 'E' or 'e')) _at++;
        return _builder.Constant(double.Parse(text.Substring(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    private string Word()
    {
        int start = _at;
        while (char.IsLetterOrDigit(Peek())) _at++;
        return text.Substring(start, _at - start);
    }

    private char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void SkipSpaces()
    {
        while (Peek() == ' ') _at++;
    }

    private void Expect(char c)
    {
        SkipSpaces();
        if (Peek() != c) throw Unexpected($"'{c}'");
        _at++;
    }

    private FormatException Unexpected(string expected) => new($"Expected {expected} at {_at} of the expression '{text}'.");
}
