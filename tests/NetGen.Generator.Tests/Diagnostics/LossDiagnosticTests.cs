using Microsoft.CodeAnalysis;

namespace NetGen.Tests.Diagnostics;

/// <summary>The loss, the penalties, and the build.</summary>
public class LossDiagnosticTests
{
    [Fact]
    public void TwoLosses() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3), SquaredErrorLoss, {|NG0050:HuberLoss|}] public partial class Net;",
        "'Net' has two losses, SquaredErrorLoss and HuberLoss: remove one");

    [Theory]
    [InlineData("Dense(1), {|NG0051:CrossEntropyLoss|}", "CrossEntropyLoss needs at least two classes on the last axis, but the output's shape is 1; for one probability use BinaryCrossEntropyLoss")]
    public void LossRefusesShape(string attributes, string message) =>
        DiagnosticCheck.Reports($"[Network, Input(4), {attributes}] public partial class Net;", message);

    [Theory]
    [InlineData("Softmax, {|NG0052:BinaryCrossEntropyLoss|}", "BinaryCrossEntropyLoss reads logits, to which it applies Sigmoid, but Softmax 'softmax1' comes before it: remove it or use Sigmoid, or use CrossEntropyLoss for classes that exclude each other")]
    [InlineData("Sigmoid, {|NG0052:CrossEntropyLoss|}", "CrossEntropyLoss reads logits, to which it applies Softmax, but Sigmoid 'sigmoid1' comes before it: remove it or use Softmax, or use BinaryCrossEntropyLoss for outputs that are each a yes or no")]
    [InlineData("Softmax, Identity, {|NG0052:CrossEntropyLoss|}", "CrossEntropyLoss reads logits and takes the place of a Softmax that is the last layer, but Softmax 'softmax1' is followed by Identity: move Softmax to the end, or remove it")]
    [InlineData("Sigmoid, Flatten, Dropout(0.1), {|NG0052:BinaryCrossEntropyLoss|}", "BinaryCrossEntropyLoss reads logits and takes the place of a Sigmoid that is the last layer, but Sigmoid 'sigmoid1' is followed by Flatten: move Sigmoid to the end, or remove it")]
    [InlineData("Sigmoid, {|NG0052:HingeLoss|}", "HingeLoss compares raw scores with a margin, but Sigmoid 'sigmoid1' limits them to [0, 1]: remove it")]
    public void ActivationDoesNotFitLoss(string attributes, string message) =>
        DiagnosticCheck.Reports($"[Network, Input(4), Dense(3), {attributes}] public partial class Net;", message);

    [Theory]
    [InlineData("Softmax, MeanSquaredErrorLoss")]
    [InlineData("Sigmoid, SquaredErrorLoss")]
    [InlineData("Softmax, CrossEntropyLoss")]
    [InlineData("CrossEntropyLoss, Softmax")]
    [InlineData("Sigmoid, BinaryCrossEntropyLoss")]
    public void ActivationsThatFit(string attributes) => DiagnosticCheck.IsQuiet($"[Network, Input(4), Dense(3), {attributes}] public partial class Net;");

    [Theory]
    [InlineData("[1, 2]", "ClassWeights has 2 values, but the output 3 has 3 classes: give one weight a class")]
    [InlineData("new double[] { 1 }", "ClassWeights has 1 value, but the output 3 has 3 classes: give one weight a class")]
    public void ClassWeightCount(string weights, string message) => DiagnosticCheck.Reports(
        $"[Network, Input(4), Dense(3), CrossEntropyLoss(ClassWeights = {{|NG0053:{weights}|}})] public partial class Net;", message);

    [Theory]
    [InlineData("Dense(3), {|NG0054:L2(0.1)|}", "L2 has no effect, because 'Net' has no loss")]
    [InlineData("Dense(3, L1 = {|NG0054:0.1|})", "L1 has no effect, because 'Net' has no loss")]
    [InlineData("LayerNorm, {|NG0054:L1(0.1)|}, SquaredErrorLoss", "L1 has no effect, because 'Net' has no weights")]
    public void PenaltyWithoutEffect(string attributes, string message) =>
        DiagnosticCheck.Reports($"[Network, Input(4), {attributes}] public partial class Net;", message);

    [Fact]
    public void SlowDebugBuild() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(3)] public partial class {|NG0090:Net|}; [Network, Input(4), Dense(3)] public partial class Other;", OptimizationLevel.Debug,
        "This is a Debug build, in which the kernels of 'Net' run some 17 times slower: build with -c Release, or set the MSBuild property NetGenFastDebug to true");

    [Fact]
    public void FastDebugMarksTheAssembly()
    {
        const string Source = "[Network, Input(4), Dense(3)] public partial class Net;";
        var run = GeneratorHarness.Run(Source, optimization: OptimizationLevel.Debug, properties: ("NetGenFastDebug", "True")).Verify();
        Assert.Empty(run.Diagnostics);
        Assert.Contains("NetGen.FastDebug.g.cs", run.Sources.Keys);
        var debuggable = run.Load().GetCustomAttributes(typeof(System.Diagnostics.DebuggableAttribute), false).Cast<System.Diagnostics.DebuggableAttribute>();
        Assert.False(Assert.Single(debuggable).IsJITOptimizerDisabled);
        Assert.DoesNotContain("NetGen.FastDebug.g.cs", GeneratorHarness.Run(Source, properties: ("NetGenFastDebug", "true")).Sources.Keys);
    }
}
