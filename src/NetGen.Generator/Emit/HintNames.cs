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
    public static IncrementalValuesProvider<NetworkDefinition> Distinguish(IncrementalValuesProvider<NetworkDefinition> networks)
    {
        var clashes = networks.Select(static (n, _) => n.Type.MetadataName).Collect().Select(static (names, _) => Clashes(names));
        return networks.Combine(clashes).Select(static (x, _) => x.Right.Contains(x.Left.Type.MetadataName) ? Numbered(x.Left, x.Right) : x.Left);
    }

    private static EquatableArray<string> Clashes(ImmutableArray<string> names) =>
        names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).SelectMany(g => g.OrderBy(n => n, StringComparer.Ordinal)).ToEquatableArray();

    private static NetworkDefinition Numbered(NetworkDefinition network, EquatableArray<string> clashes)
    {
        string number = clashes.ToList().IndexOf(network.Type.MetadataName).ToString(CultureInfo.InvariantCulture);
        return network with { Type = network.Type with { MetadataName = network.Type.MetadataName + "_" + number } };
    }
}
