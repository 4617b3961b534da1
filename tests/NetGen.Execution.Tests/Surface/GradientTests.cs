using System.Reflection;
using NetGen.CompilerServices;
using NetGen.Tests;

namespace NetGen.Execution.Tests.Surface;

/// <summary>
/// Whole networks, compiled and run: loss, scores and gradients of every loss and kind of target against the reference interpreter, and the
/// interpreter's gradients against finite differences.
/// </summary>
public sealed class GradientTests
{
    /// <summary>Name, layers, loss. The sizes are odd, so that panels, tiles and vectors have tails.</summary>
    private static readonly (string Name, string Declaration)[] Networks =
    [
        ("Squared", "[Network, Input(5)] [Dense(7), Tanh, Dense(3)] [SquaredErrorLoss]"),
        ("Mean", "[Network, Input(5)] [Dense(7), Sigmoid, Dense(3)] [MeanSquaredErrorLoss]"),
        ("Absolute", "[Network, Input(5)] [Dense(7), Gelu, Dense(3)] [MeanAbsoluteErrorLoss]"),
        ("Huber", "[Network, Input(5)] [Dense(7), Silu, Dense(3)] [HuberLoss(0.5)]"),
        ("Classes", "[Network, Input(5)] [Dense(19), Relu, Dense(4), Softmax] [CrossEntropyLoss]"),
        ("Logits", "[Network, Input(5)] [Dense(9), Softplus, Dense(4)] [CrossEntropyLoss]"),
        ("Smoothed", "[Network, Input(5)] [Dense(7), Elu, Dense(4), Softmax] [CrossEntropyLoss(LabelSmoothing = 0.1)]"),
        ("Weighted", "[Network, Input(5)] [Dense(7), Tanh, Dense(4), Softmax] [CrossEntropyLoss(LabelSmoothing = 0.2, ClassWeights = new[] { 0.5, 2.0, 1.0, 3.0 })]"),
        ("Binary", "[Network, Input(5)] [Dense(7), Tanh, Dense(3), Sigmoid] [BinaryCrossEntropyLoss(PositiveWeight = 2, LabelSmoothing = 0.1)]"),
        ("YesNo", "[Network, Input(5)] [Dense(7), Tanh, Dense(1), Sigmoid] [BinaryCrossEntropyLoss]"),
        ("Hinge", "[Network, Input(5)] [Dense(7), Tanh, Dense(3)] [HingeLoss(Margin = 0.8)]"),
        ("Penalised", "[Network, Input(5), L2(0.01)] [Dense(7), L1(0.02), Tanh, Dense(3)] [SquaredErrorLoss]"),
        ("Random", "[Network, Input(5)] [Dense(17), Relu, Dropout(0.3), Dense(3)] [SquaredErrorLoss]"),
        ("Normalised", "[Network, Input(5)] [Dense(7), BatchNorm, Tanh, Dense(6), LayerNorm, Dense(3), Softmax] [CrossEntropyLoss]"),
        ("Wide", "[Network, Input(37)] [Dense(67), Relu, Dense(45), LeakyRelu(0.1), Dense(11), Softmax] [CrossEntropyLoss]"),
        ("Lossless", "[Network, Input(5)] [Dense(7), BatchNorm, Tanh, Dense(3), Softmax]"),
        ("Perceptron", "[Network, Input(2)] [Dense(1), Step(StraightThrough = true)] [SquaredErrorLoss]"),
    ];

    private static readonly Lazy<Assembly> Hardware = new(() => Compile(VectorPath.Hardware, Networks));

    /// <summary>What double precision and the other vector widths are tried on: every kind of loss and of layer, few enough to compile in a moment.</summary>
    private static readonly string[] Few = ["Classes", "Weighted", "Binary", "Penalised", "Random", "Normalised", "Wide", "Lossless"];

    private static Assembly Compile(VectorPath path, params (string Name, string Declaration)[] networks) => GeneratorHarness.Run(
        "namespace Nets { "
        + string.Concat(networks.Select(n => $"{n.Declaration} public sealed partial class {n.Name};\n"))
        + string.Concat(networks.Where(n => Few.Contains(n.Name)).Select(n => $"{n.Declaration.Replace("[Network", "[Network(Precision = Precision.Double)")} public sealed partial class {n.Name}64;\n"))
        + """
            public static class Drive
            {
                public static GradientReport CheckLossless(Lossless n, int batch) => n.CheckGradients(Enumerable.Range(0, batch * 5).Select(i => MathF.Sin(i)).ToArray());
                public static GradientReport CheckLossless64(Lossless64 n, int batch) => n.CheckGradients(Enumerable.Range(0, batch * 5).Select(i => Math.Sin(i)).ToArray());
            }
            }
            """).Load(path);

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var (name, _) in Networks)
                foreach (int batch in (int[])[1, 13])
                    if (batch > 1 || name != "Normalised") cases.Add(name, batch);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void SingleMatchesTheReference(string name, int batch) => Check(Hardware.Value, name, batch);

    public static TheoryData<string> Doubles => [.. Few];

    [Theory, MemberData(nameof(Doubles))]
    public void DoubleMatchesTheReference(string name) => Check(Hardware.Value, name + "64", 13);

    [Theory]
    [InlineData(VectorPath.V128)]
    [InlineData(VectorPath.V512)]
    public void OtherVectorsMatchTheReference(VectorPath path)
    {
        var assembly = Compile(path, [.. Networks.Where(n => Few.Contains(n.Name))]);
        foreach (string name in Few)
        {
            Check(assembly, name, 3);
            Check(assembly, name + "64", 3);
        }
    }

    /// <summary>A check that can't fail proves nothing: a gradient that is a little wrong must be found, with the parameter's name.</summary>
    [Fact]
    public void AWrongGradientIsFoundAndNamed()
    {
        var type = Hardware.Value.GetType("Nets.Squared")!;
        var compare = typeof(GradientTests).GetMethod(nameof(Tampered), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        object network = Make(Hardware.Value, "Squared");
        var right = (GradientReport)compare.Invoke(null, [network, 1f])!;
        right.ThrowIfFailed();
        var wrong = (GradientReport)compare.Invoke(null, [network, 1.001f])!;
        Assert.False(wrong.Passed);
        Assert.Equal("dense2.weight", wrong.Worst!.Name);
        Assert.Equal(1e-3, wrong.Worst.Error, 2e-4);
        Assert.Contains("FAILED", wrong.ToString());
        Assert.Contains("dense2.weight", Assert.Throws<InvalidOperationException>(wrong.ThrowIfFailed).Message);
    }

    private static GradientReport Tampered<TNetwork>(TNetwork network, float factor) where TNetwork : class, INetwork<TNetwork, float>
    {
        string graph = (string)typeof(TNetwork).GetNestedType("Graph", BindingFlags.NonPublic)!.GetField("Text", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        var batch = MakeBatch(typeof(TNetwork), 4, indices: false, weights: false);
        var copy = network.Clone();
        float loss = copy.ForwardBackward(copy.CreatePass(4), batch);
        var weight = copy.Parameters["dense2.weight"];
        weight.CopyGradientFrom(Array.ConvertAll(weight.GradientToArray(), g => g * factor));
        return GradientCheck.Compare(network.Parameters, copy.Parameters, graph, "step", batch, loss, []);
    }

    [Fact]
    public void AKinkIsReportedAndNoFailure()
    {
        // All inputs and biases are zero: every ReLU stands exactly at its corner.
        var batch = new Batch { Count = 1 };
        batch.Set<float>("input", new float[5]);
        batch.Set<int>("target", new[] { 1 });
        var report = Report(Make(Hardware.Value, "Classes"), batch);
        Assert.True(report.Passed, report.ToString());
        Assert.True(report.Kinks > 0, report.ToString());
    }

    [Fact]
    public void AStraightThroughDerivativeIsNotDifferenced()
    {
        var report = Report(Make(Hardware.Value, "Perceptron"), MakeBatch(Hardware.Value.GetType("Nets.Perceptron")!, 4, indices: false, weights: false));
        Assert.True(report.Passed, report.ToString());
        Assert.Contains("step1", report.Note);
        Assert.All(report.Comparisons, c => Assert.Equal(0, c.Differenced));
    }

    private static void Check(Assembly assembly, string name, int batch)
    {
        var type = assembly.GetType("Nets." + name, throwOnError: true)!;
        object network = Make(assembly, name);
        var signature = (NetworkSignature)type.GetProperty("Signature")!.GetValue(null)!;
        if (!signature.HasLoss)
        {
            Expect((GradientReport)assembly.GetType("Nets.Drive")!.GetMethod("Check" + name)!.Invoke(null, [network, batch])!);
            return;
        }
        var target = signature.Columns.Single(c => c.Kind == ColumnKind.Target);
        foreach (bool weights in batch > 1 ? (bool[])[false, true] : [false])
        {
            if (target.AcceptsIndices) Expect(Report(network, MakeBatch(type, batch, indices: true, weights)));
            if (target.AcceptsReal) Expect(Report(network, MakeBatch(type, batch, indices: false, weights)));
        }

        void Expect(GradientReport report)
        {
            Assert.True(report.Passed, $"{name}, batch {batch}\n{report}");
            Assert.NotEmpty(report.Comparisons);
            Assert.True(report.Comparisons.Sum(c => Math.Abs(c.Largest)) > 0, $"{name}: all gradients are zero\n{report}");
        }
    }

    private static GradientReport Report(object network, Batch batch) =>
        (GradientReport)network.GetType().GetMethod("CheckGradients", [typeof(Batch)])!.Invoke(network, [batch])!;

    private static object Make(Assembly assembly, string name) => Activator.CreateInstance(assembly.GetType("Nets." + name, throwOnError: true)!, 7ul)!;

    private static Batch MakeBatch(Type type, int count, bool indices, bool weights)
    {
        var signature = (NetworkSignature)type.GetProperty("Signature")!.GetValue(null)!;
        bool single = type.GetInterfaces().Any(i => i.GenericTypeArguments.Contains(typeof(float)));
        var random = new Random(11);
        var batch = new Batch { Count = count };
        Real(signature.Columns[0].Name, count * signature.Columns[0].Length, () => random.NextDouble() * 2 - 1);
        var target = signature.Columns[1];
        if (indices) batch.Set<int>("target", Enumerable.Range(0, count).Select(_ => random.Next(target.Classes)).ToArray());
        else Real("target", count * target.Length, random.NextDouble);
        if (weights) Real(Batch.Weights, count, () => random.NextDouble() + 0.1);
        return batch;

        void Real(string name, int length, Func<double> next)
        {
            if (single) batch.Set<float>(name, Enumerable.Range(0, length).Select(_ => (float)next()).ToArray());
            else batch.Set<double>(name, Enumerable.Range(0, length).Select(_ => next()).ToArray());
        }
    }
}
