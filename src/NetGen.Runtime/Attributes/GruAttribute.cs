namespace NetGen;

/// <summary>A gated recurrent unit, step by step from zero. Shape <c>[time, inputs]</c> becomes <c>[units]</c>, or <c>[time, units]</c>.</summary>
/// <remarks>
/// <c>r, z = sigmoid(..)</c>, <c>n = tanh(W x + b + r (U h + c))</c>, <c>h = (1 - z) n + z h</c>: the reset gate is applied behind the product, as in PyTorch and Keras' <c>reset_after</c>.
/// The gates are stacked in the order r, z, n.
/// Parameters as PyTorch's <c>GRU</c> names them: <c>weight_ih_l0</c> of shape <c>[3 units, inputs]</c>, <c>weight_hh_l0</c> of shape <c>[3 units, units]</c>,
/// <c>bias_ih_l0</c> and <c>bias_hh_l0</c> of shape <c>[3 units]</c>; those of the second direction end in <c>_reverse</c>. See Cho et al., "Learning phrase representations using RNN encoder-decoder" (2014).
/// </remarks>
/// <param name="units">The number of outputs of a step, at least 1.</param>
public sealed class GruAttribute(int units) : RecurrentAttribute(units);
