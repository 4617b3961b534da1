namespace NetGen;

/// <summary>A fully connected layer over the last axis: <c>y = W x + b</c>. Shape <c>[.., inputs]</c> becomes <c>[.., units]</c>.</summary>
/// <remarks>Parameters: <c>weight</c> of shape <c>[units, inputs]</c> and <c>bias</c> of shape <c>[units]</c>, as in PyTorch's <c>Linear</c>.</remarks>
/// <param name="units">The number of outputs, at least 1.</param>
public sealed class DenseAttribute(int units) : LayerAttribute
{
    /// <summary>The number of outputs.</summary>
    public int Units { get; } = units;

    /// <summary>Whether a bias is added. True by default.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>
    /// How the weights begin. By default He (uniform) where <c>Relu</c>, <c>LeakyRelu</c>, <c>Elu</c>, <c>Gelu</c>, <c>Silu</c> or <c>Softplus</c>
    /// is the next activation, else Xavier (uniform).
    /// </summary>
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
