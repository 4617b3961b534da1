using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetGen.Compiler.Declaration.Interpretation;

/// <summary>The framework's methods that make sense at compile time: mathematics, collections, texts.</summary>
internal sealed partial class Interpreter
{
    private object? KnownField(IFieldSymbol field, IOperation operation) => (field.ContainingType.Name, field.Name) switch
    {
        ("String", "Empty") => "",
        _ => throw Unsupported(operation, $"'{field.ContainingType.Name}.{field.Name}'", "use constants and static readonly fields of this project"),
    };

    private object? CallFramework(IInvocationOperation call, IMethodSymbol method, Frame frame)
    {
        object? instance = call.Instance is { } owner ? Evaluate(owner, frame) : null;
        object?[] arguments = ArgumentsOf(call, frame);
        if (call.Instance is not null && instance is null) throw Fails(call, $"'{method.Name}' is called on null");
        return CallKnown(call, method, call.Instance is null ? null : instance, arguments, call.Instance?.Type);
    }

    private object? CallKnown(IOperation operation, IMethodSymbol method, object? instance, object?[] a, ITypeSymbol? type = null)
    {
        string owner = method.ContainingType.Name;
        if (owner is "Math" or "MathF") return CallMath(operation, method.Name, a, owner == "MathF");
        if (owner is "Int32" or "Double" or "Single" or "Int64" && method.IsStatic && method.Name is "Max" or "Min" or "Abs" or "Sqrt" or "Clamp" or "Exp" or "Log" or "Pow")
            return CallMath(operation, method.Name, a, owner == "Single");
        if (method.Name == "ToString" && instance is IFormattable formattable && a.Length > 0 && a[0] is string format) return Formatted(formattable, format, operation);
        if (method.Name == "ToString") return Text(instance, type);
        if (owner == "Enum" && method.Name == "HasFlag") return Operators.Binary(BinaryOperatorKind.And, instance!, a[0]!, false) is { } common && AreEqual(common, a[0]);
        if (method.Name == "Equals" && a.Length == 1) return AreEqual(instance, a[0]);
        return (owner, method.Name) switch
        {
            ("Enumerable", _) => CallLinq(operation, method, a),
            (_, _) when instance is ListValue list => CallList(operation, method.Name, list.Items, a),
            (_, _) when instance is ArrayValue array => CallArray(operation, method.Name, array, a),
            (_, _) when instance is DictionaryValue dictionary => CallDictionary(operation, method.Name, dictionary.Items, a),
            (_, _) when instance is string text => CallText(operation, method.Name, text, a),
            ("Enum", "GetValues") when method.TypeArguments is [INamedTypeSymbol enumeration] =>
                new ArrayValue([.. enumeration.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => f.ConstantValue).OrderBy(v => System.Convert.ToInt64(v, System.Globalization.CultureInfo.InvariantCulture))]),
            ("Array", "Empty") => new ArrayValue([]),
            ("Array", "Fill") when a is [ArrayValue array, _] => Filled(array, a[1]),
            ("Array", "Reverse") when a is [ArrayValue array] => Reversed(array),
            ("Array", "IndexOf") when a is [ArrayValue array, _] => Array.FindIndex(array.Items, x => AreEqual(x, a[1])),
            ("Array", "ConvertAll") when a is [ArrayValue array, FunctionValue f] => new ArrayValue([.. array.Items.Select(x => CallFunction(operation, f, [x], _scope))]),
            ("MemoryExtensions", "AsSpan") when a.Length == 1 => a[0],
            ("String", "Join") when a.Length == 2 => string.Join(Text(a[0]), Elements(a[1], operation).Select(x => Text(x))),
            ("String", "Concat") => string.Concat(a.SelectMany(x => x is ArrayValue many ? many.Items : [x]).Select(x => Text(x))),
            ("String", "Format") when a.Length > 1 && a[0] is string composite => Composed(composite, [.. a.Skip(1).SelectMany(x => x is ArrayValue many ? many.Items : [x])], operation),
            ("String", "IsNullOrEmpty") => string.IsNullOrEmpty(a[0] as string),
            ("BitOperations", "Log2") when a[0] is uint n => (int)Math.Floor(Math.Log(n, 2)),
            ("BitOperations", "IsPow2") when a[0] is int n => n > 0 && (n & (n - 1)) == 0,
            ("Debug", "Assert") => a[0] is true ? null : throw Fails(operation, a.Length > 1 && a[1] is string why ? why : "the assertion doesn't hold"),
            ("ArgumentOutOfRangeException", "ThrowIfNegative") when a[0] is int n => n >= 0 ? null : throw Fails(operation, $"{n} is negative"),
            ("ArgumentOutOfRangeException", "ThrowIfNegativeOrZero") when a[0] is int n => n > 0 ? null : throw Fails(operation, $"{n} is not positive"),
            _ => throw Unsupported(operation, $"'{owner}.{method.Name}'", "use Math, arrays, lists, Enumerable, and static methods of this project"),
        };
    }

    private static object? Filled(ArrayValue array, object? value)
    {
        for (int i = 0; i < array.Items.Length; i++) array.Items[i] = value;
        return null;
    }

    private static object? Reversed(ArrayValue array)
    {
        Array.Reverse(array.Items);
        return null;
    }

    private object? CallMath(IOperation operation, string name, object?[] a, bool single)
    {
        foreach (object? argument in a)
            if (argument is TensorValue)
                throw Unsupported(operation, $"Math.{name} of a tensor", $"use the function of NetGen.Layers: Layers.{name switch { "Max" => "Maximum", "Min" => "Minimum", "Pow" => "Power", "Clamp" => "Clip", _ => name }}");
        if (a.Any(x => x is ScalarValue)) return ScalarFunction(operation, name, a);
        if (a.All(x => x is int or long))
        {
            long[] n = [.. a.Select(x => System.Convert.ToInt64(x, System.Globalization.CultureInfo.InvariantCulture))];
            long? whole = name switch
            {
                "Max" => Math.Max(n[0], n[1]),
                "Min" => Math.Min(n[0], n[1]),
                "Abs" => Math.Abs(n[0]),
                "Clamp" => Math.Max(n[1], Math.Min(n[2], n[0])),
                "Sign" => Math.Sign(n[0]),
                "DivRem" => null,
                _ => null,
            };
            if (whole is { } w) return a[0] is int || name == "Sign" ? (object)(int)w : w;
        }
        double[] d = [.. a.Select(x => Operators.Convert(x ?? 0, SpecialType.System_Double, false) as double? ?? throw Unsupported(operation, $"Math.{name} of this", "use numbers"))];
        object result = name switch
        {
            "Sqrt" => Math.Sqrt(d[0]),
            "Cbrt" => Math.Sign(d[0]) * Math.Pow(Math.Abs(d[0]), 1.0 / 3),
            "Exp" => Math.Exp(d[0]),
            "Log" when d.Length == 2 => Math.Log(d[0], d[1]),
            "Log" => Math.Log(d[0]),
            "Log2" => Math.Log(d[0], 2),
            "Log10" => Math.Log10(d[0]),
            "Pow" => Math.Pow(d[0], d[1]),
            "Sin" => Math.Sin(d[0]),
            "Cos" => Math.Cos(d[0]),
            "Tan" => Math.Tan(d[0]),
            "Atan" => Math.Atan(d[0]),
            "Tanh" => Math.Tanh(d[0]),
            "Sinh" => Math.Sinh(d[0]),
            "Cosh" => Math.Cosh(d[0]),
            "Abs" => Math.Abs(d[0]),
            "Floor" => Math.Floor(d[0]),
            "Ceiling" => Math.Ceiling(d[0]),
            "Round" when d.Length == 1 => Math.Round(d[0]),
            "Truncate" => Math.Truncate(d[0]),
            "Max" => Math.Max(d[0], d[1]),
            "Min" => Math.Min(d[0], d[1]),
            "Clamp" => Math.Max(d[1], Math.Min(d[2], d[0])),
            "Sign" => Math.Sign(d[0]),
            _ => throw Unsupported(operation, $"'Math.{name}'", "compute it with the common functions: Sqrt, Exp, Log, Pow, Sin, Cos, Tanh, Abs, Floor, Round, Max, Min"),
        };
        return result is double value && (single || a.All(x => x is float)) ? (float)value : result;
    }

    private object? CallLinq(IOperation operation, IMethodSymbol method, object?[] a)
    {
        if (method.Name == "Range") return new ArrayValue([.. Enumerable.Range((int)a[0]!, Checked((int)a[1]!)).Select(i => (object?)i)]);
        if (method.Name == "Repeat") return new ArrayValue([.. Enumerable.Repeat(a[0], Checked((int)a[1]!))]);
        if (method.Name == "Empty") return new ArrayValue([]);
        var items = Elements(a[0], operation);
        var f = a.Length > 1 ? a[a.Length - 1] as FunctionValue : null;
        object? Apply(params object?[] x) => CallFunction(operation, f!, method.Parameters.Last().Type is INamedTypeSymbol { DelegateInvokeMethod.Parameters.Length: var n } && n < x.Length ? x.Take(n).ToArray() : x, _scope);
        bool Holds(object? x) => Apply(x) is true;
        return method.Name switch
        {
            "Select" => new ArrayValue([.. items.Select((x, i) => Apply(x, i))]),
            "Where" => new ArrayValue([.. items.Where(Holds)]),
            "SelectMany" when a.Length == 2 => new ArrayValue([.. items.SelectMany(x => Elements(Apply(x), operation))]),
            "ToArray" or "AsEnumerable" => new ArrayValue([.. items]),
            "ToList" => new ListValue([.. items]),
            "Reverse" => new ArrayValue([.. Enumerable.Reverse(items)]),
            "Skip" => new ArrayValue([.. items.Skip((int)a[1]!)]),
            "Take" when a[1] is int n => new ArrayValue([.. items.Take(n)]),
            "Concat" => new ArrayValue([.. items, .. Elements(a[1], operation)]),
            "Append" => new ArrayValue([.. items, a[1]]),
            "Prepend" => new ArrayValue([a[1], .. items]),
            "Zip" when a.Length == 2 => new ArrayValue([.. items.Zip(Elements(a[1], operation), (x, y) => (object?)new TupleValue([x, y]))]),
            "Zip" => new ArrayValue([.. items.Zip(Elements(a[1], operation), (x, y) => Apply(x, y))]),
            "Aggregate" when a.Length == 2 => items.Count == 0 ? throw Fails(operation, "the collection is empty") : items.Aggregate((x, y) => Apply(x, y)),
            "Aggregate" when a.Length == 3 => items.Aggregate(a[1], (x, y) => Apply(x, y)),
            "Sum" or "Max" or "Min" => Fold(operation, method.Name, f is null ? items : [.. items.Select(x => Apply(x))]),
            "Average" => (object?)((f is null ? items : [.. items.Select(x => Apply(x))]).Average(x => (double)(Operators.Convert(x!, SpecialType.System_Double, false) ?? 0.0))),
            "Count" => f is null ? items.Count : items.Count(Holds),
            "Any" => f is null ? items.Count > 0 : items.Any(Holds),
            "All" => items.All(Holds),
            "First" => (f is null ? items : items.Where(Holds).ToList()) is { Count: > 0 } found ? found[0] : throw Fails(operation, "the collection is empty"),
            "Last" => (f is null ? items : items.Where(Holds).ToList()) is { Count: > 0 } found ? found[found.Count - 1] : throw Fails(operation, "the collection is empty"),
            "OrderBy" or "OrderByDescending" when a.Length == 2 => Ordered(operation, items, x => Apply(x), method.Name == "OrderByDescending"),
            "Order" or "OrderDescending" when a.Length == 1 => Ordered(operation, items, x => x, method.Name == "OrderDescending"),
            "Distinct" when a.Length == 1 => new ArrayValue([.. items.Where((x, i) => !items.Take(i).Any(y => AreEqual(x, y)))]),
            "Chunk" when a[1] is int size and > 0 => new ArrayValue([.. Enumerable.Range(0, (items.Count + size - 1) / size).Select(i => (object?)new ArrayValue([.. items.Skip(i * size).Take(size)]))]),
            "Contains" => items.Any(x => AreEqual(x, a[1])),
            "ElementAt" => ElementOf(a[0], a[1], operation),
            "Cast" or "OfType" => new ArrayValue([.. items]),
            _ => throw Unsupported(operation, $"'Enumerable.{method.Name}'", "use a loop"),
        };

        int Checked(int count) => count is >= 0 and <= MostElements ? count : throw Fails(operation, $"a collection can't have {count} elements here");
    }

    /// <summary>Stable, as the framework's; by numbers or texts.</summary>
    private ArrayValue Ordered(IOperation operation, List<object?> items, Func<object?, object?> key, bool descending)
    {
        object?[] keys = [.. items.Select(key)];
        if (!keys.All(k => k is string) && !keys.All(k => k is not null && Operators.Convert(k, SpecialType.System_Double, false) is double))
            throw Unsupported(operation, "Ordering by this", "order by numbers or by strings");
        var comparer = Comparer<object?>.Create((x, y) => x is string a ? string.CompareOrdinal(a, y as string)
            : ((double)Operators.Convert(x!, SpecialType.System_Double, false)!).CompareTo((double)Operators.Convert(y!, SpecialType.System_Double, false)!));
        var order = Enumerable.Range(0, items.Count);
        return new ArrayValue([.. (descending ? order.OrderByDescending(i => keys[i], comparer) : order.OrderBy(i => keys[i], comparer)).Select(i => items[i])]);
    }

    private string Composed(string format, object?[] values, IOperation operation)
    {
        try
        {
            return string.Format(System.Globalization.CultureInfo.InvariantCulture, format, values);
        }
        catch (FormatException)
        {
            throw Fails(operation, $"'{format}' is not a format of {values.Length} values");
        }
    }

    private object? Fold(IOperation operation, string name, List<object?> items)
    {
        if (items.Count == 0) return name == "Sum" ? 0 : throw Fails(operation, "the collection is empty");
        return items.Aggregate((x, y) => name == "Sum"
            ? Binary(operation, BinaryOperatorKind.Add, x, y, false, null)
            : Binary(operation, name == "Max" ? BinaryOperatorKind.GreaterThan : BinaryOperatorKind.LessThan, x, y, false, null) is true ? x : y);
    }

    private object? CallList(IOperation operation, string name, List<object?> items, object?[] a)
    {
        switch (name)
        {
            case "Add": items.Add(a[0]); return null;
            case "AddRange": items.AddRange(Elements(a[0], operation).ToArray()); return null;
            case "Insert": items.Insert((int)a[0]! is var at && at >= 0 && at <= items.Count ? at : throw Fails(operation, $"the index {at} is outside the {items.Count} elements"), a[1]); return null;
            case "RemoveAt": items.RemoveAt(Position(a[0], items.Count, operation)); return null;
            case "Clear": items.Clear(); return null;
            case "Reverse" when a.Length == 0: items.Reverse(); return null;
            case "Contains": return items.Any(x => AreEqual(x, a[0]));
            case "IndexOf": return items.FindIndex(x => AreEqual(x, a[0]));
            case "ToArray": return new ArrayValue([.. items]);
            case "GetRange": return new ListValue(items.GetRange((int)a[0]!, (int)a[1]!));
            default: throw Unsupported(operation, $"'List.{name}'", "use Add, Insert, RemoveAt, indices and loops");
        }
    }

    private object? CallArray(IOperation operation, string name, ArrayValue array, object?[] a) => name switch
    {
        "ToArray" or "Clone" => new ArrayValue([.. array.Items]),
        "Slice" when a.Length == 1 => ElementOf(array, new RangeValue(new((int)a[0]!, false), null), operation),
        "Slice" when a.Length == 2 => ElementOf(array, new RangeValue(new((int)a[0]!, false), new((int)a[0]! + (int)a[1]!, false)), operation),
        "Fill" => Filled(array, a[0]),
        "GetLength" => array.Items.Length,
        "GetValueOrDefault" => array,
        _ => throw Unsupported(operation, $"'{name}' of an array", "use indices and loops"),
    };

    private object? CallDictionary(IOperation operation, string name, Dictionary<object, object?> items, object?[] a)
    {
        switch (name)
        {
            case "Add": items[a[0]!] = a[1]; return null;
            case "ContainsKey": return items.ContainsKey(a[0]!);
            case "Remove": return items.Remove(a[0]!);
            case "Clear": items.Clear(); return null;
            default: throw Unsupported(operation, $"'Dictionary.{name}'", "use Add, ContainsKey and indices");
        }
    }

    private object? CallText(IOperation operation, string name, string text, object?[] a) => (name, a) switch
    {
        ("ToLowerInvariant" or "ToLower", _) => text.ToLowerInvariant(),
        ("ToUpperInvariant" or "ToUpper", _) => text.ToUpperInvariant(),
        ("Trim", []) => text.Trim(),
        ("Contains", [string s, ..]) => text.Contains(s),
        ("StartsWith", [string s, ..]) => text.StartsWith(s, StringComparison.Ordinal),
        ("EndsWith", [string s, ..]) => text.EndsWith(s, StringComparison.Ordinal),
        ("Replace", [string s, string r, ..]) => text.Replace(s, r),
        ("Split", [char c, ..]) => new ArrayValue([.. text.Split(c).Select(s => (object?)s)]),
        ("IndexOf", [string s]) => text.IndexOf(s, StringComparison.Ordinal),
        ("IndexOf", [char c]) => text.IndexOf(c),
        ("Substring", [int from]) when from >= 0 && from <= text.Length => text.Substring(from),
        ("Substring", [int from, int length]) when from >= 0 && length >= 0 && from + length <= text.Length => text.Substring(from, length),
        ("PadLeft", [int n]) => text.PadLeft(n),
        _ => throw Unsupported(operation, $"'string.{name}'", "use interpolation and simple operations of texts"),
    };
}
