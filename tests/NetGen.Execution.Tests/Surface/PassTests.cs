using NetGen.Tests;

namespace NetGen.Execution.Tests.Surface;

/// <summary>What a pass says of itself, and batches in which nothing counts.</summary>
public class PassTests
{
    private const string Source = """
        [Network, Input(6), Dense(40), Relu, Dense(3), Softmax]
        [CrossEntropyLoss(ClassWeights = [0.0, 1.0, 2.0])]
        public sealed partial class Weighted;

        public static class Uses
        {
            private static readonly float[] X = [.. Enumerable.Range(0, 30).Select(i => MathF.Sin(i))];

            public static string? ClassesThatDoNotCount()
            {
                var net = new Weighted(1);
                var pass = net.CreatePass(5);
                var inputGradient = new float[30];
                Array.Fill(inputGradient, 7f);
                float loss = net.ForwardBackward(pass, X, new[] { 0, 0, 0, 0, 0 }, inputGradient);
                if (loss != 0 || inputGradient.Any(g => g != 0)) return $"{loss}, {string.Join(" ", inputGradient)}";
                foreach (var p in net.Parameters)
                    if (p.GradientToArray().Any(g => g != 0)) return p.Name;
                // One that counts decides alone.
                float one = net.ForwardBackward(pass, X, new[] { 0, 0, 1, 0, 0 }), alone = net.ForwardBackward(pass, X.AsSpan(12, 6), new[] { 1 });
                return one > 0 && MathF.Abs(one - alone) < 1e-6f * one ? null : $"{one}, {alone}";
            }

            public static string? ScoresAreOfSteps()
            {
                var net = new Weighted(1);
                var pass = net.CreatePass(5);
                net.ForwardBackward(pass, X, new[] { 0, 1, 2, 0, 1 });
                if (pass.Scores<float>().Length != 15) return "length";
                net.Forward(pass, X);
                try
                {
                    pass.Scores<float>();
                    return "no exception";
                }
                catch (InvalidOperationException)
                {
                }
                net.ForwardBackward(pass, X.AsSpan(0, 12), new[] { 1, 2 });
                return pass.Scores<float>().Length == 6 ? null : "length of two";
            }
        }
        """;

    private static readonly Lazy<System.Reflection.Assembly> Compiled = new(() => GeneratorHarness.Run(Source).Load());

    [Theory]
    [InlineData("ClassesThatDoNotCount")]
    [InlineData("ScoresAreOfSteps")]
    public void Holds(string what) => Assert.Null(Compiled.Value.GetType("Uses", throwOnError: true)!.GetMethod(what)!.Invoke(null, null));
}
