namespace NetGen;

/// <content>Tokens.</content>
public static partial class Layers
{
    /// <summary>See <see cref="EmbeddingAttribute"/>.</summary>
    /// <param name="tokens">Integers from 0 to <paramref name="vocabulary"/> - 1, of any shape.</param>
    /// <param name="vocabulary">The number of tokens, at least 1.</param>
    /// <param name="dimensions">The length of each vector, at least 1.</param>
    /// <param name="weightInitializer">How the vectors begin. By default normal with standard deviation 1.</param>
    /// <param name="weightInitializerArgument">The number that the initializer needs.</param>
    /// <param name="l1">The factor of the absolute weights in the loss.</param>
    /// <param name="l2">The factor of the squared weights in the loss.</param>
    /// <param name="sparse">Whether optimizers leave the vectors of tokens that a batch does not have as they are.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor Embedding(
        IntTensor tokens, int vocabulary, int dimensions, Initializer weightInitializer = Initializer.Default, double? weightInitializerArgument = null, double? l1 = null,
        double? l2 = null, bool sparse = false, string? name = null, bool frozen = false) => CompileTime.Only<Tensor>();

    /// <summary>An embedding with weights that are given; several calls may share them. As <see cref="Gather"/>, but every integer must be a token.</summary>
    /// <param name="tokens">Integers from 0 to the number of rows - 1, of any shape.</param>
    /// <param name="weight">A <see cref="Parameter"/> of shape <c>[vocabulary, dimensions]</c>, or the <see cref="Tensor.Weight"/> of another embedding.</param>
    public static Tensor Embedding(IntTensor tokens, Tensor weight) => CompileTime.Only<Tensor>();
}
