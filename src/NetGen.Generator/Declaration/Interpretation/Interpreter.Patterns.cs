using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

internal sealed partial class Interpreter
{
    private object? EvaluateSwitch(ISwitchExpressionOperation choice, Frame frame)
    {
        object? value = Evaluate(choice.Value, frame);
        RequireKnown(value, choice.Value, "switch");
        foreach (var arm in choice.Arms)
            if (Matches(arm.Pattern, value, frame) && (arm.Guard is null || Condition(arm.Guard, frame))) return Evaluate(arm.Value, frame);
        throw Fails(choice, $"no arm of the switch matches {Text(value, choice.Value.Type)}");
    }

    private bool Matches(IPatternOperation pattern, object? value, Frame frame)
    {
        Step(pattern);
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return AreEqual(value, Evaluate(constant.Value, frame));
            case IRelationalPatternOperation relational:
                object? bound = Evaluate(relational.Value, frame);
                return value is not null && bound is not null && Operators.Binary(relational.OperatorKind, value, bound, false) is true;
            case INegatedPatternOperation negated:
                return !Matches(negated.Pattern, value, frame);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either:
                return Matches(either.LeftPattern, value, frame) || Matches(either.RightPattern, value, frame);
            case IBinaryPatternOperation both:
                return Matches(both.LeftPattern, value, frame) && Matches(both.RightPattern, value, frame);
            case IDiscardPatternOperation:
                return true;
            case IDeclarationPatternOperation declaration:
                if (!declaration.MatchesNull && declaration.MatchedType is { } matched && !IsOfType(value, matched)) return false;
                if (declaration.DeclaredSymbol is { } symbol) frame.Declare(symbol, value);
                return true;
            case ITypePatternOperation type:
                return IsOfType(value, type.MatchedType);
            case IRecursivePatternOperation recursive:
                return MatchesRecursive(recursive, value, frame);
            case IListPatternOperation list:
                return MatchesList(list, value, frame);
            case IInvalidOperation:
                throw Stop();
            default:
                throw Unsupported(pattern, "This pattern", "use constants, relations, tuples, lists, and, or and not");
        }
    }

    private bool MatchesRecursive(IRecursivePatternOperation recursive, object? value, Frame frame)
    {
        if (value is null) return false;
        if (recursive.DeconstructionSubpatterns.Length > 0)
        {
            if (value is not TupleValue tuple || tuple.Items.Length != recursive.DeconstructionSubpatterns.Length) return false;
            for (int i = 0; i < tuple.Items.Length; i++)
                if (!Matches(recursive.DeconstructionSubpatterns[i], tuple.Items[i], frame)) return false;
        }
        foreach (var property in recursive.PropertySubpatterns)
        {
            object? member = property.Member switch
            {
                IFieldReferenceOperation field when value is TupleValue tuple => tuple.Items[TupleIndex(field.Field)],
                IPropertyReferenceOperation { Property.Name: "Length" or "Count" } when value is ArrayValue or ListValue or string => Elements(value, property).Count,
                IPropertyReferenceOperation p => PropertyOf(value, p.Property.Name, [], property),
                _ => throw Unsupported(property, "This pattern", "compare the property with =="),
            };
            if (!Matches(property.Pattern, member, frame)) return false;
        }
        if (recursive.DeclaredSymbol is { } symbol) frame.Declare(symbol, value);
        return true;
    }

    private bool MatchesList(IListPatternOperation list, object? value, Frame frame)
    {
        if (value is null) return false;
        var items = Elements(value, list);
        int slice = -1;
        for (int i = 0; i < list.Patterns.Length; i++)
            if (list.Patterns[i] is ISlicePatternOperation) slice = i;
        if (slice < 0 ? items.Count != list.Patterns.Length : items.Count < list.Patterns.Length - 1) return false;
        for (int i = 0; i < list.Patterns.Length; i++)
        {
            if (list.Patterns[i] is ISlicePatternOperation middle)
            {
                var rest = new ArrayValue([.. items.Skip(slice).Take(items.Count - list.Patterns.Length + 1)]);
                if (middle.Pattern is { } inner && !Matches(inner, rest, frame)) return false;
                continue;
            }
            int at = slice >= 0 && i > slice ? items.Count - list.Patterns.Length + i : i;
            if (!Matches(list.Patterns[i], items[at], frame)) return false;
        }
        if (list.DeclaredSymbol is { } symbol) frame.Declare(symbol, value);
        return true;
    }

    private bool IsOfType(object? value, ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable) type = nullable.TypeArguments[0];
        return value switch
        {
            null => false,
            _ when type.SpecialType == SpecialType.System_Object => true,
            int => type.SpecialType == SpecialType.System_Int32 || type.TypeKind == TypeKind.Enum,
            double => type.SpecialType == SpecialType.System_Double,
            float => type.SpecialType == SpecialType.System_Single,
            long => type.SpecialType == SpecialType.System_Int64,
            bool => type.SpecialType == SpecialType.System_Boolean,
            string => type.SpecialType == SpecialType.System_String,
            TensorValue tensor => type.Name == (tensor.IsInteger ? "IntTensor" : "Tensor"),
            TupleValue => type.IsTupleType,
            ArrayValue => type.TypeKind == TypeKind.Array || type.Name is "Span" or "ReadOnlySpan",
            ListValue => type.Name is "List" or "IList" or "IReadOnlyList" or "IEnumerable",
            _ => false,
        };
    }
}
