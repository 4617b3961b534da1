using NetGen.Compiler.Graph;
using NetGen.Compiler.Operations;

namespace NetGen.Compiler.Lowering;

/// <summary>
/// Which convolutions and gradients are computed tile by tile, two rows and columns of results from sixteen products for each pair of channels instead of thirty-six:
/// windows of 3x3 that move by one over channels that fill vectors, where results are many enough for the tiles at their ends, and for the sixteen matrices of weights to be read.
/// </summary>
internal static class ConvolutionTiles
{
    /// <summary>Tiles below which the weights, nearly twice as many, cost more than the products.</summary>
    private const int LeastTiles = 12;

    /// <summary>The elements of a block's images and sums, sixteen times these: they stay in the L2 cache.</summary>
    private const int BlockElements = 6 * 1024;

    /// <summary>The tiles of a block of a weight gradient, of one image or several: enough that the sums, which are read and written once a block, cost little.</summary>
    private const int GradientTiles = 48;

    /// <summary>The sums of a weight gradient that are not too many to be read and written once a block.</summary>
    private const int MostSums = 1 << 20;

    /// <summary>The inputs of a unit of a weight gradient, which one thread computes: of sixteen, two threads have each a part. Tiles of fewer rows would add in another order.</summary>
    public const int UnitInputs = 8;

    /// <summary>The inputs of a thread's units that are multiplied at once.</summary>
    public const int BlockInputs = 16;

    /// <summary>The rows of tiles in a block, or 0 for convolutions without tiles.</summary>
    /// <param name="weights">Transposed for the gradient of an input.</param>
    /// <param name="result">The shape of the result; for the gradient of the weights, that of the result's gradient.</param>
    public static int Rows(Operation operation, WeightLayout weights, Shape result)
    {
        Window? found = operation switch
        {
            ConvolutionOperation c => c.Window,
            ConvolutionInputGradientOperation g => g.Window,
            ConvolutionWeightGradientOperation g => g.Window,
            _ => null,
        };
        if (found is not { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1 } || weights.Groups > 1) return 0;
        int lanes = PanelLayout.Lanes(weights.Precision), height = result[0], width = result[1], down = (height + 1) / 2, across = (width + 1) / 2;
        if (weights.Channels % lanes != 0 || weights.Outputs % lanes != 0 || down * across < LeastTiles) return 0;
        if (operation is ConvolutionWeightGradientOperation) return 16L * weights.Channels * weights.Outputs > MostSums ? 0 : Math.Max(1, GradientTiles / across);
        int most = Math.Max(1, BlockElements / (weights.Channels + weights.Outputs) / across), blocks = (down + most - 1) / most;
        return (down + blocks - 1) / blocks;
    }

    /// <summary>The tiles of a block: all blocks but the last are equal.</summary>
    public static IEnumerable<int> Blocks(ConvolutionCall call)
    {
        int down = (call.ResultStrides!.Sizes[0] + 1) / 2, across = (call.ResultStrides.Sizes[1] + 1) / 2, rows = call.TileRows;
        yield return rows * across;
        if (down % rows > 0) yield return down % rows * across;
    }
}
