namespace NetGen;

/// <content>Attention, positions, and pools over time.</content>
public static partial class Layers
{
    /// <summary>See <see cref="MultiHeadAttentionAttribute"/>.</summary>
    /// <param name="x">The queries' sequence, <c>[time, features]</c>.</param>
    /// <param name="heads">The number of heads, which must divide the features.</param>
    /// <param name="memory">The sequence of keys and values, <c>[steps, inputs]</c>; null for <paramref name="x"/> itself.</param>
    /// <param name="lengths">
    /// How many steps of the keys' sequence count in each sample, from 0 on; null where all do. Where the sequence attends to itself, what the heads give for steps behind is zero.
    /// </param>
    /// <param name="causal">Whether each step sees only those up to itself.</param>
    /// <param name="dropout">The probability with which each weight of attention is dropped in training.</param>
    /// <param name="rotary">Whether queries and keys are turned by their positions.</param>
    /// <param name="bias">Whether biases are added.</param>
    /// <param name="weightInitializer">How the weights begin. By default Xavier (uniform).</param>
    /// <param name="weightInitializerArgument">The number that the initializer needs.</param>
    /// <param name="biasInitializer">How the biases begin.</param>
    /// <param name="biasInitializerArgument">The number that the initializer needs.</param>
    /// <param name="l1">The factor of the absolute weights in the loss.</param>
    /// <param name="l2">The factor of the squared weights in the loss.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor MultiHeadAttention(
        Tensor x, int heads, Tensor? memory = null, IntTensor? lengths = null, bool causal = false, double dropout = 0, bool rotary = false, bool bias = true,
        Initializer weightInitializer = Initializer.Default, double? weightInitializerArgument = null, Initializer biasInitializer = Initializer.Default,
        double? biasInitializerArgument = null, double? l1 = null, double? l2 = null, string? name = null, bool frozen = false) => CompileTime.Only<Tensor>();

    /// <summary>
    /// Attention without weights of its own: for each head and query the mean of the values weighted by <c>softmax(scale q k')</c>. The heads lie side by side along the last axes.
    /// A step of a sequence with a cache of earlier keys and values is a query of one row, with <paramref name="lengths"/> for what the cache holds.
    /// </summary>
    /// <param name="query"><c>[queries, heads * size]</c>.</param>
    /// <param name="key"><c>[keys, heads * size]</c>.</param>
    /// <param name="value"><c>[keys, heads * width]</c>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="causal">Whether query i sees only the keys up to i.</param>
    /// <param name="lengths">How many keys count in each sample, from 0 on; null where all do. Where none do, the result is zero.</param>
    /// <param name="scale">What products are multiplied by; <c>1 / sqrt(size)</c> by default.</param>
    /// <returns><c>[queries, heads * width]</c>.</returns>
    public static Tensor ScaledDotProductAttention(
        Tensor query, Tensor key, Tensor value, int heads = 1, bool causal = false, IntTensor? lengths = null, double? scale = null) => CompileTime.Only<Tensor>();

    /// <summary>
    /// Turns pairs of features by the position of their step (rotary positions, Su et al., "RoFormer", 2021): within each head element i and element i + size / 2. For queries and keys of attention.
    /// </summary>
    /// <param name="x">Shape <c>[time, heads * size]</c>.</param>
    /// <param name="heads">The number of heads; their sizes must be even.</param>
    /// <param name="wavelength">The factor from the shortest to the longest wave.</param>
    /// <param name="positions">The position of each step; null for 0, 1, ...</param>
    public static Tensor Rotary(Tensor x, int heads = 1, double wavelength = 10_000, IntTensor? positions = null) => CompileTime.Only<Tensor>();

    /// <summary>1 for the steps before each sample's length, 0 for those behind: <c>[steps]</c>.</summary>
    /// <param name="lengths">One integer a sample, from 0 to <paramref name="steps"/>.</param>
    /// <param name="steps">The number of steps.</param>
    public static Tensor SequenceMask(IntTensor lengths, int steps) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="PositionEmbeddingAttribute"/>.</summary>
    /// <param name="x">Shape <c>[time, features]</c>.</param>
    /// <param name="positions">The position of each step, which may then be more than the steps; null for 0, 1, ...</param>
    /// <param name="length">The number of positions. By default as many as there are steps.</param>
    /// <param name="weightInitializer">How the vectors begin. By default normal with standard deviation 0.02.</param>
    /// <param name="weightInitializerArgument">The number that the initializer needs.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor PositionEmbedding(
        Tensor x, IntTensor? positions = null, int length = 0, Initializer weightInitializer = Initializer.Default, double? weightInitializerArgument = null, string? name = null, bool frozen = false) =>
        CompileTime.Only<Tensor>();

    /// <summary>See <see cref="SinusoidalPositionsAttribute"/>.</summary>
    /// <param name="x">Shape <c>[time, features]</c>.</param>
    /// <param name="positions">The position of each step; null for 0, 1, ...</param>
    /// <param name="wavelength">The factor from the shortest to the longest wave.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor SinusoidalPositions(Tensor x, IntTensor? positions = null, double wavelength = 10_000, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="RmsNormAttribute"/>.</summary>
    /// <param name="x">At least two values along the last axis.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    /// <param name="affine">Whether a scale is learned.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="frozen">Whether its parameters stay as they are.</param>
    public static Tensor RmsNorm(Tensor x, double epsilon = 1e-6, bool affine = true, string? name = null, bool frozen = false) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GlobalAveragePool1DAttribute"/>.</summary>
    /// <param name="x">Shape <c>[time, features]</c>.</param>
    /// <param name="lengths">How many steps of each sample count, at least 1; null where all do.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor GlobalAveragePool1D(Tensor x, IntTensor? lengths = null, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="GlobalMaxPool1DAttribute"/>.</summary>
    /// <param name="x">Shape <c>[time, features]</c>.</param>
    /// <param name="lengths">How many steps of each sample count, at least 1; null where all do.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor GlobalMaxPool1D(Tensor x, IntTensor? lengths = null, string? name = null) => CompileTime.Only<Tensor>();

    /// <summary>See <see cref="LastStepAttribute"/>.</summary>
    /// <param name="x">Shape <c>[time, features]</c>.</param>
    /// <param name="lengths">How many steps of each sample count, at least 1; null where all do.</param>
    /// <param name="name">The layer's name.</param>
    public static Tensor LastStep(Tensor x, IntTensor? lengths = null, string? name = null) => CompileTime.Only<Tensor>();
}
