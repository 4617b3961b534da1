using System.Globalization;
using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit;

/// <summary>
/// Names of generated files, which the compiler compares without regard to case: two classes whose names differ in nothing else get a number
/// of their own, or the compiler would drop everything that is generated.
/// </summary>
internal static class HintNames
{
    public static IncrementalValuesProvider<NetworkDefinition> Distinguish(IncrementalValuesProvider<NetworkDefinition> networks) =>
        Distinguish(networks, static n => n.Type, static (n, type) => n with { Type = type });

    public static IncrementalValuesProvider<BlocksOutput> Distinguish(IncrementalValuesProvider<BlocksOutput> blocks) =>
        Distinguish(blocks, static b => b.Type, static (b, type) => b with { Type = type });

    private static IncrementalValuesProvider<T> Distinguish<T>(IncrementalValuesProvider<T> values, Func<T, TypeDescription> typeOf, Func<T, TypeDescription, T> with)
    {
        var clashes = values.Select((v, _) => typeOf(v).MetadataName).Collect().Select(static (names, _) => Clashes(names));
        return values.Combine(clashes).Select((x, _) =>
            x.Right.Contains(typeOf(x.Left).MetadataName) ? with(x.Left, Numbered(typeOf(x.Left), x.Right)) : x.Left);
    }

    private static EquatableArray<string> Clashes(ImmutableArray<string> names) =>
        names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).SelectMany(g => g.OrderBy(n => n, StringComparer.Ordinal)).ToEquatableArray();

    private static TypeDescription Numbered(TypeDescription type, EquatableArray<string> clashes) =>
        type with { MetadataName = type.MetadataName + "_" + clashes.ToList().IndexOf(type.MetadataName).ToString(CultureInfo.InvariantCulture) };
}
