using Microsoft.CodeAnalysis.CSharp;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The names of a program's parameters in generated code.</summary>
internal static class ProgramNames
{
    /// <summary>What a program's method calls its own parameters.</summary>
    private static readonly HashSet<string> Taken = 
        ["parameters", "arena", "arenas", "capacity", "count", "result", "scores", "parameterGradients", "parts", "part", "ranges", "memory", "first", "end", "sample", "samples"];

    /// <summary>A column: the user's name, which may be a keyword or one of the method's.</summary>
    public static string Column(Column column) => Identifier(Plain(column));

    private static string Plain(Column column) =>
        Taken.Contains(column.Name) || IsOfRecurrence(column.Name) || HiddenNames.Contains(column.Name) || GeneratedMembers.HasName(column.Name) || column.Name.StartsWith("result", StringComparison.Ordinal)
            || column is { Role: ColumnRole.Input, Name: "output" } ? column.Name + "Column" : column.Name;

    /// <summary>Whether the loop over the steps of a recurrence has a variable of such a name: step, step2, carry0, next0.</summary>
    private static bool IsOfRecurrence(string name) => name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') is "step" or "carry" or "next";

    /// <summary>A result that the caller gives the memory for.</summary>
    public static string Output(Function function, Graph.Output output) => output.Role switch
    {
        OutputRole.Result => output.Index == 0 ? "result" : "result" + CodeWriter.Number(output.Index),
        OutputRole.Scores => "scores",
        _ => Identifier(Plain(function.Columns[output.Index]) + "Gradient"),
    };

    /// <summary>When a step runs, or null for always.</summary>
    /// <param name="isWanted">Whether the caller wants a gradient of an input, as C#.</param>
    public static string? Guard(Function function, int needs, Func<string, string> isWanted)
    {
        if ((needs & Need.Always) != 0) return null;
        var conditions = new List<string>();
        if ((needs & Need.Parameters) != 0) conditions.Add("parameterGradients");
        foreach (var output in function.OutputsOf(OutputRole.InputGradient))
            if ((needs & Need.Column(output.Index)) != 0) conditions.Add(isWanted(Output(function, output)));
        return string.Join(" || ", conditions);
    }

    private static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
