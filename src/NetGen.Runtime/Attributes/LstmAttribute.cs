namespace NetGen;

/// <summary>A long short-term memory, step by step from zero. Shape <c>[time, inputs]</c> becomes <c>[units]</c>, or <c>[time, units]</c>.</summary>
/// <remarks>
/// <c>i, f, o = sigmoid(..)</c>, <c>g = tanh(..)</c>, <c>c = f c + i g</c>, <c>h = o tanh(c)</c>; each gate has weights for the input and for h, stacked in the order i, f, g, o.
/// Parameters as PyTorch's <c>LSTM</c> names them: <c>weight_ih_l0</c> of shape <c>[4 units, inputs]</c>, <c>weight_hh_l0</c> of shape <c>[4 units, units]</c>,
/// <c>bias_ih_l0</c> and <c>bias_hh_l0</c> of shape <c>[4 units]</c>; those of the second direction end in <c>_reverse</c>. See Hochreiter and Schmidhuber, "Long short-term memory" (1997).
/// </remarks>
/// <param name="units">The number of outputs of a step, at least 1.</param>
public sealed class LstmAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>
    /// Whether the gates also see the cell, by a weight for each unit (Gers and Schmidhuber 2000): <c>weight_ci_l0</c> and <c>weight_cf_l0</c> the cell before, <c>weight_co_l0</c> the new one;
    /// they begin as the biases do. False by default.
    /// </summary>
    public bool Peepholes { get; set; }
}
