using Microsoft.CodeAnalysis;

namespace NetGen.Compiler.Declaration;

/// <summary>
/// The members that the emitters add to a class, as far as others could collide with them. A test compares with what is emitted.
/// </summary>
internal static class GeneratedMembers
{
    /// <summary>Stands for the network's type of numbers.</summary>
    private const string Real = "T";

    private static readonly SymbolDisplayFormat NameOnly = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>Members that are not methods: nothing else may have their names.</summary>
    private static readonly HashSet<string> Names =
    [
        "InputLength", "OutputLength", "ParameterCount", "Summary", "Signature", "Parameters", "Names", "Description", "Graph", "Programs", "Kernels", "Stepping", "_arenas", "_arenasOfContext",
    ];

    /// <summary>Methods by name, with the types of the parameters of each: other methods may overload them.</summary>
    private static readonly Dictionary<string, string[]> Methods = new()
    {
        ["Predict"] = ["ReadOnlySpan<T>", "ReadOnlySpan<T>, Span<T>", "Batch, Span<T>"],
        ["Classify"] = ["ReadOnlySpan<T>"],
        ["CreatePass"] = ["int"],
        ["CreateSession"] = [""],
        ["RestoreSession"] = ["ReadOnlySpan<byte>"],
        ["Forward"] = ["Pass, ReadOnlySpan<T>, bool"],
        ["Backward"] = ["Pass, ReadOnlySpan<T>, Span<T>, GradientMode"],
        ["ForwardBackward"] =
        [
            "Pass, ReadOnlySpan<T>, ReadOnlySpan<int>, Span<T>, GradientMode, ReadOnlySpan<T>", "Pass, ReadOnlySpan<T>, ReadOnlySpan<T>, Span<T>, GradientMode, ReadOnlySpan<T>",
            "Pass, Batch, GradientMode", "Pass, Batch, Span<T>, GradientMode",
        ],
        ["Evaluate"] = ["Pass, Batch, Span<T>", "T[], int[], int, T[]", "T[], T[], int, T[]"],
        ["Fit"] =
        [
            "T[], int[], FitOptions, IProgress<TrainingProgress>, CancellationToken, T[]", "T[], T[], FitOptions, IProgress<TrainingProgress>, CancellationToken, T[]",
        ],
        ["Clone"] = [""],
        ["Trace"] = ["ReadOnlySpan<T>"],
        ["CheckGradients"] = ["ReadOnlySpan<T>", "ReadOnlySpan<T>, ReadOnlySpan<int>", "ReadOnlySpan<T>, ReadOnlySpan<T>", "Batch"],
        ["Save"] = ["string", "Stream"],
        ["Load"] = ["string, LoadOptions", "Stream, LoadOptions", "string, LoadOptions, LoadReport", "Stream, LoadOptions, LoadReport"],
    };

    public static bool HasName(string name) => Names.Contains(name) || Methods.ContainsKey(name);

    /// <summary>Whether a member of the user's can't live beside the generated ones.</summary>
    public static bool Collides(ISymbol member, Graph.Precision precision) =>
        member is IMethodSymbol { Arity: 0 } method && Methods.TryGetValue(method.Name, out var signatures)
            ? signatures.Contains(Signature(method, precision))
            : member is IMethodSymbol { Arity: > 0 } ? Names.Contains(member.Name) : HasName(member.Name);

    private static string Signature(IMethodSymbol method, Graph.Precision precision)
    {
        string real = precision == Graph.Precision.Single ? "float" : "double";
        return string.Join(", ", method.Parameters.Select(p => p.Type.ToDisplayString(NameOnly).Replace($"<{real}>", $"<{Real}>").Replace($"{real}[]", $"{Real}[]")));
    }
}
