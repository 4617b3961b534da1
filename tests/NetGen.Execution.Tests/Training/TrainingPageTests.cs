using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Training;

/// <summary>The examples of docs/training.md, compiled and run.</summary>
public sealed partial class TrainingPageTests
{
    [Fact]
    public void EveryExampleRuns()
    {
        string page = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "docs", "training.md"));
        StringBuilder declarations = new(), methods = new();
        int examples = 0;
        foreach (Match block in Blocks().Matches(page))
        {
            string code = block.Groups[1].Value;
            if (code.Contains("partial class", StringComparison.Ordinal)) declarations.Append(code.Replace("using static NetGen.Layers;", "", StringComparison.Ordinal));
            else methods.Append("public static void Example").Append(++examples).Append("()\n{\n").Append(code).Append("\n}\n");
        }
        Assert.InRange(examples, 7, 20);
        string source = $$"""
            using static NetGen.Layers;
            {{declarations}}
            public static class Examples
            {
                private static readonly float[] images = Noise(8 * 192), paid = Noise(8), hints = Noise(16);
                private static readonly int[] words = Enumerable.Range(0, 32).Select(i => i * 7 % 50).ToArray(), labels = [0, 1, 2, 2, 1, 0, 1, 2];
                private static readonly string path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "netgen" + Guid.NewGuid() + ".safetensors");
                private static float[] Noise(int count) => Enumerable.Range(0, count).Select(i => MathF.Sin(1.7f * i)).ToArray();
                private static float[] RealSamples(int count) => Noise(2 * count);
                public static void Clean() => System.IO.File.Delete(path);
            {{methods}}
            }
            """;
        var assembly = GeneratorHarness.Run(source).Load();
        var type = assembly.GetType("Examples", throwOnError: true)!;
        try
        {
            for (int i = 1; i <= examples; i++) type.GetMethod("Example" + i)!.Invoke(null, null);
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
