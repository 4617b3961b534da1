using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>The examples of docs/sequences.md, compiled and run.</summary>
public sealed partial class SequencesPageTests
{
    [Fact]
    public void EveryExampleRuns()
    {
        string page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "sequences.md"));
        StringBuilder declarations = new(), methods = new();
        int examples = 0;
        foreach (Match block in Blocks().Matches(page))
        {
            string code = block.Groups[1].Value;
            if (code.Contains("partial class", StringComparison.Ordinal)) declarations.Append(code);
            else methods.Append("public static void Example").Append(++examples).Append("()\n{\n").Append(code).Append("\n}\n");
        }
        Assert.InRange(examples, 6, 20);
        string source = $$"""
            using System.IO;
            using static NetGen.Layers;
            {{declarations}}
            public static class Examples
            {
                private static readonly string text = string.Concat(Enumerable.Repeat("The end of all our exploring will be to arrive where we began.\n", 12));
                private static readonly string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "netgen" + Guid.NewGuid());
                public static void Clean() => System.IO.File.Delete(path);
            {{methods}}
            }
            """;
        var assembly = GeneratorHarness.Run(source).Load();
        var type = assembly.GetType("Examples", throwOnError: true)!;
        for (int i = 1; i <= examples; i++)
            try
            {
                type.GetMethod("Example" + i)!.Invoke(null, null);
            }
            finally
            {
                type.GetMethod("Clean")!.Invoke(null, null);
            }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
