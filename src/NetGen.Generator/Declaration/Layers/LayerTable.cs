namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The layers that attributes declare: one line a layer.</summary>
internal static class LayerTable
{
    private static readonly Dictionary<string, Func<AttributeArguments, Layer>> Readers = new()
    {
        ["AveragePool1DAttribute"] = AveragePoolLayer.Read1D,
        ["AveragePool2DAttribute"] = AveragePoolLayer.Read2D,
        ["BatchNormAttribute"] = BatchNormLayer.Read,
        ["Conv1DAttribute"] = ConvolutionLayer.Read1D,
        ["Conv2DAttribute"] = ConvolutionLayer.Read2D,
        ["ConvTranspose2DAttribute"] = ConvolutionTransposeLayer.Read,
        ["DenseAttribute"] = DenseLayer.Read,
        ["DropoutAttribute"] = DropoutLayer.Read,
        ["EluAttribute"] = EluLayer.Read,
        ["EmbeddingAttribute"] = EmbeddingLayer.Read,
        ["FlattenAttribute"] = FlattenLayer.Read,
        ["GeluAttribute"] = GeluLayer.Read,
        ["GlobalAveragePool1DAttribute"] = SequencePoolLayer.ReadAverage,
        ["GlobalAveragePool2DAttribute"] = GlobalPoolLayer.ReadAverage,
        ["GlobalMaxPool1DAttribute"] = SequencePoolLayer.ReadMax,
        ["GlobalMaxPool2DAttribute"] = GlobalPoolLayer.ReadMax,
        ["GroupNormAttribute"] = GroupNormLayer.Read,
        ["GruAttribute"] = GruLayer.Read,
        ["HardSigmoidAttribute"] = HardSigmoidLayer.Read,
        ["IdentityAttribute"] = IdentityLayer.Read,
        ["LastStepAttribute"] = SequencePoolLayer.ReadLast,
        ["LayerNormAttribute"] = LayerNormLayer.Read,
        ["LeakyReluAttribute"] = LeakyReluLayer.Read,
        ["LocalResponseNormAttribute"] = LocalResponseNormLayer.Read,
        ["LstmAttribute"] = LstmLayer.Read,
        ["MaxPool1DAttribute"] = MaxPoolLayer.Read1D,
        ["MaxPool2DAttribute"] = MaxPoolLayer.Read2D,
        ["MultiHeadAttentionAttribute"] = MultiHeadAttentionLayer.Read,
        ["PositionEmbeddingAttribute"] = PositionEmbeddingLayer.Read,
        ["ReluAttribute"] = ReluLayer.Read,
        ["ReshapeAttribute"] = ReshapeLayer.Read,
        ["RmsNormAttribute"] = RmsNormLayer.Read,
        ["SigmoidAttribute"] = SigmoidLayer.Read,
        ["SiluAttribute"] = SiluLayer.Read,
        ["SimpleRnnAttribute"] = SimpleRnnLayer.Read,
        ["SinusoidalPositionsAttribute"] = SinusoidalPositionsLayer.Read,
        ["SoftmaxAttribute"] = SoftmaxLayer.Read,
        ["SoftplusAttribute"] = SoftplusLayer.Read,
        ["SpatialDropout2DAttribute"] = SpatialDropoutLayer.Read,
        ["StepAttribute"] = StepLayer.Read,
        ["TanhAttribute"] = TanhLayer.Read,
        ["UpSample2DAttribute"] = UpSampleLayer.Read,
        ["ZeroPad2DAttribute"] = ZeroPadLayer.Read,
    };

    public static IReadOnlyCollection<string> Attributes => Readers.Keys;

    public static Func<AttributeArguments, Layer>? Find(string attribute) => Readers.TryGetValue(attribute, out var reader) ? reader : null;
}
