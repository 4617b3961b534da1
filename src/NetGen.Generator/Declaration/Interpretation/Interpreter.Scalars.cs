using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Diagnostics;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>Element-wise functions: the same code, run on symbols of numbers, makes an expression.</summary>
internal sealed partial class Interpreter
{
    /// <summary>The expression of an element-wise function; null where it was stopped, which has been reported.</summary>
    public Expression? TryElementwise(IMethodSymbol method, SyntaxNode syntax)
    {
        try
        {
            return BodyOf(method) is { } body ? ElementwiseOf(method, a => RunBody(method, body, a, null, network.Root), LocationInfo.Of(syntax)) : null;
        }
        catch (StopException)
        {
            return null;
        }
    }

    /// <summary>The method that takes the place of a derivative: <c>[Elementwise(Gradient = nameof(...))]</c>.</summary>
    public Expression? TryGradient(IMethodSymbol method, SyntaxNode syntax)
    {
        try
        {
            return GradientOf(method, syntax);
        }
        catch (StopException)
        {
            return null;
        }
    }

    private Expression? GradientOf(IMethodSymbol method, SyntaxNode syntax)
    {
        if (Attributes.Find(method, "Elementwise")?.NamedArguments.FirstOrDefault(a => a.Key == "Gradient").Value.Value is not string name) return null;
        var gradient = method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(m => m.IsStatic && m.Parameters.Length == method.Parameters.Length);
        if (gradient is null || method.Parameters.Length != 1 || BodyOf(gradient) is not { } body)
            throw Report(
                ForwardDescriptors.MethodDoesNotFit, syntax, method.Name, "Elementwise",
                $"its Gradient is '{name}', which must be a static method of one number of the same class");
        return ElementwiseOf(gradient, a => RunBody(gradient, body, a, null, network.Root), LocationInfo.Of(syntax));
    }

    private Expression ElementwiseOf(IMethodSymbol method, Func<object?[], object?> run, LocationInfo location)
    {
        var builder = new ExpressionBuilder();
        object?[] arguments = [.. method.Parameters.Select((_, i) => (object?)new ScalarValue(builder.Load(i)))];
        object? result = run(arguments);
        Scalar? scalar = result switch
        {
            ScalarValue value => value.Scalar,
            bool value => builder.Constant(value ? 1 : 0),
            not null when Operators.Convert(result, SpecialType.System_Double, false) is double number => builder.Constant(number),
            _ => null,
        };
        return scalar is { } s
            ? builder.Build(arguments.Length, s)
            : throw Report(ForwardDescriptors.MethodDoesNotFit, location, method.Name, "Elementwise", "it must return a number");
    }

    private object? ScalarBinary(IOperation operation, BinaryOperatorKind kind, object? left, object? right)
    {
        var sample = (ScalarValue)(left is ScalarValue ? left : right!);
        Scalar a = AsScalar(left, sample, operation), b = AsScalar(right, sample, operation);
        return new ScalarValue(kind switch
        {
            BinaryOperatorKind.Add => a + b,
            BinaryOperatorKind.Subtract => a - b,
            BinaryOperatorKind.Multiply => a * b,
            BinaryOperatorKind.Divide => a / b,
            BinaryOperatorKind.LessThan => Scalar.Less(a, b),
            BinaryOperatorKind.GreaterThan => Scalar.Less(b, a),
            BinaryOperatorKind.LessThanOrEqual => Scalar.LessOrEqual(a, b),
            BinaryOperatorKind.GreaterThanOrEqual => Scalar.LessOrEqual(b, a),
            BinaryOperatorKind.Equals => Scalar.Equal(a, b),
            BinaryOperatorKind.NotEquals => 1 - Scalar.Equal(a, b),
            BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => a * b,
            BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => Scalar.Max(a, b),
            _ => throw Unsupported(operation, $"This operator ({kind}) in an element-wise function", "use arithmetic and comparisons"),
        });
    }

    private object? ScalarFunction(IOperation operation, string name, object?[] arguments)
    {
        var sample = arguments.OfType<ScalarValue>().First();
        if (name == "Pow" && arguments[1] is not ScalarValue && Operators.Convert(arguments[1]!, SpecialType.System_Double, false) is double exponent)
            return new ScalarValue(Scalar.Power(sample.Scalar, exponent));
        Scalar[] a = [.. arguments.Select(x => AsScalar(x, sample, operation))];
        return new ScalarValue(name switch
        {
            "Exp" => Scalar.Exp(a[0]),
            "Log" when a.Length == 1 => Scalar.Log(a[0]),
            "Log2" => Scalar.Log(a[0]) * (1 / Math.Log(2)),
            "Log10" => Scalar.Log(a[0]) * (1 / Math.Log(10)),
            "Sqrt" => Scalar.Sqrt(a[0]),
            "Abs" => Scalar.Abs(a[0]),
            "Tanh" => Scalar.Tanh(a[0]),
            "Sin" => Scalar.Sin(a[0]),
            "Cos" => Scalar.Cos(a[0]),
            "Tan" => Scalar.Sin(a[0]) / Scalar.Cos(a[0]),
            "Sinh" => 0.5 * (Scalar.Exp(a[0]) - Scalar.Exp(-a[0])),
            "Cosh" => 0.5 * (Scalar.Exp(a[0]) + Scalar.Exp(-a[0])),
            "Floor" => Scalar.Floor(a[0]),
            "Ceiling" => -Scalar.Floor(-a[0]),
            "Sign" => Scalar.Sign(a[0]),
            "Max" => Scalar.Max(a[0], a[1]),
            "Min" => Scalar.Min(a[0], a[1]),
            "Clamp" => Scalar.Max(Scalar.Min(a[0], a[2]), a[1]),
            "FusedMultiplyAdd" => a[0] * a[1] + a[2],
            "ReciprocalEstimate" => 1 / a[0],
            "Pow" => Scalar.Exp(a[1] * Scalar.Log(a[0])),
            _ => throw Unsupported(operation, $"'{name}' in an element-wise function", "use Exp, Log, Sqrt, Abs, Tanh, Sin, Cos, Floor, Sign, Max, Min, Clamp and Pow"),
        });
    }

    private Scalar AsScalar(object? value, ScalarValue sample, IOperation operation) => value switch
    {
        ScalarValue scalar => scalar.Scalar,
        bool truth => sample.Scalar.Builder.Constant(truth ? 1 : 0),
        not null when Operators.Convert(value, SpecialType.System_Double, false) is double number => sample.Scalar.Builder.Constant(number),
        _ => throw Unsupported(operation, "This operand in an element-wise function", "use numbers"),
    };
}
