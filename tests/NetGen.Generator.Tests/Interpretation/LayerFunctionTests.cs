using System.Globalization;
using System.Text;
using NetGen.Compiler.Declaration.Layers;

namespace NetGen.Tests.Interpretation;

/// <summary>Every layer as a function makes what its attribute makes, with the options left out and with them given.</summary>
public class LayerFunctionTests
{
    /// <summary>Shape, attribute, call.</summary>
    private static readonly (string Shape, string Attribute, string Call)[] Layers =
    [
        ("17, 3", "Conv1D(6, 3)", "Conv1D(x, 6, 3)"),
        ("17, 3", "Conv1D(6, 3, Stride = 2, Pad = 1, Groups = 3, Bias = false)", "Conv1D(x, 6, 3, stride: 2, pad: 1, groups: 3, bias: false)"),
        ("17, 3", "Conv1D(6, 3, Dilation = 2, Pads = [2, 1])", "Conv1D(x, 6, 3, dilation: 2, pads: [2, 1])"),
        ("9, 8, 4", "Conv2D(6, 3)", "Conv2D(x, 6, 3)"),
        ("9, 8, 4", "Conv2D(6, 3, KernelWidth = 2, Stride = 2, StrideWidth = 1, Padding = Padding.Same)", "Conv2D(x, 6, 3, kernelWidth: 2, stride: 2, strideWidth: 1, padding: Padding.Same)"),
        ("9, 8, 4", "Conv2D(6, 3, Dilation = 2, DilationWidth = 1, Pads = [1, 0, 2, 1], Groups = 2)", "Conv2D(x, 6, 3, dilation: 2, dilationWidth: 1, pads: [1, 0, 2, 1], groups: 2)"),
        ("9, 8, 4", "Conv2D(6, 1, WeightInitializer = Initializer.Normal, WeightInitializerArgument = 0.3, L2 = 0.25, Name = \"head\")", "Conv2D(x, 6, 1, weightInitializer: Initializer.Normal, weightInitializerArgument: 0.3, l2: 0.25, name: \"head\")"),
        ("5, 4, 3", "ConvTranspose2D(6, 3)", "ConvTranspose2D(x, 6, 3)"),
        ("5, 4, 3", "ConvTranspose2D(6, 3, Stride = 2, Pad = 1, OutputPad = 1, Bias = false)", "ConvTranspose2D(x, 6, 3, stride: 2, pad: 1, outputPad: 1, bias: false)"),
        ("17, 3", "MaxPool1D(3)", "MaxPool1D(x, 3)"),
        ("17, 3", "MaxPool1D(3, Stride = 2, Pad = 1)", "MaxPool1D(x, 3, stride: 2, pad: 1)"),
        ("9, 8, 4", "MaxPool2D(2)", "MaxPool2D(x, 2)"),
        ("9, 8, 4", "MaxPool2D(3, KernelWidth = 2, Stride = 1, Padding = Padding.Same)", "MaxPool2D(x, 3, kernelWidth: 2, stride: 1, padding: Padding.Same)"),
        ("17, 3", "AveragePool1D(3)", "AveragePool1D(x, 3)"),
        ("9, 8, 4", "AveragePool2D(2)", "AveragePool2D(x, 2)"),
        ("9, 8, 4", "AveragePool2D(3, Stride = 2, Pad = 1, CountPadding = false)", "AveragePool2D(x, 3, stride: 2, pad: 1, countPadding: false)"),
        ("9, 8, 4", "GlobalAveragePool2D", "GlobalAveragePool2D(x)"),
        ("9, 8, 4", "GlobalMaxPool2D", "GlobalMaxPool2D(x)"),
        ("9, 8, 4", "UpSample2D(2)", "UpSample2D(x, 2)"),
        ("9, 8, 4", "UpSample2D(2, ScaleWidth = 3, Interpolation = Interpolation.Bilinear)", "UpSample2D(x, 2, scaleWidth: 3, interpolation: Interpolation.Bilinear)"),
        ("9, 8, 4", "ZeroPad2D(2)", "ZeroPad2D(x, 2)"),
        ("9, 8, 4", "ZeroPad2D(1, 0, 2, 1)", "ZeroPad2D(x, 1, 0, 2, 1)"),
        ("9, 8, 4", "GroupNorm(2)", "GroupNorm(x, 2)"),
        ("9, 8, 4", "GroupNorm(4, Epsilon = 1e-3, Affine = false)", "GroupNorm(x, 4, epsilon: 1e-3, affine: false)"),
        ("9, 8, 4", "LocalResponseNorm(3)", "LocalResponseNorm(x, 3)"),
        ("9, 8, 4", "LocalResponseNorm(3, Alpha = 0.1, Beta = 0.5, K = 2)", "LocalResponseNorm(x, 3, alpha: 0.1, beta: 0.5, k: 2)"),
        ("9, 8, 4", "SpatialDropout2D(0.25)", "SpatialDropout2D(x, 0.25)"),
        ("6, 3", "SimpleRnn(5)", "SimpleRnn(x, 5)"),
        ("6, 3", "SimpleRnn(5, Activation = RecurrentActivation.Relu, Reverse = true)", "SimpleRnn(x, 5, activation: RecurrentActivation.Relu, reverse: true)"),
        ("6, 3", "Lstm(5)", "Lstm(x, 5)"),
        ("6, 3", "Lstm(5, Peepholes = true, ReturnSequences = true)", "Lstm(x, 5, peepholes: true, returnSequences: true)"),
        ("6, 3", "Gru(5)", "Gru(x, 5)"),
        ("6, 3", "Gru(5, Bidirectional = true, Bias = false, RecurrentInitializer = Initializer.XavierNormal)", "Gru(x, 5, bidirectional: true, bias: false, recurrentInitializer: Initializer.XavierNormal)"),
        ("6", "Embedding(9, 4)", "Embedding(x, 9, 4)"),
        ("6, 4", "MultiHeadAttention(2)", "MultiHeadAttention(x, 2)"),
        ("6, 4", "MultiHeadAttention(4, Causal = true, Rotary = false, Bias = false)", "MultiHeadAttention(x, 4, causal: true, rotary: false, bias: false)"),
        ("6, 4", "PositionEmbedding", "PositionEmbedding(x)"),
        ("6, 4", "SinusoidalPositions", "SinusoidalPositions(x)"),
        ("6, 4", "RmsNorm", "RmsNorm(x)"),
        ("6, 4", "GlobalAveragePool1D", "GlobalAveragePool1D(x)"),
        ("6, 4", "GlobalMaxPool1D", "GlobalMaxPool1D(x)"),
        ("6, 4", "LastStep", "LastStep(x)"),
        ("7", "Dense(5)", "Dense(x, 5)"),
        ("4, 7", "Dense(5, Bias = false, WeightInitializer = Initializer.Orthogonal, L1 = 0.5)", "Dense(x, 5, bias: false, weightInitializer: Initializer.Orthogonal, l1: 0.5)"),
        ("7", "Dense(5, BiasInitializer = Initializer.Constant, BiasInitializerArgument = 0.1)", "Dense(x, 5, biasInitializer: Initializer.Constant, biasInitializerArgument: 0.1)"),
        ("7", "BatchNorm", "BatchNorm(x)"),
        ("7", "BatchNorm(Momentum = 0.2, Epsilon = 1e-3, Affine = false)", "BatchNorm(x, momentum: 0.2, epsilon: 1e-3, affine: false)"),
        ("7", "LayerNorm", "LayerNorm(x)"),
        ("7", "LayerNorm(Epsilon = 1e-3, Affine = false)", "LayerNorm(x, epsilon: 1e-3, affine: false)"),
        ("7", "Dropout(0.5)", "Dropout(x, 0.5)"),
        ("7", "Relu", "Relu(x)"),
        ("7", "LeakyRelu", "LeakyRelu(x)"),
        ("7", "LeakyRelu(0.2)", "LeakyRelu(x, 0.2)"),
        ("7", "Elu", "Elu(x)"),
        ("7", "Elu(0.5)", "Elu(x, 0.5)"),
        ("7", "Gelu", "Gelu(x)"),
        ("7", "Gelu(Approximate = true)", "Gelu(x, approximate: true)"),
        ("7", "Silu", "Silu(x)"),
        ("7", "Sigmoid", "Sigmoid(x)"),
        ("7", "HardSigmoid", "HardSigmoid(x)"),
        ("7", "Softplus", "Softplus(x)"),
        ("7", "Tanh", "Tanh(x)"),
        ("7", "Step", "Step(x)"),
        ("7", "Step(StraightThrough = true)", "Step(x, straightThrough: true)"),
        ("7", "Softmax", "Softmax(x)"),
        ("4, 7", "Flatten", "Flatten(x)"),
        ("4, 7", "Reshape(7, 4)", "Reshape(x, 7, 4)"),
        ("7", "Identity(Name = \"here\")", "Identity(x, name: \"here\")"),
    ];

    [Fact]
    public void AreTheirAttributes()
    {
        var source = new StringBuilder("using static NetGen.Layers;\n");
        for (int i = 0; i < Layers.Length; i++)
        {
            var (shape, attribute, call) = Layers[i];
            string loss = attribute.Contains("L1 =", StringComparison.Ordinal) || attribute.Contains("L2 =", StringComparison.Ordinal) ? ", MeanSquaredErrorLoss" : "";
            source.Append(CultureInfo.InvariantCulture, $"[Network, Input({shape}), {attribute}{loss}] public sealed partial class A{i};\n");
            source.Append(CultureInfo.InvariantCulture, $"[Network{loss}] public sealed partial class F{i} {{ private static Tensor Forward([Shape({shape})] {(attribute.StartsWith("Embedding", StringComparison.Ordinal) ? "IntTensor" : "Tensor")} input) => {call.Replace("(x", "(input", StringComparison.Ordinal)}; }}\n");
        }
        var run = GeneratorHarness.Run(source.ToString());
        Assert.Empty(run.Diagnostics);
        var definitions = Forwards.DefinitionsOf(run).ToDictionary(d => d.Type.Name);
        for (int i = 0; i < Layers.Length; i++)
        {
            var (a, f) = (definitions[$"A{i}"], definitions[$"F{i}"]);
            Assert.False(a.HasErrors, Layers[i].Attribute);
            Assert.Equal(a.Inference.ToString(), f.Inference.ToString());
            Assert.Equal(a.Training.ToString(), f.Training.ToString());
            Assert.Equal(a.Parameters, f.Parameters);
            Assert.Equal(a.States, f.States);
            Assert.Equal(a.Layers, f.Layers);
            Assert.Equal((a.Output, a.Penalties), (f.Output, f.Penalties));
        }
    }

    [Fact]
    public void NoLayerIsForgotten() => Assert.Equal(
        LayerTable.Attributes.Select(a => a[..^"Attribute".Length]).Order(StringComparer.Ordinal), Layers.Select(l => l.Attribute.Split('(')[0]).Distinct().Order(StringComparer.Ordinal));
}
