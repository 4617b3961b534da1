using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetGen.Compiler.Diagnostics;

namespace NetGen.Compiler.Declaration.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>The most elements that an array or a list may have.</summary>
    private const int MostElements = 1_000_000;

    /// <summary>What a loop runs over.</summary>
    private List<object?> Elements(object? value, IOperation operation) => value switch
    {
        ArrayValue array => [.. array.Items],
        ListValue list => list.Items,
        DictionaryValue dictionary => [.. dictionary.Items.Select(p => (object?)new TupleValue([p.Key, p.Value]))],
        string text => [.. text.Select(c => (object?)c)],
        null => throw Fails(operation, "the collection is null"),
        TensorValue => throw Report(
            ForwardDescriptors.NotKnown, operation.Syntax, "A loop over a tensor has no elements that are known", "loop over indices and take parts: x[i]"),
        _ => throw Unsupported(operation, "This collection", "use arrays, lists, spans, strings and Enumerable.Range"),
    };

    private object? EvaluateArray(IArrayCreationOperation array, Frame frame)
    {
        if (array.DimensionSizes.Length > 1) throw Unsupported(array, "An array of several dimensions", "use an array of arrays, or one array with computed indices");
        if (array.Initializer is { } initializer) return new ArrayValue([.. initializer.ElementValues.Select(e => e is IArrayInitializerOperation ? throw Stop() : Evaluate(e, frame))]);
        int length = Evaluate(array.DimensionSizes[0], frame) switch
        {
            int n => n,
            long n => (int)Math.Min(n, int.MaxValue),
            _ => throw Unsupported(array, "This length", "use an int"),
        };
        if (length is < 0 or > MostElements) throw Fails(array, $"an array can't have {length.ToString(CultureInfo.InvariantCulture)} elements here");
        object? initial = DefaultOf((array.Type as IArrayTypeSymbol)?.ElementType, array);
        return new ArrayValue([.. Enumerable.Repeat(initial, length)]);
    }

    private object? EvaluateCollection(ICollectionExpressionOperation collection, Frame frame)
    {
        var items = new List<object?>();
        foreach (var element in collection.Elements)
            if (element is ISpreadOperation spread) items.AddRange(Elements(Evaluate(spread.Operand, frame), spread.Operand));
            else items.Add(Evaluate(element, frame));
        return collection.Type is INamedTypeSymbol { Name: "List" or "IList" or "ICollection" } ? new ListValue(items) : new ArrayValue([.. items]);
    }

    private object? EvaluateElement(IArrayElementReferenceOperation element, Frame frame)
    {
        object? array = Evaluate(element.ArrayReference, frame);
        if (element.Indices.Length != 1) throw Unsupported(element, "An array of several dimensions", "use an array of arrays, or one array with computed indices");
        return ElementOf(array, Evaluate(element.Indices[0], frame), element);
    }

    private object? ElementOf(object? owner, object? index, IOperation operation)
    {
        if (owner is TensorValue tensor) return SliceTensor(operation, tensor, [index]);
        if (owner is DictionaryValue dictionary)
            return index is not null && dictionary.Items.TryGetValue(index, out object? value) ? value : throw Fails(operation, $"there is no '{Text(index)}' in the dictionary");
        if (owner is null) throw Fails(operation, "the array or list is null");
        var items = owner is ArrayValue array ? array.Items : (IReadOnlyList<object?>)Elements(owner, operation);
        if (index is RangeValue range)
        {
            var (start, end) = Bounds(range, items.Count, operation);
            object?[] part = [.. items.Skip(start).Take(end - start)];
            return owner is string text ? text.Substring(start, end - start) : owner is ListValue ? new ListValue([.. part]) : new ArrayValue(part);
        }
        return items[Position(index, items.Count, operation)];
    }

    private int Position(object? index, int count, IOperation operation)
    {
        long at = index switch
        {
            int i => i,
            long l => l,
            uint u => u,
            IndexValue i => i.In(count),
            TensorValue => throw Report(
                ForwardDescriptors.NotKnown, operation.Syntax, "An index depends on a tensor, whose numbers are only known at run time", "use Gather, or OneHot and a product"),
            _ => throw Unsupported(operation, "This index", "use an int"),
        };
        return at >= 0 && at < count ? (int)at
            : throw Fails(operation, $"the index {at.ToString(CultureInfo.InvariantCulture)} is outside the {count.ToString(CultureInfo.InvariantCulture)} elements");
    }

    private (int Start, int End) Bounds(RangeValue range, int count, IOperation operation)
    {
        int start = range.Start?.In(count) ?? 0, end = range.End?.In(count) ?? count;
        return start >= 0 && end <= count && start <= end ? (start, end)
            : throw Fails(operation, string.Format(CultureInfo.InvariantCulture, "the range {0}..{1} is outside the {2} elements", start, end, count));
    }

    private IndexValue IndexOf(IOperation operand, Frame frame) => Evaluate(operand, frame) switch
    {
        IndexValue index => index,
        int index => new IndexValue(index, false),
        _ => throw Unsupported(operand, "This bound", "use an int"),
    };

    private void SetElement(object? owner, object?[] indices, object? value, IOperation operation)
    {
        if (owner is TensorValue) throw Unsupported(operation, "Setting a part of a tensor", "make a new tensor of parts with Concat or Stack");
        if (indices.Length != 1) throw Unsupported(operation, "An array of several dimensions", "use an array of arrays, or one array with computed indices");
        switch (owner)
        {
            case ArrayValue array: array.Items[Position(indices[0], array.Items.Length, operation)] = value; break;
            case ListValue list: list.Items[Position(indices[0], list.Items.Count, operation)] = value; break;
            case DictionaryValue dictionary when indices[0] is { } key: dictionary.Items[key] = value; break;
            case null: throw Fails(operation, "the array or list is null");
            default: throw Unsupported(operation, "Setting this element", "use arrays and lists");
        }
    }

    private object? EvaluateCreation(IObjectCreationOperation creation, Frame frame)
    {
        if (creation.Constructor is not { } constructor || creation.Type is not INamedTypeSymbol type) throw Stop();
        object?[] arguments = [.. creation.Arguments.Select(a => Evaluate(a.Value, frame))];
        object? made = type switch
        {
            { Name: "List", ContainingNamespace.Name: "Generic" } => new ListValue(arguments is [ArrayValue or ListValue or string] ? [.. Elements(arguments[0], creation)] : []),
            { Name: "Dictionary", ContainingNamespace.Name: "Generic" } => new DictionaryValue([]),
            { Name: "Index", ContainingNamespace.Name: "System" } => new IndexValue((int)arguments[0]!, arguments.Length > 1 && arguments[1] is true),
            { Name: "Range", ContainingNamespace.Name: "System" } => new RangeValue((IndexValue?)arguments[0], (IndexValue?)arguments[1]),
            { IsTupleType: true } => new TupleValue(arguments),
            _ when constructor.ContainingType.TypeKind == TypeKind.Struct && arguments.Length == 0 => DefaultOf(type, creation),
            _ => throw Unsupported(creation, $"An object of '{type.Name}'", "use tuples, arrays, lists and dictionaries"),
        };
        foreach (var initializer in creation.Initializer?.Initializers ?? [])
            switch (initializer)
            {
                case IInvocationOperation { TargetMethod.Name: "Add" } add when made is ListValue list:
                    list.Items.Add(Evaluate(add.Arguments[0].Value, frame));
                    break;
                case IInvocationOperation { TargetMethod.Name: "Add", Arguments.Length: 2 } add when made is DictionaryValue dictionary:
                    dictionary.Items[Evaluate(add.Arguments[0].Value, frame)!] = Evaluate(add.Arguments[1].Value, frame);
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments.Length: 1 } target } set when made is DictionaryValue dictionary:
                    dictionary.Items[Evaluate(target.Arguments[0].Value, frame)!] = Evaluate(set.Value, frame);
                    break;
                default:
                    throw Unsupported(initializer, "This initializer", "add the elements one by one");
            }
        return made;
    }

    private object? EvaluateProperty(IPropertyReferenceOperation property, Frame frame)
    {
        if (property.Instance is not { } instance) return StaticProperty(property, frame);
        object? owner = Evaluate(instance, frame);
        object?[] arguments = [.. property.Arguments.Select(a => Evaluate(a.Value, frame))];
        return PropertyOf(owner, property.Property.IsIndexer ? "[]" : property.Property.Name, arguments, property);
    }

    private object? StaticProperty(IPropertyReferenceOperation property, Frame frame)
    {
        if (property.Property is { Name: "IsTraining" } && IsLanguage(property.Property.ContainingType, "Layers")) return network.Training;
        if (property.Property.ContainingType is { Name: "Index" or "Range", ContainingNamespace.Name: "System" })
            return property.Property.Name switch { "Start" => new IndexValue(0, false), "End" => new IndexValue(0, true), _ => new RangeValue(null, null) };
        if (property.Property.DeclaringSyntaxReferences.Length == 0)
            throw Unsupported(property, $"'{property.Property.ContainingType.Name}.{property.Property.Name}'", "use constants and static methods of this project");
        if (property.Property is { GetMethod: { } getter, SetMethod: null })
        {
            var syntax = property.Property.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
            IOperation? body = syntax is Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { ExpressionBody: { } arrow }
                ? ModelOf(syntax.SyntaxTree).GetOperation(arrow, cancellation)
                : BodyOf(getter);
            if (body is not null) return RunBody(getter, body, [], null, frame.Scope, property);
            if (syntax is Microsoft.CodeAnalysis.CSharp.Syntax.PropertyDeclarationSyntax { Initializer: { } initializer }
                && ModelOf(syntax.SyntaxTree).GetOperation(initializer, cancellation) is IPropertyInitializerOperation { Value: { } value })
                return Evaluate(value, new Frame(null, network.Root));
        }
        throw Unsupported(property, $"The property '{property.Property.Name}', which can change at run time,", "declare it without a setter, or use const or static readonly");
    }

    private object? PropertyOf(object? owner, string name, object?[] arguments, IOperation operation) => (owner, name) switch
    {
        (TensorValue tensor, "[]") => SliceTensor(operation, tensor, arguments is [ArrayValue slices] ? slices.Items : arguments),
        (TensorValue tensor, "Shape") => new ArrayValue([.. tensor.Shape.Dimensions.Select(d => (object?)d)]),
        (TensorValue tensor, "Rank") => tensor.Shape.Rank,
        (TensorValue tensor, "Weight") => network.WeightOf(tensor) ?? throw Fails(operation, "this is not the result of a layer with weights"),
        (TensorValue tensor, "Length") => (int)tensor.Shape.Length,
        (StateHandle state, "Value") => ReadState(state),
        (_, "[]") => ElementOf(owner, arguments[0], operation),
        (ArrayValue array, "Length" or "Count") => array.Items.Length,
        (ArrayValue array, "IsEmpty") => array.Items.Length == 0,
        (ListValue list, "Count") => list.Items.Count,
        (DictionaryValue dictionary, "Count") => dictionary.Items.Count,
        (DictionaryValue dictionary, "Keys") => new ArrayValue([.. dictionary.Items.Keys]),
        (DictionaryValue dictionary, "Values") => new ArrayValue([.. dictionary.Items.Values]),
        (TupleValue { Items.Length: 2 } pair, "Key") => pair.Items[0],
        (TupleValue { Items.Length: 2 } pair, "Value") => pair.Items[1],
        (string text, "Length") => text.Length,
        (IndexValue index, "Value") => index.Value,
        (IndexValue index, "IsFromEnd") => index.FromEnd,
        (RangeValue range, "Start") => range.Start ?? new IndexValue(0, false),
        (RangeValue range, "End") => range.End ?? new IndexValue(0, true),
        (null, "HasValue") => false,
        (not null, "HasValue") => true,
        (not null, "Value") => owner,
        (null, _) => throw Fails(operation, $"'{name}' is read of null"),
        _ => throw Unsupported(operation, $"The property '{name}'", "use Shape, Rank and Length of tensors, and the length of arrays, lists and strings"),
    };

    private void AssignProperty(IPropertyReferenceOperation property, object? value, Frame frame)
    {
        if (property.Instance is not { } instance) throw Unsupported(property, "Setting a property", "use local variables; what a network keeps between calls is State(...)");
        object? owner = Evaluate(instance, frame);
        if (owner is StateHandle state && property.Property.Name == "Value") WriteState(property, state, value);
        else if (property.Property.IsIndexer) SetElement(owner, property.Arguments.Select(a => Evaluate(a.Value, frame)).ToArray(), value, property);
        else throw Unsupported(property, "Setting a property", "use local variables; what a network keeps between calls is State(...)");
    }
}
