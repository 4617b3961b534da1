using System.Globalization;
using System.Text;

namespace NetGen.Tests.Interpretation;

/// <summary>C# over tensors makes the graph that the plain code beside it makes.</summary>
public class TensorCodeTests
{
    /// <summary>Bodies of <c>static Tensor Forward([Shape(3, 4)] Tensor x)</c>: the first by C#, the second without it.</summary>
    private static readonly (string Code, string Plain)[] Bodies =
    [
        ("var y = x; for (int i = 0; i < 3; i++) y += x[i]; return y;", "return x + x[0] + x[1] + x[2];"),
        ("var y = x; foreach (int i in Enumerable.Range(1, 2)) y *= i; return y;", "return x * 1 * 2;"),
        ("var y = x; int n = 3; while (n-- > 1) y = Exp(y); do y = -y; while (y.Rank > 2); return y;", "return -Exp(Exp(x));"),
        ("foreach (var f in new Func<Tensor, Tensor>[] { Exp, y => y * 2, Inner }) x = f(x); return x; static Tensor Inner(Tensor y) => y + 1;", "return Exp(x) * 2 + 1;"),
        ("var (a, (b, _)) = (x[0], (x[1], x[2])); (a, b) = (b, a); return a - b;", "var first = x[0]; return x[1] - first;"),
        ("(Tensor mean, Tensor deviation) Moments(Tensor y) => (Mean(y, 0), Sqrt(Variance(y, 0))); var m = Moments(x); return m.mean / m.deviation;", "return Mean(x, 0) / Sqrt(Variance(x, 0));"),
        ("Tensor[] rows = [x[0], x[1], x[2]]; rows[1] = rows[0] + rows[1]; rows[^1] *= 2; return Concat(rows[1..], 0);", "var (a, b, c) = (x[0], x[1], x[2]); return Concat([a + b, c * 2], 0);"),
        ("var rows = new List<Tensor>(); for (int i = 0; i < x.Shape[0]; i++) rows.Add(x[i]); rows.Reverse(); return Stack(rows.ToArray());", "var (a, b, c) = (x[0], x[1], x[2]); return Stack([c, b, a]);"),
        ("List<Tensor> rows = [x[0]]; rows.AddRange([x[1], x[2]]); return Concat([.. rows, x[0]], 0);", "return Concat([x[0], x[1], x[2], x[0]], 0);"),
        ("ReadOnlySpan<Tensor> rows = [x[0], x[1], x[2]]; var sum = rows[0]; foreach (var row in rows[1..]) sum += row; return sum;", "var (a, b, c) = (x[0], x[1], x[2]); return a + b + c;"),
        ("Span<Tensor> rows = new Tensor[2]; rows[0] = x[0]; rows[1] = Tanh(x[1], name: \"t\"); return Concat(rows, 0);", "return Concat([x[0], Tanh(x[1], name: \"t\")], 0);"),
        ("return Tree(x, 0, 3); static Tensor Tree(Tensor x, int from, int to) => to - from == 1 ? x[from] : Tree(x, from, (from + to) / 2) * Tree(x, (from + to) / 2, to);", "return x[0] * (x[1] * x[2]);"),
        ("return Scaled(x) + Scaled(by: 3, y: x); Tensor Scaled(Tensor y, double by = 2) => y * by;", "return x * 2 + x * 3;"),
        ("return Total(x[0], x[1]) + Total(); Tensor Total(params Tensor[] parts) { Tensor sum = 1; foreach (var part in parts) sum = sum + part; return sum; }", "var (a, b) = (x[0], x[1]); return 1 + a + b + 1;"),
        ("return x.Shape is [var rows, > 3] && x is { Rank: 2, Length: 12 } ? x * rows : x;", "return x * 3;"),
        ("Tensor? y = null; y ??= x; return y is { } z && y is not null ? z?.Shape[0] == 3 ? z : x : x;", "return x;"),
        ("return Kind.Third switch { Kind.First => x, Kind.Second or Kind.Third when x.Rank == 2 => Log(x), _ => Sqrt(x) };", "return Log(x);"),
        ("switch (x.Rank) { case 1: return x; case 2 when x.Shape[0] > 5: return -x; case > 1: x = Abs(x); break; } return x;", "return Abs(x);"),
        ("var y = x; foreach (var kind in Enum.GetValues<Kind>()) y += (int)kind; return y;", "return x + 0 + 1 + 2;"),
        ("return new[] { x[0], x[1], x[2] }.Aggregate((a, b) => a * b) + Enumerable.Range(0, 3).Select(i => x[i]).ToList()[1];", "var (a, b, c) = (x[0], x[1], x[2]); return a * b * c + b;"),
        ("return (from i in Enumerable.Range(0, 3) where i != 1 select x[i] * i).Aggregate((a, b) => a + b);", "return x[0] * 0 + x[2] * 2;"),
        ("return (1, \"a\") == (1, \"a\") && (x.Rank, 3) != (1, 3) ? Exp(x) : x;", "return Exp(x);"),
        ("var named = new Dictionary<string, Tensor> { [\"a\"] = x[0] }; named[\"b\"] = x[1]; return named[\"a\"] - named[\"b\"];", "return x[0] - x[1];"),
        ("for (int i = 0; i < 2; i++) x = Dense(x, 4, name: $\"step{i}_{nameof(x)}\"); return x;", "return Dense(Dense(x, 4, name: \"step0_x\"), 4, name: \"step1_x\");"),
        ("return x.Doubled().Doubled();", "return x * 2 * 2;"),
        ("return Twice(x, Exp) + Twice<double>(2, v => v * v); static T Twice<T>(T v, Func<T, T> f) => f(f(v));", "return Exp(Exp(x)) + 16;"),
        ("return x * Extra.Scale + Extra.Offsets[2] + Extra.Depth;", "return x * 0.5 + 7 + 3;"),
        ("int n = 0; Tensor Count(Tensor y) { n++; return y + n; } return Count(Count(x));", "return x + 1 + 2;"),
        ("Tensor y = 3; y = y * x; y -= 1; y /= 2; return -y;", "return -((3 * x - 1) / 2);"),
        ("var layers = new List<(string Name, int Units)> { (\"a\", 5), (\"b\", 6) }; foreach (var (name, units) in layers) x = Dense(x, units, name: name); return x;", "return Dense(Dense(x, 5, name: \"a\"), 6, name: \"b\");"),
        ("return IsTraining is false ? x : x * 1;", "return IsTraining ? x * 1 : x;"),
        ("var w = Parameter($\"w{1 + 1}\", [.. x.Shape[1..]]); return x * w;", "return x * Parameter(\"w2\", [4]);"),
        ("Tensor y; { int k = 2; y = x * k; } { int k = 3; y += k; } if (y.Rank == 2) { } else throw new InvalidOperationException(); return y;", "return x * 2 + 3;"),
    ];

    private const string Helpers = """
        public enum Kind { First, Second, Third }
        public static class Extra
        {
            public const double Scale = 0.5;
            public static readonly int[] Offsets = [.. Enumerable.Range(5, 3)];
            public static int Depth { get; } = Offsets.Length;
            public static Tensor Doubled(this Tensor x) => x * 2;
        }

        """;

    [Fact]
    public void MakesTheSameGraph()
    {
        var source = new StringBuilder("#nullable enable\nusing static NetGen.Layers;\n").Append(Helpers);
        for (int i = 0; i < Bodies.Length; i++)
            foreach (var (name, body) in new[] { ("Code", Bodies[i].Code), ("Plain", Bodies[i].Plain) })
                source.Append(CultureInfo.InvariantCulture, $"[Network] public sealed partial class {name}{i}\n{{\n    private static Tensor Forward([Shape(3, 4)] Tensor x)\n    {{\n        {body}\n    }}\n}}\n");
        var run = GeneratorHarness.Run(source.ToString());
        Assert.True(run.Diagnostics.IsEmpty, string.Join('\n', run.Diagnostics.Select(d => $"{d}: {Bodies[int.Parse(new string([.. LineOf(d).Where(char.IsDigit)]), CultureInfo.InvariantCulture)].Code}")));
        var definitions = Forwards.DefinitionsOf(run).ToDictionary(d => d.Type.Name);
        var wrong = new List<string>();
        for (int i = 0; i < Bodies.Length; i++)
        {
            var (code, plain) = (definitions[$"Code{i}"], definitions[$"Plain{i}"]);
            bool same = !code.HasErrors && plain.Inference.ToString() == code.Inference.ToString() && plain.Training.ToString() == code.Training.ToString() && plain.Parameters.Equals(code.Parameters);
            if (!same) wrong.Add($"{Bodies[i].Code}\n{code.Inference}\n{Bodies[i].Plain}\n{plain.Inference}");
        }
        Assert.Empty(wrong);

        string LineOf(Microsoft.CodeAnalysis.Diagnostic d)
        {
            var lines = d.Location.SourceTree!.GetText().Lines;
            int line = d.Location.GetLineSpan().StartLinePosition.Line;
            while (!lines[line].ToString().StartsWith("[Network]", StringComparison.Ordinal)) line--;
            return lines[line].ToString();
        }
    }

    /// <summary>Helpers in other files of the compilation, among them stacks, are run like those of the class.</summary>
    [Fact]
    public void CallsAcrossFiles()
    {
        var compilation = GeneratorHarness.Compile("""
            using static NetGen.Layers;
            [Network] public sealed partial class Net { private static Tensor Forward([Shape(4)] Tensor x) => Other.Head(Other.Wide(x, Other.Units)); }
            """);
        var options = (Microsoft.CodeAnalysis.CSharp.CSharpParseOptions)compilation.SyntaxTrees[0].Options;
        var run = GeneratorHarness.Run(compilation.AddSyntaxTrees(Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("""
            using static NetGen.Layers;
            [Blocks] public static partial class Other
            {
                public static readonly int Units = 2 * Third.Size;
                public static Tensor Wide(Tensor x, int units) => Third.Deep(Dense(x, units));
                [Dense(3), Softmax] public static partial Tensor Head(Tensor x);
            }
            """, options, "Other.cs", Encoding.UTF8), Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("""
            using static NetGen.Layers;
            public static class Third { public const int Size = 5; public static Tensor Deep(Tensor x) => Relu(x); }
            """, options, "Third.cs", Encoding.UTF8)));
        run.Verify();
        Assert.Equal(
            ["wide1.dense1.weight 10 x 4", "wide1.dense1.bias 10", "head.dense1.weight 3 x 10", "head.dense1.bias 3"],
            Assert.Single(Forwards.DefinitionsOf(run)).Parameters.Select(p => $"{p.Name} {p.Shape}"));
    }
}
