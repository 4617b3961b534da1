using NetGen.Compiler.Graph;

namespace NetGen.CompilerServices;

/// <summary>
/// For generated code: one parameter or state in a network's flat buffers. Element counts, not bytes; offsets are multiples of 64 bytes.
/// </summary>
/// <param name="Name">The name in files: <c>dense1.weight</c>.</param>
/// <param name="Shape">The shape in files, PyTorch's: <c>[out, in]</c>.</param>
/// <param name="Offset">The first element in the flat buffer.</param>
/// <param name="IsPanels">True for the weights of a product in panels (<c>WeightLayout</c>), false for elements in row-major order.</param>
/// <param name="Initial">How the values begin: a name of <c>InitializerKind</c>.</param>
/// <param name="A">The first argument of the initializer.</param>
/// <param name="B">The second argument of the initializer.</param>
/// <param name="FanIn">Inputs of one output.</param>
/// <param name="FanOut">Outputs of one input.</param>
/// <param name="IsWeight">True for weights proper, which decay applies to by default; false for biases, scales, shifts and states.</param>
/// <param name="Frozen">Whether the declaration froze it.</param>
/// <param name="Groups">The groups of a convolution, each with panels of its own.</param>
/// <param name="Positions">
/// The places of the image that the features of the last axis were flattened from: files have them channel after channel, as PyTorch flattens,
/// memory place after place. 1 where the orders are the same.
/// </param>
/// <param name="Sparse">Whether optimizers leave rows that no batch named as they are, whatever their rule.</param>
public sealed record ParameterSegment(
    string Name, int[] Shape, int Offset, bool IsPanels, string Initial, double A, double B, int FanIn, int FanOut, bool IsWeight, bool Frozen,
    int Groups = 1, int Positions = 1, bool Sparse = false)
{
    /// <summary>Elements of the logical shape.</summary>
    public int Count { get; } = Product(Shape);

    // Every network begins here: without the machinery of enumerables, which would have to be compiled first.
    private static int Product(int[] sizes)
    {
        int product = 1;
        foreach (int size in sizes) product *= size;
        return product;
    }

    /// <summary>Elements in memory, with the padding of panels; without the gap to the next segment.</summary>
    /// <param name="precision">The element type.</param>
    internal int StoredLength(Compiler.Graph.Precision precision) => IsPanels ? Layout(precision).Length : Count;

    internal WeightLayout Layout(Compiler.Graph.Precision precision) => WeightLayout.Of(Shape, Groups, precision);

    /// <summary>The layout that the files' order is read by: the inputs of a flattened image are those of a window as large as the image.</summary>
    internal WeightLayout FileLayout(Compiler.Graph.Precision precision) =>
        Positions == 1 ? Layout(precision) : new WeightLayout(Shape[0], Shape[1] / Positions, Positions, 1, precision);
}
