using NetGen.Compiler.Graph;

namespace NetGen.Compiler.Operations;

/// <summary>
/// Every operation that the graph's text can name. A list rather than reflection, which trimming and native compilation don't survive.
/// </summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, Func<OperationText, Operation>> Parsers = new()
    {
        ["input"] = InputOperation.Parse,
        ["parameter"] = ParameterOperation.Parse,
        ["state"] = StateOperation.Parse,
        ["constant"] = ConstantOperation.Parse,
        ["batch"] = BatchSizeOperation.Parse,
        ["random"] = RandomUniformOperation.Parse,
        ["map"] = MapOperation.Parse,
        ["sum"] = ReduceOperation.ParseSum,
        ["max"] = ReduceOperation.ParseMax,
        ["dense"] = DenseOperation.Parse,
        ["denseInputGradient"] = DenseInputGradientOperation.Parse,
        ["denseWeightGradient"] = DenseWeightGradientOperation.Parse,
        ["convolution"] = ConvolutionOperation.Parse,
        ["convolutionInputGradient"] = ConvolutionInputGradientOperation.Parse,
        ["convolutionWeightGradient"] = ConvolutionWeightGradientOperation.Parse,
        ["maxPool"] = MaxPoolOperation.Parse,
        ["maxPoolGradient"] = MaxPoolGradientOperation.Parse,
        ["maxPoolSelect"] = MaxPoolSelectOperation.Parse,
        ["sumPool"] = SumPoolOperation.Parse,
        ["sumPoolGradient"] = SumPoolGradientOperation.Parse,
        ["pad"] = PadOperation.Parse,
        ["slice"] = SliceOperation.Parse,
        ["permute"] = PermuteOperation.Parse,
        ["concat"] = ConcatOperation.Parse,
        ["matmul"] = MatMulOperation.Parse,
        ["gather"] = GatherOperation.Parse,
        ["scatterAdd"] = ScatterAddOperation.Parse,
        ["attention"] = AttentionOperation.Parse,
        ["attentionGradient"] = AttentionGradientOperation.Parse,
        ["interpolate"] = InterpolateOperation.Parse,
        ["interpolateGradient"] = InterpolateGradientOperation.Parse,
        ["reshape"] = ReshapeOperation.Parse,
        ["broadcast"] = BroadcastOperation.Parse,
        ["stop"] = StopGradientOperation.Parse,
        ["scan"] = ScanOperation.Parse,
        ["item"] = ItemOperation.Parse,
    };

    public static IEnumerable<string> Names => Parsers.Keys;

    public static Operation Parse(string name, OperationText text) =>
        Parsers.TryGetValue(name, out var parse) ? parse(text) : throw new GraphException($"'{name}' is not an operation.");
}
