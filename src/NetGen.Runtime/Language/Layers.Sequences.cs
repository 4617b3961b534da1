namespace NetGen;

/// <content>Recurrent layers.</content>
public static partial class Layers
{
    /// <summary>See <see cref="SimpleRnnAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="activation">What is applied at each step. <see cref="RecurrentActivation.Tanh"/> by default.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor SimpleRnn(
        Tensor x, int units, RecurrentActivation activation = default, bool returnSequences = false, bool bidirectional = false, bool reverse = false, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LstmAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="peepholes">Whether the gates also see the cell, by a weight for each unit.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Lstm(
        Tensor x, int units, bool peepholes = false, bool returnSequences = false, bool bidirectional = false, bool reverse = false, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GruAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Gru(
        Tensor x, int units, bool returnSequences = false, bool bidirectional = false, bool reverse = false, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();
}
