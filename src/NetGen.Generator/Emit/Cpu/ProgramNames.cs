using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Emit.Cpu;

/// <summary>The names of a program's parameters in generated code.</summary>
internal static class ProgramNames
{
    /// <summary>A column: the user's name, which may be a keyword.</summary>
    public static string Column(Column column) => "@" + column.Name;

    /// <summary>A result that the caller gives the memory for.</summary>
    public static string Output(Function function, Graph.Output output) => output.Role switch
    {
        OutputRole.Result => "result",
        OutputRole.Scores => "scores",
        _ => $"@{function.Columns[output.Index].Name}Gradient",
    };

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
