namespace NetGen;

/// <summary>
/// Multi-head attention (Vaswani et al., "Attention is all you need", 2017) of a sequence to itself; as a function also to a memory. The shape <c>[time, features]</c> stays.
/// </summary>
/// <remarks>
/// Each head computes <c>softmax(q k' / sqrt(size)) v</c> on its part of the features; neither the weights of all pairs of steps nor copies of the heads are kept in memory.
/// Parameters as PyTorch's <c>MultiheadAttention</c> names them: <c>in_proj_weight</c> of shape <c>[3 features, features]</c> for queries, keys and values, <c>in_proj_bias</c>,
/// <c>out_proj.weight</c> and <c>out_proj.bias</c>; for a memory of other features <c>q_proj_weight</c>, <c>k_proj_weight</c> and <c>v_proj_weight</c>.
/// </remarks>
/// <param name="heads">The number of heads, which must divide the features.</param>
public sealed class MultiHeadAttentionAttribute(int heads) : LayerAttribute
{
    /// <summary>The number of heads.</summary>
    public int Heads { get; } = heads;

    /// <summary>Whether each step sees only those up to itself. False by default.</summary>
    public bool Causal { get; set; }

    /// <summary>The probability with which each weight of attention is dropped in training, at least 0 (by default) and below 1. Weights are kept in memory then.</summary>
    public double Dropout { get; set; }

    /// <summary>
    /// Whether queries and keys are turned by their positions (rotary positions, Su et al., "RoFormer", 2021), the first half of each head against the second. False by default.
    /// </summary>
    public bool Rotary { get; set; }

    /// <summary>Whether biases are added. True by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>How the weights begin. By default Xavier (uniform).</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The number that <see cref="WeightInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double WeightInitializerArgument { get; set; }

    /// <summary>How the biases begin: <c>Zeros</c> (by default), <c>Constant</c>, <c>Uniform</c> or <c>Normal</c>.</summary>
    public Initializer BiasInitializer { get; set; }

    /// <summary>The number that <see cref="BiasInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double BiasInitializerArgument { get; set; }

    /// <summary>Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</summary>
    public double L1 { get; set; }

    /// <summary>Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</summary>
    public double L2 { get; set; }
}
