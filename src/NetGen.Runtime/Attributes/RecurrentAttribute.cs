namespace NetGen;

/// <summary>What recurrent layers have in common: a cell that is applied step by step along the first axis, <c>[time, inputs]</c>, from states of zero.</summary>
public abstract class RecurrentAttribute : LayerAttribute
{
    private protected RecurrentAttribute(int units) => Units = units;

    /// <summary>The number of outputs of a step.</summary>
    public int Units { get; }

    /// <summary>Whether the outputs of all steps are given, <c>[time, units]</c>, or the last one alone, <c>[units]</c> (by default).</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>
    /// Whether a second recurrence with weights of its own goes from the last step to the first; both outputs are joined, so that there are twice as many. False by default.
    /// </summary>
    public bool Bidirectional { get; set; }

    /// <summary>Whether the steps are taken from the last to the first. Outputs lie at the place of their step all the same. False by default; excludes <see cref="Bidirectional"/>.</summary>
    public bool Reverse { get; set; }

    /// <summary>
    /// The most steps that gradients go back through: in training the sequence is cut into pieces of so many steps, whose states go on without a gradient (truncated back-propagation
    /// through time, Williams and Peng 1990). 0, the default, for all steps.
    /// </summary>
    public int TruncatedSteps { get; set; }

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
