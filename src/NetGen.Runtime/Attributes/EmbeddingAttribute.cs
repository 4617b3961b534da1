namespace NetGen;

/// <summary>Learned vectors for tokens: each integer is replaced by its row of <c>weight</c>. Shape <c>[..]</c> of integers becomes <c>[.., dimensions]</c>.</summary>
/// <remarks>
/// It is the first layer of a stack, whose input then are integers. Parameter: <c>weight</c> of shape <c>[vocabulary, dimensions]</c>, as in PyTorch's <c>Embedding</c>. An integer that is no
/// token is an <see cref="ArgumentOutOfRangeException"/> at the call. A <c>Forward</c> method can read the same weights again: <c>Dense(x, weight: embedding.Weight)</c>.
/// </remarks>
/// <param name="vocabulary">The number of tokens, at least 1: they are the integers from 0 to <paramref name="vocabulary"/> - 1.</param>
/// <param name="dimensions">The length of each vector, at least 1.</param>
public sealed class EmbeddingAttribute(int vocabulary, int dimensions) : LayerAttribute
{
    /// <summary>The number of tokens.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>The length of each vector.</summary>
    public int Dimensions { get; } = dimensions;

    /// <summary>How the vectors begin. By default normal with standard deviation 1, as in PyTorch.</summary>
    public Initializer WeightInitializer { get; set; }

    /// <summary>The number that <see cref="WeightInitializer"/> needs: see <see cref="Initializer"/>.</summary>
    public double WeightInitializerArgument { get; set; }

    /// <summary>Adds this times the sum of the absolute weights of this layer to the loss, in place of the network's <see cref="L1Attribute"/>. 0 exempts the layer.</summary>
    public double L1 { get; set; }

    /// <summary>Adds this times the sum of the squared weights of this layer to the loss, in place of the network's <see cref="L2Attribute"/>. 0 exempts the layer.</summary>
    public double L2 { get; set; }

    /// <summary>
    /// Whether optimizers leave the vectors of tokens that a batch does not have as they are, with what is kept of them: a step then costs what the batch has, however large the vocabulary, as
    /// with <c>sparse=True</c> in PyTorch and its <c>SparseAdam</c>. By default each optimizer does what it does with all other weights: Adam and momentum go on moving a vector by its
    /// earlier gradients. <see cref="Sgd"/> and <see cref="AdaGrad"/> without weight decay give the same to the bit, and are as fast, either way. Decay acts on the vectors of the batch alone.
    /// </summary>
    public bool Sparse { get; set; }
}
