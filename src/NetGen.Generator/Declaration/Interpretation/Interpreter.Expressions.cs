using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Expressions;

namespace NetGen.Compiler.Declaration.Interpretation;

internal sealed partial class Interpreter
{
    private object? Evaluate(IOperation operation, Frame frame)
    {
        Step(operation);
        if (operation.ConstantValue is { HasValue: true } constant) return constant.Value;
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return Variable(local, local.Local, frame).Value;
            case IParameterReferenceOperation parameter:
                return Variable(parameter, parameter.Parameter, frame).Value;
            case IFieldReferenceOperation field:
                return EvaluateField(field, frame);
            case IPropertyReferenceOperation property:
                return EvaluateProperty(property, frame);
            case IInvocationOperation call:
                return EvaluateCall(call, frame);
            case IBinaryOperation binary:
                return EvaluateBinary(binary, frame);
            case ITupleBinaryOperation tuples:
                return AreEqual(Evaluate(tuples.LeftOperand, frame), Evaluate(tuples.RightOperand, frame)) == (tuples.OperatorKind == BinaryOperatorKind.Equals);
            case ITranslatedQueryOperation query:
                return Evaluate(query.Operation, frame);
            case IUnaryOperation unary:
                return EvaluateUnary(unary, frame);
            case IConversionOperation conversion:
                return EvaluateConversion(conversion, frame);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand, frame);
            case IConditionalOperation conditional:
                return EvaluateConditional(conditional, frame);
            case ISimpleAssignmentOperation { IsRef: false } assignment:
                object? assigned = Evaluate(assignment.Value, frame);
                Assign(assignment.Target, assigned, frame);
                return assigned;
            case ICompoundAssignmentOperation compound:
                return EvaluateCompound(compound, frame);
            case IIncrementOrDecrementOperation increment:
                return EvaluateIncrement(increment, frame);
            case IDeconstructionAssignmentOperation deconstruction:
                object? parts = Evaluate(deconstruction.Value, frame);
                Assign(deconstruction.Target, parts, frame);
                return parts;
            case ITupleOperation tuple:
                return new TupleValue([.. tuple.Elements.Select(e => Evaluate(e, frame))]);
            case IArrayCreationOperation array:
                return EvaluateArray(array, frame);
            case ICollectionExpressionOperation collection:
                return EvaluateCollection(collection, frame);
            case IArrayElementReferenceOperation element:
                return EvaluateElement(element, frame);
            case IImplicitIndexerReferenceOperation indexer:
                return ElementOf(Evaluate(indexer.Instance, frame), Evaluate(indexer.Argument, frame), operation);
            case IObjectCreationOperation creation:
                return EvaluateCreation(creation, frame);
            case ISwitchExpressionOperation choice:
                return EvaluateSwitch(choice, frame);
            case IIsPatternOperation pattern:
                object? tested = Evaluate(pattern.Value, frame);
                RequireKnown(tested, pattern.Value, "a pattern");
                return Matches(pattern.Pattern, tested, frame);
            case IIsTypeOperation test:
                return IsOfType(Evaluate(test.ValueOperand, frame), test.TypeOperand) != test.IsNegated;
            case ICoalesceOperation coalesce:
                return Evaluate(coalesce.Value, frame) ?? Evaluate(coalesce.WhenNull, frame);
            case ICoalesceAssignmentOperation coalesce:
                if (Evaluate(coalesce.Target, frame) is { } present) return present;
                object? replacement = Evaluate(coalesce.Value, frame);
                Assign(coalesce.Target, replacement, frame);
                return replacement;
            case IConditionalAccessOperation access:
                return EvaluateAccess(access, frame);
            case IConditionalAccessInstanceOperation instance:
                return Variable(instance, AccessSymbol(instance), frame).Value;
            case IInterpolatedStringOperation text:
                return EvaluateText(text, frame);
            case IAnonymousFunctionOperation lambda:
                return new FunctionValue(lambda.Symbol, lambda.Body, frame.Capture());
            case IDelegateCreationOperation creation:
                return Evaluate(creation.Target, frame);
            case IMethodReferenceOperation method:
                return new FunctionValue(method.Method, null, method.Method.MethodKind == MethodKind.LocalFunction ? frame : null);
            case IDefaultValueOperation value:
                return DefaultOf(value.Type, operation);
            case IRangeOperation range:
                return new RangeValue(range.LeftOperand is { } left ? IndexOf(left, frame) : null, range.RightOperand is { } right ? IndexOf(right, frame) : null);
            case INameOfOperation or ILiteralOperation or ISizeOfOperation:
                return operation.ConstantValue.Value;
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression, frame);
            case IDiscardOperation:
                return null;
            case IThrowOperation thrown:
                throw Throws(thrown, frame);
            case ITypeOfOperation type:
                return type.TypeOperand;
            case IInvalidOperation:
                throw Stop();
            case IInstanceReferenceOperation:
                throw Unsupported(operation, "An instance", "make the method and what it uses static: there is no instance at compile time");
            case IAwaitOperation:
                throw Unsupported(operation, "await", "nothing waits at compile time");
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation:
                throw Unsupported(operation, "dynamic", "use the type itself");
            case IAnonymousObjectCreationOperation:
                throw Unsupported(operation, "An anonymous object", "use a tuple: (width: 3, height: 4)");
            case { Syntax: StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax }:
                throw Unsupported(operation, "stackalloc", "use an array: new[] { 1, 2 }");
            default:
                throw Unsupported(operation, $"This ({operation.Kind})", "use local variables, arithmetic, loops, conditions, tuples, arrays, lists, local functions and static methods");
        }
    }

    private Variable Variable(IOperation operation, ISymbol symbol, Frame frame) =>
        frame.Find(symbol) ?? (operation is ILocalReferenceOperation { IsDeclaration: true } ? Declared(symbol, frame) : throw Stop());

    private static Variable Declared(ISymbol symbol, Frame frame)
    {
        frame.Declare(symbol, null);
        return frame.Find(symbol)!;
    }

    private object? EvaluateField(IFieldReferenceOperation field, Frame frame)
    {
        if (field.Instance is not { } instance) return ValueOf(field.Field, field);
        object? owner = Evaluate(instance, frame);
        if (owner is TupleValue tuple && field.Field.ContainingType.IsTupleType) return tuple.Items[TupleIndex(field.Field)];
        if (field.Field.HasConstantValue) return field.Field.ConstantValue;
        throw Unsupported(field, $"The field '{field.Field.Name}' of an object", "use local variables, tuples and static methods");
    }

    private static int TupleIndex(IFieldSymbol field)
    {
        var elements = field.ContainingType.TupleElements;
        for (int i = 0; i < elements.Length; i++)
            if (elements[i].Name == field.Name || elements[i].CorrespondingTupleField?.Name == field.Name) return i;
        return 0;
    }

    private object? EvaluateBinary(IBinaryOperation binary, Frame frame)
    {
        object? left = Evaluate(binary.LeftOperand, frame);
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && left is not ScalarValue)
        {
            RequireKnown(left, binary.LeftOperand, "a condition");
            bool value = left is true;
            if (value == (binary.OperatorKind == BinaryOperatorKind.ConditionalOr)) return value;
            object? other = Evaluate(binary.RightOperand, frame);
            RequireKnown(other is ScalarValue ? null : other, binary.RightOperand, "a condition");
            return other;
        }
        object? right = Evaluate(binary.RightOperand, frame);
        return Binary(binary, binary.OperatorKind, left, right, binary.IsChecked, binary.OperatorMethod);
    }

    private object? Binary(IOperation operation, BinaryOperatorKind kind, object? left, object? right, bool isChecked, IMethodSymbol? method)
    {
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && (left is null || right is null)) return (left is null && right is null) == (kind == BinaryOperatorKind.Equals);
        if (left is TensorValue || right is TensorValue) return TensorBinary(operation, kind, left, right);
        if (left is ScalarValue || right is ScalarValue) return ScalarBinary(operation, kind, left, right);
        if (method is not null && !IsFramework(method)) return CallMethod(operation, method, [left, right], _scope);
        if (kind == BinaryOperatorKind.Add && (left is string || right is string)) return Text(left) + Text(right);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && (left is null or string or TupleValue || right is null or string or TupleValue || left is FunctionValue or ArrayValue or ListValue))
            return AreEqual(left, right) == (kind == BinaryOperatorKind.Equals);
        if (left is null || right is null) return kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThanOrEqual ? false : null;
        return Guarded(operation, () => Operators.Binary(kind, left, right, isChecked))
            ?? throw Unsupported(operation, $"This operator ({kind})", "use arithmetic and comparisons of numbers, bools and strings");
    }

    private object? Guarded(IOperation operation, Func<object?> compute)
    {
        try
        {
            return compute();
        }
        catch (Exception exception) when (exception is DivideByZeroException or OverflowException)
        {
            throw Fails(operation, exception is DivideByZeroException ? "it divides by zero" : "the number overflows");
        }
    }

    private object? EvaluateUnary(IUnaryOperation unary, Frame frame)
    {
        object? value = Evaluate(unary.Operand, frame);
        if (unary.OperatorKind == UnaryOperatorKind.Hat) return new IndexValue((int)value!, true);
        if (value is TensorValue tensor) return unary.OperatorKind == UnaryOperatorKind.Plus ? tensor : Functions.Negate(tensor);
        if (value is ScalarValue scalar)
            return unary.OperatorKind switch
            {
                UnaryOperatorKind.Plus => scalar,
                UnaryOperatorKind.Minus => new ScalarValue(-scalar.Scalar),
                UnaryOperatorKind.Not => new ScalarValue(1 - scalar.Scalar),
                _ => throw Unsupported(unary, "This operator", "use arithmetic of real numbers"),
            };
        if (value is null) return null;
        return Guarded(unary, () => Operators.Unary(unary.OperatorKind, value, unary.IsChecked))
            ?? throw Unsupported(unary, $"This operator ({unary.OperatorKind})", "use arithmetic of numbers and bools");
    }

    private object? EvaluateConversion(IConversionOperation conversion, Frame frame)
    {
        if (!conversion.Conversion.Exists) throw Stop();
        object? value = Evaluate(conversion.Operand, frame);
        return Convert(conversion, value, conversion.Type, conversion.OperatorMethod, conversion.IsChecked);
    }

    private object? Convert(IOperation operation, object? value, ITypeSymbol? type, IMethodSymbol? method, bool isChecked)
    {
        if (method is { ContainingType: { } owner })
        {
            // A conversion that is written out makes real numbers of integers; one that the compiler has put in leaves them to who reads them.
            if (IsLanguage(owner, "Tensor")) return operation.IsImplicit ? AsTensor(value, operation) : Functions.Real(AsTensor(value, operation));
            if (IsLanguage(owner, "Slice") || owner.Name is "Index" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory") return value;
            return CallMethod(operation, method, [value], _scope);
        }
        if (value is null or TensorValue or ScalarValue || type is null) return value;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } underlying }) type = underlying;
        if (type.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double)
        {
            if (type.SpecialType == SpecialType.System_Decimal) throw Unsupported(operation, "decimal", "use double");
            return Guarded(operation, () => Operators.Convert(value, type.SpecialType, isChecked)) ?? value;
        }
        return value;
    }

    private object? EvaluateConditional(IConditionalOperation conditional, Frame frame)
    {
        object? condition = Evaluate(conditional.Condition, frame);
        if (condition is ScalarValue scalar)
        {
            object? then = Evaluate(conditional.WhenTrue, frame), otherwise = Evaluate(conditional.WhenFalse!, frame);
            return new ScalarValue(Scalar.Select(scalar.Scalar, AsScalar(then, scalar, conditional), AsScalar(otherwise, scalar, conditional)));
        }
        RequireKnown(condition, conditional.Condition, "a condition");
        return Evaluate(condition is true ? conditional.WhenTrue : conditional.WhenFalse!, frame);
    }

    private object? EvaluateCompound(ICompoundAssignmentOperation compound, Frame frame)
    {
        var (old, set) = Place(compound.Target, frame);
        object? left = old;
        if (compound.InConversion.IsNumeric) left = Convert(compound, left, compound.Value.Type, null, compound.IsChecked);
        object? value = Binary(compound, compound.OperatorKind, left, Evaluate(compound.Value, frame), compound.IsChecked, compound.OperatorMethod);
        if (compound.OutConversion.IsNumeric || compound.Type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double)
            value = Convert(compound, value, compound.Type, null, compound.IsChecked);
        set(value);
        return value;
    }

    /// <summary>What a place holds and how to set it: the array and the index are evaluated once.</summary>
    private (object? Value, Action<object?> Set) Place(IOperation target, Frame frame)
    {
        var (instance, argument) = target switch
        {
            IArrayElementReferenceOperation { Indices.Length: 1 } element => (element.ArrayReference, element.Indices[0]),
            IImplicitIndexerReferenceOperation indexer => (indexer.Instance, indexer.Argument),
            IPropertyReferenceOperation { Instance: { } list, Arguments.Length: 1 } property => (list, property.Arguments[0].Value),
            _ => (null, null),
        };
        if (instance is null) return (Evaluate(target, frame), value => Assign(target, value, frame));
        object? owner = Evaluate(instance, frame), index = Evaluate(argument!, frame);
        return (ElementOf(owner, index, target), value => SetElement(owner, [index], value, target));
    }

    private object? EvaluateIncrement(IIncrementOrDecrementOperation increment, Frame frame)
    {
        var (before, set) = Place(increment.Target, frame);
        object old = before ?? throw Stop();
        object one = Operators.Convert(1, old is float ? SpecialType.System_Single : old is double ? SpecialType.System_Double : old is long ? SpecialType.System_Int64
            : old is uint ? SpecialType.System_UInt32 : old is ulong ? SpecialType.System_UInt64 : SpecialType.System_Int32, false)!;
        var kind = increment.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        object? value = Guarded(increment, () => Operators.Binary(kind, old, one, increment.IsChecked));
        if (value is null) throw Unsupported(increment, "This operator", "use it on numbers");
        value = Convert(increment, value, increment.Type, null, increment.IsChecked);
        set(value);
        return increment.IsPostfix ? old : value;
    }

    private void Assign(IOperation target, object? value, Frame frame)
    {
        Step(target);
        switch (target)
        {
            case ILocalReferenceOperation { IsDeclaration: true } local:
                frame.Declare(local.Local, value);
                break;
            case ILocalReferenceOperation local:
                if (frame.Find(local.Local) is { } variable) variable.Value = value;
                else frame.Declare(local.Local, value);
                break;
            case IParameterReferenceOperation parameter:
                Variable(parameter, parameter.Parameter, frame).Value = value;
                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value, frame);
                break;
            case IVariableDeclaratorOperation declarator:
                frame.Declare(declarator.Symbol, value);
                break;
            case ITupleOperation tuple:
                if (value is not TupleValue parts || parts.Items.Length != tuple.Elements.Length)
                    throw Unsupported(target, "This deconstruction", "deconstruct tuples");
                for (int i = 0; i < parts.Items.Length; i++) Assign(tuple.Elements[i], parts.Items[i], frame);
                break;
            case IDiscardOperation:
                break;
            case IConversionOperation conversion:
                Assign(conversion.Operand, value, frame);
                break;
            case IArrayElementReferenceOperation element:
                SetElement(Evaluate(element.ArrayReference, frame), element.Indices.Select(i => Evaluate(i, frame)).ToArray(), value, target);
                break;
            case IImplicitIndexerReferenceOperation indexer:
                SetElement(Evaluate(indexer.Instance, frame), [Evaluate(indexer.Argument, frame)], value, target);
                break;
            case IPropertyReferenceOperation property:
                AssignProperty(property, value, frame);
                break;
            case IFieldReferenceOperation { Instance: { } owner } field when field.Field.ContainingType.IsTupleType && Evaluate(owner, frame) is TupleValue old:
                object?[] items = [.. old.Items];
                items[TupleIndex(field.Field)] = value;
                Assign(owner, new TupleValue(items), frame);
                break;
            case IFieldReferenceOperation:
                throw Unsupported(target, "Setting a field", "use local variables; what a network keeps between calls is State(...)");
            case IInvalidOperation:
                throw Stop();
            default:
                throw Unsupported(target, "Setting this", "set local variables, elements of arrays and lists");
        }
    }

    private object? EvaluateAccess(IConditionalAccessOperation access, Frame frame)
    {
        if (Evaluate(access.Operation, frame) is not { } value) return null;
        var inner = new Frame(frame, frame.Scope);
        inner.Declare(_access, value);
        return Evaluate(access.WhenNotNull, inner);
    }

    /// <summary>Stands for the value behind <c>?.</c> in a frame of its own.</summary>
    private readonly ISymbol _access = compilation.GetSpecialType(SpecialType.System_Object);

    private ISymbol AccessSymbol(IConditionalAccessInstanceOperation _) => _access;

    private string EvaluateText(IInterpolatedStringOperation text, Frame frame)
    {
        var result = new StringBuilder();
        foreach (var part in text.Parts)
            switch (part)
            {
                case IInterpolatedStringTextOperation literal:
                    result.Append(literal.Text.ConstantValue.Value);
                    break;
                case IInterpolationOperation interpolation:
                    object? value = Evaluate(interpolation.Expression, frame);
                    RequireKnown(value, interpolation.Expression, "a text");
                    string format = (interpolation.FormatString as IInterpolatedStringTextOperation)?.Text.ConstantValue.Value as string
                        ?? interpolation.FormatString?.ConstantValue.Value as string ?? "";
                    string shown = value is IFormattable formattable && format.Length > 0 ? Formatted(formattable, format, interpolation) : Text(value, interpolation.Expression.Type);
                    int width = interpolation.Alignment is { } alignment && Evaluate(alignment, frame) is int w ? w : 0;
                    result.Append(width < 0 ? shown.PadRight(-width) : shown.PadLeft(width));
                    break;
                default:
                    throw Unsupported(part, "This part of the text", "use numbers and strings");
            }
        return result.ToString();
    }

    private string Formatted(IFormattable value, string format, IOperation operation)
    {
        try
        {
            return value.ToString(format, CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw Fails(operation, $"'{format}' is not a format");
        }
    }

    /// <summary>As <c>ToString</c>, invariant; enumerations by their members' names.</summary>
    private static string Text(object? value, ITypeSymbol? type = null)
    {
        while (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        if (type is { TypeKind: TypeKind.Enum } && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && Equals(f.ConstantValue, value)) is { } member)
            return member.Name;
        return value switch
        {
            null => "",
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            TensorValue tensor => "Tensor[" + tensor.Shape + "]",
            TupleValue tuple => "(" + string.Join(", ", tuple.Items.Select(i => Text(i))) + ")",
            _ => value.ToString(),
        };
    }

    private Exception Throws(IThrowOperation thrown, Frame frame)
    {
        var exception = thrown.Exception is IConversionOperation conversion ? conversion.Operand : thrown.Exception;
        string message = exception is IObjectCreationOperation { Arguments: { Length: > 0 } arguments } && Evaluate(arguments[0].Value, frame) is string text ? text : exception?.Type?.Name ?? "it throws";
        return Fails(thrown, message);
    }

    private object? DefaultOf(ITypeSymbol? type, IOperation operation) => type switch
    {
        null or { IsReferenceType: true } => null,
        { SpecialType: SpecialType.System_Boolean } => false,
        { SpecialType: >= SpecialType.System_Char and <= SpecialType.System_Double } => Operators.Convert(0, type.SpecialType, false),
        { TypeKind: TypeKind.Enum } => 0,
        INamedTypeSymbol { IsTupleType: true } tuple => new TupleValue([.. tuple.TupleElements.Select(e => DefaultOf(e.Type, operation))]),
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => null,
        { Name: "ReadOnlySpan" or "Span" } => new ArrayValue([]),
        _ => throw Unsupported(operation, $"A default {type.Name}", "use numbers, tuples, arrays and lists"),
    };

    private static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (TupleValue x, TupleValue y) => x.Items.Length == y.Items.Length && x.Items.Zip(y.Items, AreEqual).All(e => e),
        (null, _) or (_, null) => a is null && b is null,
        (string or bool, _) => a.Equals(b),
        (IFormattable, IFormattable) => a.Equals(b) || Operators.Convert(a, SpecialType.System_Double, false) is { } x && x.Equals(Operators.Convert(b, SpecialType.System_Double, false)),
        _ => ReferenceEquals(a, b),
    };
}
