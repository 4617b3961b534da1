using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Declaration;

/// <summary>
/// The types that programs and kernels name without their namespaces, to be readable. Inside a user's class such a name may mean something else: a member
/// of the class or of those around it, or a type or namespace beside it. Then, and only then, it is written in full.
/// </summary>
internal static class HiddenNames
{
    private static readonly Dictionary<string, string> Namespaces = Table();

    private static Dictionary<string, string> Table()
    {
        var table = new Dictionary<string, string>();
        Add("System", "Math", "MathF", "Span", "ReadOnlySpan");
        Add("System.Numerics", "BitOperations");
        Add("System.Runtime.CompilerServices", "Unsafe", "MethodImpl", "MethodImplOptions");
        Add("System.Runtime.InteropServices", "MemoryMarshal");
        Add("System.Runtime.Intrinsics", "Vector128", "Vector256", "Vector512");
        Add("NetGen.CompilerServices",
            "Ahead", "ArenaPool", "ConvolutionShape", "Depthwise", "IParallelRegion", "ISimd", "ImageCopy", "ImageLayout", "Philox", "Pooling", "PortableMath", "Scratch", "Simd128",
            "Simd256", "Simd512", "PanelMemory", "SimdMath", "Strided", "TableRows", "WeightCopy", "WindowShape", "WindowTile", "WorkerPool");
        return table;

        void Add(string space, params string[] names)
        {
            foreach (string name in names) table.Add(name, space);
        }
    }

    /// <summary>Whether a name stands for a type in generated code, so that no parameter may have it.</summary>
    public static bool Contains(string name) => Namespaces.ContainsKey(name);

    /// <summary>The names that mean something else inside a class.</summary>
    public static EquatableArray<string> In(INamedTypeSymbol type)
    {
        var locals = TopLevelNames(type.ContainingAssembly);
        return Namespaces.Keys.Where(n => locals.Contains(n) || IsHidden(type, n) || n == "MethodImpl" && IsHidden(type, "MethodImplAttribute")).ToEquatableArray();
    }

    /// <summary>The variables, constants and functions of top-level statements: they are in scope in all files, where no code may use them.</summary>
    private static HashSet<string> TopLevelNames(IAssemblySymbol assembly)
    {
        var names = new HashSet<string>();
        foreach (var program in assembly.GlobalNamespace.GetTypeMembers(WellKnownMemberNames.TopLevelStatementsEntryPointTypeName))
            foreach (var main in program.GetMembers(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName))
                foreach (var reference in main.DeclaringSyntaxReferences)
                {
                    if (reference.GetSyntax() is not CompilationUnitSyntax unit) continue;
                    foreach (var statement in unit.Members.OfType<GlobalStatementSyntax>())
                        if (statement.Statement is LocalDeclarationStatementSyntax local)
                            foreach (var variable in local.Declaration.Variables) names.Add(variable.Identifier.ValueText);
                        else if (statement.Statement is LocalFunctionStatementSyntax function) names.Add(function.Identifier.ValueText);
                        else if (statement.Statement is ExpressionStatementSyntax expression)
                            foreach (var variable in expression.DescendantNodes().OfType<SingleVariableDesignationSyntax>()) names.Add(variable.Identifier.ValueText);
                }
        return names;
    }

    private static bool IsHidden(INamedTypeSymbol type, string name)
    {
        for (var around = type; around is not null; around = around.ContainingType)
        {
            if (around.Name == name) return true;
            for (var declares = around; declares is { SpecialType: SpecialType.None }; declares = declares.BaseType)
                if (!declares.GetMembers(name).IsEmpty) return true;
        }

        // What the file of the generated code uses comes after the members of its namespace, and before those of the namespaces around it.
        return type.ContainingNamespace.GetMembers(name).Any();
    }

    /// <summary>C# in which hidden names are written in full, but where they are declared.</summary>
    public static string InFull(string code, TypeDescription type)
    {
        foreach (string name in type.Hidden)
            code = Regex.Replace(code, $@"(?<!\w|\.|:|@|(class|struct|record|interface|namespace) ){name}(?!\w)", $"global::{Namespaces[name]}.{name}");
        return code;
    }
}
