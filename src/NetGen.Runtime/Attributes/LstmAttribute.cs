namespace NetGen;

/// <summary>A long short-term memory, step by step from zero. Shape <c>[time, inputs]</c> becomes <c>[units]</c>, or <c>[time, units]</c>.</summary>
/// <remarks>
/// <c>i, f, o = sigmoid(..)</c>, <c>g = tanh(..)</c>, <c>c = f c + i g</c>, <c>h = o tanh(c)</c>; each gate has weights for the input and for h, stacked in the order i, f, g, o.
/// Parameters as PyTorch's <c>LSTM</c> names them: <c>weight_ih_l0</c> of shape <c>[4 units, inputs]</c>, <c>weight_hh_l0</c> of shape <c>[4 units, units]</c>,
/// <c>bias_ih_l0</c> and <c>bias_hh_l0</c> of shape <c>[4 units]</c>; those of the second direction end in <c>_reverse</c>. See Hochreiter and Schmidhuber, "Long short-term memory" (1997).
/// </remarks>
/// <param name="units">The number of outputs of a step, at least 1.</param>
public sealed class LstmAttribute(int units) : LayerAttribute
{
    /// <summary>The number of outputs of a step.</summary>
    public int Units { get; } = units;

    /// <summary>
    /// Whether the gates also see the cell, by a weight for each unit (Gers and Schmidhuber 2000): <c>weight_ci_l0</c> and <c>weight_cf_l0</c> the cell before, <c>weight_co_l0</c> the new one;
    /// they begin as the biases do. False by default.
    /// </summary>
    public bool Peepholes { get; set; }

    /// <summary>Whether the outputs of all steps are given, <c>[time, units]</c>, or the last one alone, <c>[units]</c> (by default).</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>
    /// Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined, so that there are twice as many. False by default.
    /// </summary>
    public bool Bidirectional { get; set; }

    /// <summary>Whether the steps are taken from the last to the first. Outputs lie at the place of their step all the same. False by default; excludes <see cref="Bidirectional"/>.</summary>
    public bool Reverse { get; set; }

    /// <summary>Whether biases are added. True by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>How the weights of the inputs begin. By default Xavier (uniform).</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The number that <see cref="WeightInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double WeightInitializerArgument { get; set; }

    /// <summary>How the weights between the steps begin. By default orthogonal.</summary>
    public Initializer RecurrentInitializer { get; set; }

    /// <summary>The number that <see cref="RecurrentInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double RecurrentInitializerArgument { get; set; }

    /// <summary>How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The number that <see cref="BiasInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double BiasInitializerArgument { get; set; }

    /// <summary>Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</summary>
    public double L1 { get; set; }

    /// <summary>Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</summary>
    public double L2 { get; set; }
}
