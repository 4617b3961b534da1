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
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor SimpleRnn(
        Tensor x, int units, RecurrentActivation activation = default, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SimpleRnnAttribute"/>: from a state that is given, and with the one behind the last step.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="state">The output before the first step, <c>[units]</c>, of two directions one behind the other; <c>0</c> for zeros.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="activation">What is applied at each step. <see cref="RecurrentActivation.Tanh"/> by default.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    /// <returns>What the layer gives without a state, and the state behind the last step of each sample.</returns>
    public static (Tensor Output, Tensor State) SimpleRnn(
        Tensor x, Tensor state, int units, RecurrentActivation activation = default, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<(Tensor, Tensor)>();

    /// <summary>See <see cref="LstmAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="peepholes">Whether the gates also see the cell, by a weight for each unit.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Lstm(
        Tensor x, int units, bool peepholes = false, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LstmAttribute"/>: from a state that is given, and with the one behind the last step.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="state">The output and the cell before the first step, <c>[units]</c>, of two directions one behind the other; <c>0</c> for zeros.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="peepholes">Whether the gates also see the cell, by a weight for each unit.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    /// <returns>What the layer gives without a state, and the state behind the last step of each sample.</returns>
    public static (Tensor Output, (Tensor Hidden, Tensor Cell) State) Lstm(
        Tensor x, (Tensor Hidden, Tensor Cell) state, int units, bool peepholes = false, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<(Tensor, (Tensor Hidden, Tensor Cell))>();

    /// <summary>See <see cref="GruAttribute"/>.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Gru(
        Tensor x, int units, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GruAttribute"/>: from a state that is given, and with the one behind the last step.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="state">The output before the first step, <c>[units]</c>, of two directions one behind the other; <c>0</c> for zeros.</param>
    /// <param name="units">The number of outputs of a step, at least 1.</param>
    /// <param name="returnSequences">Whether the outputs of all steps are given, or the last one alone (by default).</param>
    /// <param name="bidirectional">Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined.</param>
    /// <param name="reverse">Whether the steps are taken from the last to the first. Excludes <paramref name="bidirectional"/>.</param>
    /// <param name="truncatedSteps">The most steps that gradients go back through; 0 for all.</param>
    /// <param name="bias">Whether biases are added. True by default.</param>
    /// <param name="weightInitializer">How the weights of the inputs begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that <paramref name="weightInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="recurrentInitializer">How the weights between the steps begin. By default orthogonal.</param>
    /// <param name="recurrentInitializerArgument">The number that <paramref name="recurrentInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="biasInitializer">How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</param>
    /// <param name="biasInitializerArgument">The number that <paramref name="biasInitializer"/> needs: see <see cref="Initializer"/>.</param>
    /// <param name="l1">Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</param>
    /// <param name="l2">Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</param>
    /// <param name="lengths">How many steps of each sample count, 0 to time; outputs of the others are zero and nothing depends on them. All steps where it is null.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    /// <returns>What the layer gives without a state, and the state behind the last step of each sample.</returns>
    public static (Tensor Output, Tensor State) Gru(
        Tensor x, Tensor state, int units, bool returnSequences = false, bool bidirectional = false, bool reverse = false, int truncatedSteps = 0, bool bias = true,
        Initializer weightInitializer = default, double? weightInitializerArgument = null, Initializer recurrentInitializer = default,
        double? recurrentInitializerArgument = null, Initializer biasInitializer = default, double? biasInitializerArgument = null, double? l1 = null,
        double? l2 = null, IntTensor? lengths = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<(Tensor, Tensor)>();

    /// <summary>
    /// A recurrence: runs <paramref name="step"/> for each step of a sequence, with one set of weights. Layers called in the step are those of all steps; values of around it may be
    /// used; random numbers are drawn anew in each step. The step must not set states.
    /// </summary>
    /// <typeparam name="TSequence"><see cref="Tensor"/>, <see cref="IntTensor"/>, or a tuple of them.</typeparam>
    /// <typeparam name="TCarry"><see cref="Tensor"/> or a tuple of tensors.</typeparam>
    /// <param name="sequence">Shape <c>[time, ..]</c>; of several all have the same time.</param>
    /// <param name="initial">What the first step has as carry, such as <c>Fill(0, 16)</c>.</param>
    /// <param name="step">The carry and one step of the sequence become the new carry, of the same shape.</param>
    /// <returns>The carry behind the last step, and those behind all steps, <c>[time, ..]</c>.</returns>
    /// <example><c>var (last, all) = Scan(x, Fill(0, 16), (h, x) => Tanh(Dense(x, 16) + Dense(h, 16)));</c></example>
    public static (TCarry Final, TCarry Outputs) Scan<TSequence, TCarry>(TSequence sequence, TCarry initial, Func<TCarry, TSequence, TCarry> step) =>
        CompileTime.Only<(TCarry, TCarry)>();

    /// <summary>A recurrence whose steps have outputs beside the carry.</summary>
    /// <typeparam name="TSequence"><see cref="Tensor"/>, <see cref="IntTensor"/>, or a tuple of them.</typeparam>
    /// <typeparam name="TCarry"><see cref="Tensor"/> or a tuple of tensors.</typeparam>
    /// <typeparam name="TOutput"><see cref="Tensor"/> or a tuple of tensors.</typeparam>
    /// <param name="sequence">Shape <c>[time, ..]</c>; of several all have the same time.</param>
    /// <param name="initial">What the first step has as carry.</param>
    /// <param name="step">The carry and one step of the sequence become the new carry, of the same shape, and an output.</param>
    /// <returns>The carry behind the last step, and the outputs of all steps, <c>[time, ..]</c>.</returns>
    public static (TCarry Final, TOutput Outputs) Scan<TSequence, TCarry, TOutput>(
        TSequence sequence, TCarry initial, Func<TCarry, TSequence, (TCarry Carry, TOutput Output)> step) =>
        CompileTime.Only<(TCarry, TOutput)>();

    /// <summary>A recurrence that reads no sequence, such as a generator that is fed its own outputs.</summary>
    /// <typeparam name="TCarry"><see cref="Tensor"/> or a tuple of tensors.</typeparam>
    /// <typeparam name="TOutput"><see cref="Tensor"/> or a tuple of tensors.</typeparam>
    /// <param name="steps">The number of steps, at least 1.</param>
    /// <param name="initial">What the first step has as carry.</param>
    /// <param name="step">The carry becomes the new carry, of the same shape, and an output.</param>
    /// <returns>The carry behind the last step, and the outputs of all steps, <c>[steps, ..]</c>.</returns>
    public static (TCarry Final, TOutput Outputs) Scan<TCarry, TOutput>(int steps, TCarry initial, Func<TCarry, (TCarry Carry, TOutput Output)> step) =>
        CompileTime.Only<(TCarry, TOutput)>();
}
