namespace NetGen.Tests.Diagnostics;

/// <summary>One layer: its numbers, its input's shape, its initializers.</summary>
public class LayerDiagnosticTests
{
    [Theory]
    [InlineData("Input({|NG0030:0|}), Dense(3)", "shape of Input must be at least 1, but it is 0")]
    [InlineData("Input(4, {|NG0030:-2|}, 3), Dense(3)", "shape of Input must be at least 1, but it is -2")]
    [InlineData("Input(new[] { 4, {|NG0030:-2|} }), Dense(3)", "shape of Input must be at least 1, but it is -2")]
    [InlineData("Input([4, {|NG0030:-2|}]), Dense(3)", "shape of Input must be at least 1, but it is -2")]
    [InlineData("Input(4), Dense({|NG0030:0|})", "units of Dense must be at least 1, but it is 0")]
    [InlineData("Input(4), Dense(units: {|NG0030:-3|})", "units of Dense must be at least 1, but it is -3")]
    [InlineData("Input(4), Reshape({|NG0030:0|}, 4)", "shape of Reshape must be at least 1, but it is 0")]
    [InlineData("Input(4), Dropout({|NG0030:1|})", "rate of Dropout must be at least 0 and below 1, but it is 1")]
    [InlineData("Input(4), Dropout({|NG0030:-0.1|})", "rate of Dropout must be at least 0 and below 1, but it is -0.1")]
    [InlineData("Input(4), Dropout({|NG0030:double.NaN|})", "rate of Dropout must be at least 0 and below 1, but it is NaN")]
    [InlineData("Input(4), LeakyRelu({|NG0030:-0.1|})", "slope of LeakyRelu must be at least 0 and finite, but it is -0.1")]
    [InlineData("Input(4), Elu({|NG0030:0|})", "alpha of Elu must be above 0 and finite, but it is 0")]
    [InlineData("Input(4), Elu({|NG0030:double.PositiveInfinity|})", "alpha of Elu must be above 0 and finite, but it is Infinity")]
    [InlineData("Input(4), BatchNorm(Momentum = {|NG0030:1.5|})", "Momentum of BatchNorm must be at least 0 and at most 1, but it is 1.5")]
    [InlineData("Input(4), BatchNorm(Epsilon = {|NG0030:0|})", "Epsilon of BatchNorm must be above 0 and finite, but it is 0")]
    [InlineData("Input(4), LayerNorm(Epsilon = {|NG0030:-1e-5|})", "Epsilon of LayerNorm must be above 0 and finite, but it is -1E-05")]
    [InlineData("Input(4), Dense(3, L2 = {|NG0030:-1|}), SquaredErrorLoss", "L2 of Dense must be at least 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3, L1 = {|NG0030:-1|}), SquaredErrorLoss", "L1 of Dense must be at least 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3), SquaredErrorLoss, L1({|NG0030:-1|})", "factor of L1 must be at least 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3), SquaredErrorLoss, L2({|NG0030:double.NaN|})", "factor of L2 must be at least 0 and finite, but it is NaN")]
    [InlineData("Input(4), Dense(3, WeightInitializer = Initializer.Normal, WeightInitializerArgument = {|NG0030:-1|})", "WeightInitializerArgument of Dense must be at least 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3, WeightInitializer = Initializer.Orthogonal, WeightInitializerArgument = {|NG0030:0|})", "WeightInitializerArgument of Dense must be above 0 and finite, but it is 0")]
    [InlineData("Input(4), Dense(3, BiasInitializer = Initializer.Constant, BiasInitializerArgument = {|NG0030:double.NaN|})", "BiasInitializerArgument of Dense must be finite, but it is NaN")]
    [InlineData("Input(4), Dense(3), HuberLoss({|NG0030:0|})", "delta of HuberLoss must be above 0 and finite, but it is 0")]
    [InlineData("Input(4), Dense(3), HingeLoss(Margin = {|NG0030:-1|})", "Margin of HingeLoss must be above 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3), CrossEntropyLoss(LabelSmoothing = {|NG0030:1|})", "LabelSmoothing of CrossEntropyLoss must be at least 0 and below 1, but it is 1")]
    [InlineData("Input(4), Dense(3), CrossEntropyLoss(ClassWeights = [1, {|NG0030:-1|}, 1])", "ClassWeights of CrossEntropyLoss must be at least 0 and finite, but it is -1")]
    [InlineData("Input(4), Dense(3), BinaryCrossEntropyLoss(LabelSmoothing = {|NG0030:-0.5|})", "LabelSmoothing of BinaryCrossEntropyLoss must be at least 0 and below 1, but it is -0.5")]
    [InlineData("Input(4), Dense(3), BinaryCrossEntropyLoss(PositiveWeight = {|NG0030:0|})", "PositiveWeight of BinaryCrossEntropyLoss must be above 0 and finite, but it is 0")]
    public void NumberOutOfRange(string attributes, string message) => DiagnosticCheck.Reports($"[Network, {attributes}] public partial class Net;", message);

    [Fact]
    public void TwoMistakesAreTwoDiagnostics() => DiagnosticCheck.Reports(
        "[Network, Input(4), Dense({|NG0030:0|}), Dropout({|NG0030:2|}), Softmax] public partial class Net;",
        "units of Dense must be at least 1, but it is 0", "rate of Dropout must be at least 0 and below 1, but it is 2");

    [Theory]
    [InlineData("Input, {|NG0031:Dense(3)|}", "Dense takes values along a last axis, but the shape that reaches it is scalar: give the input one, such as Input(1), or put Flatten before this layer")]
    [InlineData("Input(), {|NG0031:BatchNorm|}", "BatchNorm takes features along a last axis, but the shape that reaches it is scalar: give the input one, such as Input(1), or put Flatten before this layer")]
    [InlineData("Input(4), Dense(1), {|NG0031:LayerNorm|}", "LayerNorm takes at least 2 values along the last axis, but the shape that reaches it is 1: a single value less its mean is always 0")]
    [InlineData("Input(4), Dense(1), {|NG0031:Softmax|}", "Softmax takes at least 2 values along the last axis, but the shape that reaches it is 1: the softmax of one value is always 1; for one probability use Sigmoid")]
    public void LayerRefusesShape(string attributes, string message) => DiagnosticCheck.Reports($"[Network, {attributes}] public partial class Net;", message);

    [Fact]
    public void ReshapeLength() => DiagnosticCheck.Reports(
        "[Network, Input(28, 28), Reshape({|NG0032:7, 100|}), Dense(3)] public partial class Net;",
        "Reshape can't make 7 x 100 (700 values) of 28 x 28 (784 values): the lengths must be equal");

    [Theory]
    [InlineData("Softmax, {|NG0033:Softmax|}, CrossEntropyLoss")]
    [InlineData("Softmax, Identity, {|NG0033:Softmax|}")]
    public void SoftmaxTwice(string layers) => DiagnosticCheck.Reports(
        $"[Network, Input(4), Dense(3), {layers}] public partial class Net;",
        "Softmax follows Softmax 'softmax1', which is a softmax already: a second one only flattens the distribution, so remove one of them");

    [Theory]
    [InlineData("[Network(Precision = {|NG0034:(Precision)7|}), Input(4), Dense(3)]", "7 is not a value of Precision")]
    [InlineData("[Network, Input(4), Dense(3, WeightInitializer = {|NG0034:(Initializer)99|})]", "99 is not a value of Initializer")]
    public void UnknownEnumValue(string attributes, string message) => DiagnosticCheck.Reports(attributes + " public partial class Net;", message);

    [Theory]
    [InlineData("Orthogonal")]
    [InlineData("HeNormal")]
    [InlineData("XavierUniform")]
    public void InitializerDoesNotFit(string initializer) => DiagnosticCheck.Reports(
        $"[Network, Input(4), Dense(3, BiasInitializer = {{|NG0035:Initializer.{initializer}|}})] public partial class Net;",
        $"BiasInitializer can't be {initializer}: a bias is a vector without inputs; use Zeros, Constant, Uniform or Normal");

    [Theory]
    [InlineData("WeightInitializer", "Constant", "the value")]
    [InlineData("WeightInitializer", "Uniform", "the largest absolute value")]
    [InlineData("BiasInitializer", "Normal", "the standard deviation")]
    public void InitializerArgumentMissing(string property, string initializer, string meaning) => DiagnosticCheck.Reports(
        $"[Network, Input(4), Dense(3, {property} = {{|NG0036:Initializer.{initializer}|}})] public partial class Net;",
        $"{property} = {initializer} needs {property}Argument, {meaning}");

    [Theory]
    [InlineData("WeightInitializer = Initializer.HeNormal, WeightInitializerArgument = {|NG0037:2|}", "WeightInitializerArgument has no effect, because WeightInitializer is HeNormal, which takes no argument")]
    [InlineData("BiasInitializerArgument = {|NG0037:2|}", "BiasInitializerArgument has no effect, because BiasInitializer is Default, which takes no argument")]
    public void InitializerArgumentUnused(string arguments, string message) =>
        DiagnosticCheck.Reports($"[Network, Input(4), Dense(3, {arguments})] public partial class Net;", message);
}
