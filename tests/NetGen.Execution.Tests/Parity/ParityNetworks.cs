namespace NetGen.Execution.Tests.Parity;

// The networks of make_data.py, by the same names: every layer and every loss, in both precisions.

[Network, Input(23), Dense(37), Relu, Dense(18, Bias = false), Tanh, Dense(5), Softmax, CrossEntropyLoss]
public sealed partial class Classifier;

[Network(Precision = Precision.Double), Input(23), Dense(37), Relu, Dense(18, Bias = false), Tanh, Dense(5), Softmax, CrossEntropyLoss]
public sealed partial class ClassifierDouble;

[Network, Input(16), Dense(32), LeakyRelu(0.1), Dense(4), CrossEntropyLoss(LabelSmoothing = 0.1, ClassWeights = [0.5, 1, 2, 1.5])]
public sealed partial class SmoothedClassifier;

[Network(Precision = Precision.Double), Input(16), Dense(32), LeakyRelu(0.1), Dense(4), CrossEntropyLoss(LabelSmoothing = 0.1, ClassWeights = [0.5, 1, 2, 1.5])]
public sealed partial class SmoothedClassifierDouble;

[Network, Input(6), Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class Distributions;

[Network(Precision = Precision.Double), Input(6), Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class DistributionsDouble;

[Network, Input(9), Dense(11), Gelu, Dense(10), Elu(0.7), Dense(9), Silu, Dense(8), Softplus, Dense(7), HardSigmoid, Identity, Dense(3), Sigmoid, BinaryCrossEntropyLoss]
public sealed partial class Activations;

[Network(Precision = Precision.Double)]
[Input(9), Dense(11), Gelu, Dense(10), Elu(0.7), Dense(9), Silu, Dense(8), Softplus, Dense(7), HardSigmoid, Identity, Dense(3), Sigmoid, BinaryCrossEntropyLoss]
public sealed partial class ActivationsDouble;

[Network, Input(12), Dense(24, Bias = false), BatchNorm, Relu, Reshape(4, 6), LayerNorm, Tanh, Dense(5, Bias = false), BatchNorm, Silu, Flatten, Dense(3), MeanSquaredErrorLoss]
public sealed partial class Normalised;

[Network(Precision = Precision.Double), Input(12), Dense(24, Bias = false), BatchNorm, Relu, Reshape(4, 6), LayerNorm, Tanh, Dense(5, Bias = false), BatchNorm, Silu, Flatten, Dense(3), MeanSquaredErrorLoss]
public sealed partial class NormalisedDouble;

[Network, Input(8), LayerNorm(Affine = false), Dense(6, Bias = false), BatchNorm(Affine = false, Momentum = 0.3), Gelu(Approximate = true), Dense(2), HuberLoss(0.5)]
public sealed partial class PlainNorms;

[Network(Precision = Precision.Double), Input(8), LayerNorm(Affine = false), Dense(6, Bias = false), BatchNorm(Affine = false, Momentum = 0.3), Gelu(Approximate = true), Dense(2), HuberLoss(0.5)]
public sealed partial class PlainNormsDouble;

[Network, Input(5), Dense(8), Tanh, Dense(2), SquaredErrorLoss, L1(0.003), L2(0.02)]
public sealed partial class Regularised;

[Network(Precision = Precision.Double), Input(5), Dense(8), Tanh, Dense(2), SquaredErrorLoss, L1(0.003), L2(0.02)]
public sealed partial class RegularisedDouble;

[Network, Input(4), Dense(6), Sigmoid, Dense(2), MeanAbsoluteErrorLoss]
public sealed partial class AbsoluteError;

[Network(Precision = Precision.Double), Input(4), Dense(6), Sigmoid, Dense(2), MeanAbsoluteErrorLoss]
public sealed partial class AbsoluteErrorDouble;

[Network, Input(3), Dense(6), Tanh, Dense(1), HingeLoss]
public sealed partial class BinaryHinge;

[Network(Precision = Precision.Double), Input(3), Dense(6), Tanh, Dense(1), HingeLoss]
public sealed partial class BinaryHingeDouble;

[Network, Input(7), Dense(6), Relu, Dense(4), HingeLoss]
public sealed partial class ClassHinge;

[Network(Precision = Precision.Double), Input(7), Dense(6), Relu, Dense(4), HingeLoss]
public sealed partial class ClassHingeDouble;

[Network, Input(2), Dense(3), Step(StraightThrough = true), Dense(1), Step(StraightThrough = true), SquaredErrorLoss]
public sealed partial class Perceptron;

[Network(Precision = Precision.Double), Input(2), Dense(3), Step(StraightThrough = true), Dense(1), Step(StraightThrough = true), SquaredErrorLoss]
public sealed partial class PerceptronDouble;

[Network, Input(4), Dense(1), Sigmoid, BinaryCrossEntropyLoss(PositiveWeight = 2.5)]
public sealed partial class OneLogit;

[Network(Precision = Precision.Double), Input(4), Dense(1), Sigmoid, BinaryCrossEntropyLoss(PositiveWeight = 2.5)]
public sealed partial class OneLogitDouble;
