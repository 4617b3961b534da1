namespace NetGen.Compiler.Declaration.Layers;

/// <summary>The layers that attributes declare: one line a layer.</summary>
internal static class LayerTable
{
    private static readonly Dictionary<string, Func<AttributeArguments, Layer>> Readers = new()
    {
        ["BatchNormAttribute"] = BatchNormLayer.Read,
        ["DenseAttribute"] = DenseLayer.Read,
        ["DropoutAttribute"] = DropoutLayer.Read,
        ["EluAttribute"] = EluLayer.Read,
        ["FlattenAttribute"] = FlattenLayer.Read,
        ["GeluAttribute"] = GeluLayer.Read,
        ["HardSigmoidAttribute"] = HardSigmoidLayer.Read,
        ["IdentityAttribute"] = IdentityLayer.Read,
        ["LayerNormAttribute"] = LayerNormLayer.Read,
        ["LeakyReluAttribute"] = LeakyReluLayer.Read,
        ["ReluAttribute"] = ReluLayer.Read,
        ["ReshapeAttribute"] = ReshapeLayer.Read,
        ["SigmoidAttribute"] = SigmoidLayer.Read,
        ["SiluAttribute"] = SiluLayer.Read,
        ["SoftmaxAttribute"] = SoftmaxLayer.Read,
        ["SoftplusAttribute"] = SoftplusLayer.Read,
        ["StepAttribute"] = StepLayer.Read,
        ["TanhAttribute"] = TanhLayer.Read,
    };

    public static IReadOnlyCollection<string> Attributes => Readers.Keys;

    public static Func<AttributeArguments, Layer>? Find(string attribute) => Readers.TryGetValue(attribute, out var reader) ? reader : null;
}
