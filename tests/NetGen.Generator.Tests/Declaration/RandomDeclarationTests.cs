using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using NetGen.Compiler.Declaration;
using NetGen.Compiler.Graph;
using NetGen.Compiler.Lowering;

namespace NetGen.Tests.Declaration;

/// <summary>Whatever is declared, right or wrong: the generator says what is wrong, or makes a graph that is right, and never fails.</summary>
public class RandomDeclarationTests
{
    private static readonly string[] Numbers = ["0", "1", "-1", "0.5", "1e-3", "1e300", "double.NaN", "double.PositiveInfinity"];

    private static readonly string[] Sizes = ["1", "2", "3", "6", "12", "0", "-1", "2147483647"];

    private static readonly string[] Losses =
    [
        "SquaredErrorLoss", "MeanSquaredErrorLoss", "MeanAbsoluteErrorLoss", "HuberLoss(#)", "CrossEntropyLoss", "CrossEntropyLoss(LabelSmoothing = #)",
        "CrossEntropyLoss(ClassWeights = [1, 2, #])", "BinaryCrossEntropyLoss", "BinaryCrossEntropyLoss(PositiveWeight = #)", "HingeLoss", "HingeLoss(Margin = #)",
    ];

    private static readonly string[] Layers =
    [
        "Dense($)", "Dense($, Bias = false)", "Dense($, L2 = #)", "Dense(3, WeightInitializer = (Initializer)%, WeightInitializerArgument = #)",
        "Dense(2, BiasInitializer = (Initializer)%)", "Relu", "LeakyRelu(#)", "Elu(#)", "Gelu", "Gelu(Approximate = true)", "Silu", "Sigmoid", "Tanh", "Softplus",
        "HardSigmoid", "Step", "Step(StraightThrough = true)", "Softmax", "Identity", "Dropout(#)", "BatchNorm", "BatchNorm(Momentum = #)", "LayerNorm",
        "LayerNorm(Epsilon = #)", "Flatten", "Reshape($, $)", "Reshape()", "Reshape(6)", "Relu(Name = \"a\")", "Tanh(Name = \"0\")",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AreReportedOrRight(int seed)
    {
        var random = new Random(seed);
        var source = new StringBuilder();
        for (int i = 0; i < 150; i++) source.Append(CultureInfo.InvariantCulture, $"[{string.Join(", ", Attributes(random, mistakes: i % 2 == 0))}] public partial class N{i};\n");
        var run = GeneratorHarness.Run(source.ToString());
        Assert.Empty(run.Input.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        Assert.DoesNotContain(run.Diagnostics, d => d.Id == "NG0001");

        var declarations = run.Driver.GetRunResult().Results[0].TrackedSteps[Compiler.TrackingNames.Declarations]
            .SelectMany(s => s.Outputs).Select(o => (NetworkDeclaration)o.Value).ToArray();
        Assert.Equal(150, declarations.Length);
        foreach (var declaration in declarations)
        {
            bool hasErrors = declaration.Diagnostics.Any(d => d.Descriptor.DefaultSeverity == DiagnosticSeverity.Error);
            Assert.Equal(hasErrors, declaration.Definition!.HasErrors);
            if (!hasErrors) FunctionVerifier.Verify(FunctionAssembly.Assemble(declaration.Definition));
        }
        Assert.InRange(declarations.Count(d => d.Definition!.HasErrors), 20, 130);
    }

    private static IEnumerable<string> Attributes(Random random, bool mistakes)
    {
        string Fill(string template) => string.Concat(template.Select(c => c switch
        {
            '#' => Numbers[random.Next(1, mistakes ? Numbers.Length : 2)] is var n && !mistakes ? "0.5" : n,
            '$' => Sizes[random.Next(mistakes ? Sizes.Length : 5)],
            '%' => random.Next(mistakes ? 12 : 10).ToString(CultureInfo.InvariantCulture),
            _ => c.ToString(),
        }));
        yield return random.Next(4) == 0 ? "Network(Precision = Precision.Double)" : "Network";
        if (!mistakes || random.Next(20) > 0) yield return Fill(random.Next(3) switch { 0 => "Input(6)", 1 => "Input($, 6)", _ => "Input(2, 3, $)" });
        for (int i = random.Next(mistakes ? 0 : 1, 7); i > 0; i--) yield return Fill(Layers[random.Next(Layers.Length)]);
        if (random.Next(2) == 0) yield return Fill(Losses[random.Next(Losses.Length)]);
        if (random.Next(6) == 0) yield return Fill("L2(#)");
    }
}
