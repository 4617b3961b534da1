using System.Reflection;

namespace NetGen.Tests.Incremental;

/// <summary>Walks all fields of an object, and of what they hold.</summary>
internal static class ObjectGraph
{
    public static void AssertHoldsNone(object root, Type[] forbidden)
    {
        var visited = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<(object Value, string Path)>();
        pending.Push((root, root.GetType().Name));
        while (pending.TryPop(out var item))
        {
            var (value, path) = item;
            var type = value.GetType();
            Assert.False(forbidden.Any(f => f.IsAssignableFrom(type)), $"{path} holds a {type}");
            if (type.IsPrimitive || type.IsEnum || value is string or Type || type.IsPointer || !visited.Add(value)) continue;
            if (value is Array array)
            {
                foreach (object? element in array)
                    if (element is not null) pending.Push((element, path + "[]"));
                continue;
            }
            // A descriptor is a constant of the generator.
            if (value is Microsoft.CodeAnalysis.DiagnosticDescriptor) continue;
            for (var t = type; t is not null; t = t.BaseType)
                foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    if (!field.FieldType.IsPointer && field.GetValue(value) is { } inner) pending.Push((inner, path + "." + field.Name));
        }
    }
}
