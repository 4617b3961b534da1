namespace NetGen;

/// <summary>Elman's recurrent network: <c>h = activation(W x + U h + b)</c>, step by step from zero. Shape <c>[time, inputs]</c> becomes <c>[units]</c>, or <c>[time, units]</c>.</summary>
/// <remarks>
/// Parameters as PyTorch's <c>RNN</c> names them: <c>weight_ih_l0</c> of shape <c>[units, inputs]</c>, <c>weight_hh_l0</c> of shape <c>[units, units]</c>,
/// <c>bias_ih_l0</c> and <c>bias_hh_l0</c> of shape <c>[units]</c>; those of the second direction end in <c>_reverse</c>. See Elman, "Finding structure in time" (1990).
/// </remarks>
/// <param name="units">The number of outputs of a step, at least 1.</param>
public sealed class SimpleRnnAttribute(int units) : RecurrentAttribute(units)
{
    /// <summary>What is applied at each step. <see cref="RecurrentActivation.Tanh"/> by default.</summary>
    public RecurrentActivation Activation { get; set; }
}
