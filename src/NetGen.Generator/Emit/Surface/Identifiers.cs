using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace NetGen.Compiler.Emit.Surface;

/// <summary>From the names of columns and parameters to C# identifiers.</summary>
internal static class Identifiers
{
    /// <summary>What generated members call their own parameters and locals: a column of such a name gets another.</summary>
    private static readonly HashSet<string> Taken =
    [
        "arena", "batch", "batchSize", "cancellationToken", "capacity", "chunk", "copy", "count", "function", "kept", "loss", "mode", "options", "output", "outputGradient", "parameterGradients", "pass",
        "path", "progress", "result", "results", "scores", "seed", "session", "start", "stream", "target", "training", "weight", "weights",
    ];

    /// <summary>A parameter's name for a column.</summary>
    public static string Parameter(string name)
    {
        string identifier = Words(name, upper: false);
        if (Taken.Contains(identifier) || Declaration.GeneratedMembers.HasName(identifier)) identifier += "Column";
        return SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None ? "@" + identifier : identifier;
    }

    /// <summary>A parameter's name for a target of the loss.</summary>
    public static string Target(string name) => name == "target" ? name : Parameter(name);

    /// <summary>A parameter's name for a result, which differs from the inputs' names.</summary>
    public static string Result(string name, IEnumerable<string> inputs)
    {
        string identifier = name == "output" ? name : Parameter(name);
        return inputs.Contains(identifier) ? identifier.TrimStart('@') + "Output" : identifier;
    }

    /// <summary>A name of the user's, which may be a keyword.</summary>
    public static string Keyword(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>The field that holds a hyperparameter.</summary>
    public static string Field(string name) => "_" + Words(name, upper: false);

    /// <summary>A member's name: <c>batchnorm1.running_mean</c> becomes <c>Batchnorm1RunningMean</c>.</summary>
    public static string Member(string name) => Words(name, upper: true);

    /// <summary>Members' names that differ: an equal one later gets an underscore and a number.</summary>
    public static string[] Members(IEnumerable<string> names, params string[] taken)
    {
        var used = new HashSet<string>(taken);
        return names.Select(name =>
        {
            string member = Member(name), unique = member;
            for (int i = 2; !used.Add(unique); i++) unique = member + "_" + i.ToString(CultureInfo.InvariantCulture);
            return unique;
        }).ToArray();
    }

    /// <summary>The constants that hold the elements of each of several inputs; null where the class has a member of the name.</summary>
    public static string?[] Lengths(IEnumerable<string> inputs, Declaration.TypeDescription type)
    {
        var used = new HashSet<string>(type.Lengths);
        return [.. inputs.Select(input => Member(input) + "Length").Select(name => !Declaration.GeneratedMembers.HasName(name) && used.Add(name) ? name : null)];
    }

    private static string Words(string name, bool upper)
    {
        var text = new StringBuilder();
        bool start = upper;
        foreach (char c in name)
        {
            if (!SyntaxFacts.IsIdentifierPartCharacter(c) || upper && c == '_')
            {
                start = text.Length > 0 || upper;
                continue;
            }
            if (text.Length == 0 && !SyntaxFacts.IsIdentifierStartCharacter(c)) text.Append('_');
            text.Append(start ? char.ToUpperInvariant(c) : c);
            start = false;
        }
        return text.Length == 0 ? "_" : text.ToString();
    }
}
