namespace NetGen;

/// <summary>
/// The language of <c>Forward</c> methods: every layer as a function (the tensor, the attribute's positional arguments, then its properties in
/// camel case) and functions of tensors. Import it with <c>using static NetGen.Layers;</c>. The generator runs these calls at compile time;
/// at run time they throw.
/// </summary>
/// <remarks>
/// Each call of a layer owns its parameters, and so does each turn of a loop. They are named by the path of calls: <c>block3.dense1.weight</c>.
/// A layer's <c>name</c> takes the place of its kind and number; <c>frozen</c> keeps its parameters as they are.
/// </remarks>
public static partial class Layers
{
    /// <summary>See <see cref="DenseAttribute"/>.</summary>
    /// <param name="x">Shape <c>[.., inputs]</c>.</param>
    /// <param name="units">The number of outputs, at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <param name="weightInitializer">How the weights begin.</param>
    /// <param name="weightInitializerArgument">The number that the initializer needs.</param>
    /// <param name="biasInitializer">How the biases begin.</param>
    /// <param name="biasInitializerArgument">The number that the initializer needs.</param>
    /// <param name="l1">The factor of the absolute weights in the loss.</param>
    /// <param name="l2">The factor of the squared weights in the loss.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Dense(
        Tensor x, int units, bool bias = true, Initializer weightInitializer = Initializer.Default, double? weightInitializerArgument = null,
        Initializer biasInitializer = Initializer.Default, double? biasInitializerArgument = null, double? l1 = null, double? l2 = null,
        string? name = null, bool frozen = false) => CompileTime.Only<Tensor>();

    /// <summary>A dense layer with weights that are given: <c>y = W x + b</c>. Several calls may share them.</summary>
    /// <param name="x">Shape <c>[.., inputs]</c>.</param>
    /// <param name="weight">A <see cref="Parameter"/> of shape <c>[units, inputs]</c>.</param>
    /// <param name="bias">Shape <c>[units]</c>; nothing is added where it is null.</param>
    public static Tensor Dense(Tensor x, Tensor weight, Tensor? bias = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="BatchNormAttribute"/>.</summary>
    /// <param name="x">Features along the last axis.</param>
    /// <param name="momentum">The share of a batch in the running statistics.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether a scale and a shift are learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether parameters and statistics stay as they are.</param>
    public static Tensor BatchNorm(Tensor x, double momentum = 0.1, double epsilon = 1e-5, bool affine = true, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LayerNormAttribute"/>.</summary>
    /// <param name="x">At least two values along the last axis.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether a scale and a shift are learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor LayerNorm(Tensor x, double epsilon = 1e-5, bool affine = true, string? name = null, bool frozen = false) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="DropoutAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="rate">The probability of zero, at least 0 and below 1.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Dropout(Tensor x, double rate, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="ReluAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Relu(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LeakyReluAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">The slope below zero.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.01, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="EluAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Minus the limit far below zero.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Elu(Tensor x, double alpha = 1, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GeluAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="approximate">Whether the tanh form is used.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Gelu(Tensor x, bool approximate = false, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SiluAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Silu(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SigmoidAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Sigmoid(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="HardSigmoidAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor HardSigmoid(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SoftplusAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Softplus(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="TanhAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Tanh(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="StepAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="straightThrough">Whether gradients pass as if the layer were the identity.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Step(Tensor x, bool straightThrough = false, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SoftmaxAttribute"/>: over the last axis.</summary>
    /// <param name="x">At least two values along the last axis.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Softmax(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="FlattenAttribute"/>.</summary>
    /// <param name="x">Any shape; one axis of all elements comes out.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor Flatten(Tensor x, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="ReshapeAttribute"/>.</summary>
    /// <param name="x">Any shape of the same length.</param>
    /// <param name="shape">The sizes of the axes.</param>
    public static Tensor Reshape(Tensor x, params int[] shape) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="IdentityAttribute"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">The layer's name, under which the value is found in <c>Trace</c>.</param>
    public static Tensor Identity(Tensor x, string? name = null) => CompileTime.Only<Tensor>();
}
