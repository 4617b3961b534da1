using System.Globalization;
using System.Text;

namespace NetGen.Tests.Interpretation;

/// <summary>C# that is run at compile time against the same C# that is run by the framework: whatever it computes is the number of units of a layer.</summary>
public class ConstantTests
{
    /// <summary>Bodies of <c>static int F()</c>.</summary>
    private static readonly string[] Bodies =
    [
        "int n = 3; n += 4; n *= 2; n -= 1; n /= 2; n %= 5; n <<= 3; n >>= 1; n |= 1; n &= 7; n ^= 2; return n + 1;",
        "int n = 5; int a = n++ + ++n - n-- - --n; return 10 + a * 7 + n;",
        "long big = 1L << 40; return (int)(big >> 38) + (int)(uint)3.9 + (byte)big + (byte)(big >> 40);",
        "double d = 7 / 2 + 7 / 2.0; float f = 1 / 3f; return (int)(d * 10) + (f == (float)(1 / 3.0) ? 1 : 2);",
        "return unchecked(int.MaxValue + 1 == int.MinValue ? 4 : 5);",
        "int s = 0; for (int i = 0, j = 10; i < j; i++, j -= 2) s += i * j; return s;",
        "int s = 0; for (int i = 0; ; i++) { if (i == 3) continue; if (i > 6) break; s += i; } return s;",
        "int s = 1; while (s < 50) s *= 3; do s--; while (s % 7 != 0); return s;",
        "int s = 0; foreach (int x in new[] { 1, 2, 3 }) foreach (char c in \"ab\") s += x * (c - 'a' + 1); return s;",
        "int s = 0; foreach (var i in Enumerable.Range(2, 4)) s += i; return s;",
        "int s = 0; for (int i = 0; i < 5; i++) switch (i) { case 0: s += 1; break; case 1: case 2: s += 10; continue; case > 3: s += 100; break; default: s += 1000; break; } return s;",
        "int i = 4; return i switch { < 0 => 1, 3 or 4 when i % 2 == 1 => 2, > 2 and < 5 => 3, _ => 4 };",
        "object o = 3; return o is int n && n is not (4 or 5) ? n : 1;",
        "int[] a = [1, 2, 3, 4]; return a is [1, .. var rest, 4] ? rest.Length + rest[^1] : 9;",
        "var t = (a: 2, b: (3, 4)); var (x, (y, z)) = t; (x, y) = (y, x); return x * 100 + y * 10 + z + t.a + t.b.Item2;",
        "int[] a = [5, 6, 7, 8]; int[] b = [.. a[1..3], a[^1], .. a[..1]]; a[0] = 1; return b[0] * 1000 + b[1] * 100 + b[2] * 10 + b[3] + a[0];",
        "var a = new int[3]; a[1] = 4; a[2] += 2; a[^3]++; return a.Sum() + a.Length;",
        "List<int> l = [3, 1]; l.Add(4); l.Insert(0, 7); l.RemoveAt(1); l[^1]++; return l.Count * 100 + l.IndexOf(5) * 10 + l[0];",
        "var d = new Dictionary<string, int> { [\"a\"] = 3 }; d[\"b\"] = 4; int s = 0; foreach (var (k, v) in d) s += k.Length * v; return s + d[\"a\"] + (d.ContainsKey(\"c\") ? 1 : 0);",
        "Func<int, int> twice = x => 2 * x; int k = 3; int Add(int x) => x + k; k = 5; return twice(Add(1)) + Apply(Add, 2) + Apply(Math.Abs, -4); static int Apply(Func<int, int> f, int x) => f(f(x));",
        "var fs = new List<Func<int>>(); for (int i = 0; i < 3; i++) { int j = i; fs.Add(() => j * 10 + i); } int s = 0; foreach (var f in fs) s += f(); return s;",
        "int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); return Fib(10);",
        "return Optional(2, c: 5) + Optional(b: 1, a: 1); static int Optional(int a, int b = 10, int c = 100) => a * b + c;",
        "return Many(1, 2, 3) + Many(); static int Many(params int[] x) => x.Length * 10 + x.Sum() + 1;",
        "return Helper.Scale * (int)Helper.Kind.Second + Helper.Table[2] + Helper.Half + Helper.Square(3);",
        "string s = $\"b{3 + 4}_{Helper.Kind.Second}{2.5:F2}\"; return s.Length + (s == \"b7_Second2.50\" ? 100 : 0);",
        "int? n = null; int m = n ?? 4; n ??= 5; string? t = null; return m + n.Value + (t?.Length ?? 7) + (n.HasValue ? 1 : 0);",
        "return (int)Math.Round(Math.Sqrt(2) * Math.Pow(3, 4) + Math.Exp(1) + Math.Log(10) + Math.Sin(1) - Math.Tanh(0.5) + Math.Floor(2.7) + Math.Ceiling(2.1)) + Math.Max(3, 4) + Math.Min(1, 2) + Math.Clamp(9, 1, 5) + Math.Abs(-2);",
        "return Enumerable.Range(1, 5).Where(x => x % 2 == 1).Select((x, i) => x * i).Sum() + new[] { 3, 9, 4 }.Max() + Enumerable.Repeat(2, 3).Aggregate((x, y) => x * y) + new[] { 1, 2 }.Zip(new[] { 3, 4 }, (x, y) => x * y).Last();",
        "bool a = true, b = false; return (a && !b ? 1 : 0) + (a ^ b ? 2 : 0) + (b || a ? 4 : 0) + (a & b ? 8 : 16);",
        "bool Bad() => throw new InvalidOperationException(); return (false && Bad() ? 1 : 2) + (true || Bad() ? 3 : 4);",
        "int Classify(int x) { if (x < 0) return 1; else if (x == 0) return 2; return 3; } return Classify(-1) * 100 + Classify(0) * 10 + Classify(5);",
        "ReadOnlySpan<int> s = [1, 2, 3]; int n = 0; foreach (int x in s) n += x; return n + s.Length + s[1];",
        "var (q, r) = (17 / 5, 17 % 5); return q * 10 + r + ((17, 5) is (> 10, var d) ? d : 0);",
        "int s = 0; foreach (var (n, w) in new[] { (1, 2), (3, 4) }) s += n * w; return s + nameof(Helper).Length + default(int) + sizeof(int);",
        "checked { int x = 1000; return x * 1000 / 999; }",
        "var t = (a: 1, b: 2.5); return (t == (1, 2.5) ? 1 : 2) + (t != (1, 2.0) ? 10 : 20);",
        "return (from i in Enumerable.Range(0, 6) where i % 2 == 1 select i * i).Sum();",
        "int s = 0; foreach (var kind in Enum.GetValues<Helper.Kind>()) s = s * 10 + (int)kind; return s;",
        "var kind = Helper.Kind.First; kind |= Helper.Kind.Second; return kind == (Helper.Kind)3 && kind.HasFlag(Helper.Kind.First) ? (int)kind : 9;",
        "return Generic(3) + (int)Generic(2.5); static T Generic<T>(T x) => x;",
        "Span<int> s = new int[] { 1, 2, 3 }; s[1] = 7; s[..2].Fill(4); return s[0] + s[1] + s.Length;",
        "int[][] jagged = [[1, 2], [3]]; return jagged[0][1] * 10 + jagged[1][0] + jagged.Length;",
        "int i = 0; int Next() => ++i; int[] a = [Next(), Next(), Next()]; a[Next() - 4] += 5; return a[0] * 100 + a[1] * 10 + i;",
        "string name = \"conv\" + 3 + 'x' + 2.5 + true; return name.Length + name.IndexOf('x') + string.Concat(\"a\", \"b\").Length + string.Format(\"{0}-{1}\", 1, 23).Length;",
        "var order = new[] { 3, 1, 2 }.OrderBy(x => x).ToArray(); return order[0] * 100 + order[1] * 10 + order[2] + new[] { 1, 2, 3, 4 }.Chunk(2).Count();",
        "(int a, int b) Pair(int x) => (x, x + 1); var (a, b) = Pair(4); int c; (c, _) = Pair(b); return a * 100 + b * 10 + c;",
        "int x = 5; x = x switch { > 3 and not 4 => x * 2, _ => 0 }; return x is >= 10 or < 0 ? x : -1;",
        "const int a = 3; static int Local(int n = a) => n * a; return Local() + Local(n: 2);",
        "int total = 0; for (int i = 0; i < 3; i++) { for (int j = 0; j < 3; j++) { if (j == i) continue; if (j == 2) break; total += 10 * i + j; } } return total;",
    ];

    private const string Helper = """
        public static class Helper
        {
            public enum Kind { First = 1, Second = 3 }
            public const int Scale = 7;
            public static readonly int[] Table = [1, Scale, Square(4)];
            public static int Half => Scale / 2;
            public static int Square(int x) => x * x;
        }

        """;

    [Fact]
    public void ComputesWhatTheFrameworkComputes()
    {
        var source = new StringBuilder("using static NetGen.Layers;\n").Append(Helper);
        for (int i = 0; i < Bodies.Length; i++)
            source.Append(CultureInfo.InvariantCulture, $$"""
                [Network] public sealed partial class Net{{i}}
                {
                    private static Tensor Forward([Shape(2)] Tensor x) => Dense(x, 1 + Math.Abs(F()));
                    public static int F() { {{Bodies[i]}} }
                }

                """);
        var run = GeneratorHarness.Run(source.ToString());
        Assert.Empty(run.Diagnostics);
        var definitions = Forwards.DefinitionsOf(run).ToDictionary(d => d.Type.Name);
        var assembly = GeneratorHarness.Run(Helper + "public static class All {" + string.Concat(Bodies.Select((b, i) => $"public static int F{i}() {{ {b} }}\n")) + "}").Load();
        var wrong = new List<string>();
        for (int i = 0; i < Bodies.Length; i++)
        {
            int expected = (int)assembly.GetType("All")!.GetMethod("F" + i)!.Invoke(null, null)!;
            int found = definitions["Net" + i].Parameters[0].Shape[0] - 1;
            if (Math.Abs(expected) != found) wrong.Add($"{Bodies[i]}\nis {expected}, and was {found} at compile time");
        }
        Assert.Empty(wrong);
    }
}
