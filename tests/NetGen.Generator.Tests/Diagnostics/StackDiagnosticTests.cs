namespace NetGen.Tests.Diagnostics;

/// <summary>The order of attributes, names, sizes, and what can learn.</summary>
public class StackDiagnosticTests
{
    [Fact]
    public void NoInput() => DiagnosticCheck.Reports(
        "[Network, Dense(3)] public partial class {|NG0020:Net|};",
        "'Net' has no input: add [Input(...)] with the shape of one sample before the layers");

    [Fact]
    public void NothingAtAllIsOneMistake() => DiagnosticCheck.Reports(
        "[Network] public partial class {|NG0020:Net|};",
        "'Net' has no input: add [Input(...)] with the shape of one sample before the layers");

    [Fact]
    public void InputAfterLayer() => DiagnosticCheck.Reports(
        "[Network, Dense(3), {|NG0021:Input(4)|}] public partial class Net;",
        "Input must come before the layers, but it follows Dense(3) 'dense1'");

    [Fact]
    public void NoLayers() => DiagnosticCheck.Reports(
        "[Network, Input(4), SquaredErrorLoss] public partial class {|NG0022:Net|};",
        "'Net' has no layers: add them behind [Input(...)], such as [Dense(10)]");

    [Theory]
    [InlineData("Input({|NG0023:100000, 100000|}), Flatten, Dense(3)", "The shape 100000 x 100000 of Input has too many values a sample; at most 134,217,728 are possible")]
    [InlineData("Input({|NG0023:2147483647, 2147483647, 2147483647|}), Dense(3)",
        "The shape 2147483647 x 2147483647 x 2147483647 of Input has too many values a sample; at most 134,217,728 are possible")]
    [InlineData("Input(100000), Dense({|NG0023:100000|})", "The shape 100000 x 100000 of Dense has too many values a sample; at most 134,217,728 are possible")]
    [InlineData("Input(8192), Dense(8192), Dense(8192), Dense(8192), Dense(8192), Dense(8192), Dense(8192), Dense(8192), {|NG0023:Dense(8192)|}",
        "'Net' has parameters of 2,147,713,024 bytes up to this layer; at most 2,147,418,111 are possible")]
    public void TooLarge(string layers, string message) => DiagnosticCheck.Reports($"[Network, {layers}] public partial class Net;", message);

    [Theory]
    [InlineData("Dense(3, Name = \"a\"), Dense(2, Name = {|NG0024:\"a\"|})", "Dense(3) 'a' and Dense(2) are both named 'a': give one of them another Name")]
    [InlineData("Dense(3, Name = \"dense2\"), {|NG0024:Dense(2)|}", "Dense(3) 'dense2' and Dense(2) are both named 'dense2': give one of them another Name")]
    public void DuplicateName(string layers, string message) => DiagnosticCheck.Reports($"[Network, Input(4), {layers}] public partial class Net;", message);

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("a.b")]
    [InlineData("späte")]
    [InlineData("a b")]
    public void InvalidName(string name) => DiagnosticCheck.Reports(
        $"[Network, Input(4), Dense(3, Name = {{|NG0025:\"{name}\"|}})] public partial class Net;",
        $"'{name}' can't be the name of a layer: use letters, digits and underscores, and don't begin with a digit");

    [Theory]
    [InlineData("Dense(3), {|NG0026:Step|}")]
    [InlineData("Dense(8), Relu, Dense(3), {|NG0026:Step|}, Identity")]
    public void GradientCutEverywhere(string layers) => DiagnosticCheck.Reports(
        $"[Network, Input(4), {layers}, SquaredErrorLoss] public partial class Net;",
        "Nothing before this Step can be learned, and no layer behind it has parameters: its gradient is zero; set StraightThrough = true, or remove SquaredErrorLoss");

    [Fact]
    public void GradientCut() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense(8), BatchNorm, {|NG0027:Step|}, Dense(3), SquaredErrorLoss] public partial class Net;",
        "Dense(8) 'dense1', BatchNorm 'batchnorm1' can't learn, because the gradient of this Step is zero: set StraightThrough = true to pass gradients");

    [Theory]
    [InlineData("Dense(3), Step")]
    [InlineData("Dense(3), Step(StraightThrough = true), SquaredErrorLoss")]
    [InlineData("Step, Dense(3), SquaredErrorLoss")]
    public void StepsThatAreFine(string layers) => DiagnosticCheck.IsQuiet($"[Network, Input(4), {layers}] public partial class Net;");

    [Theory]
    [InlineData("Relu, Dropout(0.5)")]
    [InlineData("BatchNorm(Affine = false)")]
    public void NothingToTrain(string layers) => DiagnosticCheck.Reports(
        $"[Network, Input(4), {layers}, {{|NG0028:SquaredErrorLoss|}}] public partial class Net;",
        "'Net' has a loss, but no parameters that it could train: add a layer such as Dense, or remove SquaredErrorLoss");

    [Theory]
    [InlineData("[Network, Input(4), Dens(3), SquaredErrorLoss] public partial class Net;", "CS0246")]
    [InlineData("[Network, Inputs(4), Dense(3), SquaredErrorLoss] public partial class Net;", "CS0246")]
    [InlineData("[Network, Input(4), Dense(\"3\"), Softmax, Softmax] public partial class Net;", "CS1503")]
    [InlineData("[Network, Input(4), Dense(), Softmax] public partial class Net;", "CS7036")]
    [InlineData("[Network, Input(4), Dense(3, Units = 4)] public partial class Net;", "CS0617")]
    [InlineData("[Network, Input(4), Input(5), Dense(3)] public partial class Net;", "CS0579")]
    [InlineData("[Network, Input(4), Dense(3), SquaredErrorLoss, SquaredErrorLoss] public partial class Net;", "CS0579")]
    [InlineData("[Network, Input(4), Dense(3), SquaredErrorLoss, L2(1), L2(2)] public partial class Net;", "CS0579")]
    public void WhatDoesNotBindIsLeftToTheCompiler(string source, string id)
    {
        string[] ids = id == "CS0246" ? ["CS0246"] : [id];
        DiagnosticCheck.LeavesToCompiler(source, ids);
    }
}
