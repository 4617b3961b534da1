using static NetGen.Layers;

namespace NetGen.Execution.Tests.Parity;

// The networks of make_attention_data.py, in both precisions.

[Blocks]
public static partial class TransformerBlocks
{
    public static Tensor Block(Tensor x, int heads, int hidden)
    {
        x += MultiHeadAttention(LayerNorm(x), heads, causal: true);
        return x + Dense(Gelu(Dense(LayerNorm(x), hidden)), x.Shape[1]);
    }

    [Shared]
    public static Tensor Translate(IntTensor source, IntTensor length, IntTensor given)
    {
        var x = SinusoidalPositions(Embedding(source, 11, 8));
        x = RmsNorm(x + MultiHeadAttention(x, 2, lengths: length));
        var y = Embedding(given, 7, 8);
        y += MultiHeadAttention(y, 1, causal: true, bias: false);
        y += MultiHeadAttention(y, 2, memory: x, lengths: length);
        y += MultiHeadAttention(y, 4, memory: Dense(x, 10), lengths: length);
        return Dense(y, 7);
    }

    public static Tensor MeanCrossEntropy(Tensor scores, IntTensor classes) => Mean(CrossEntropy(scores, classes));
}

[Network]
public sealed partial class AttentionCharacters
{
    private static Tensor Forward([Shape(9)] IntTensor tokens)
    {
        var embedding = Embedding(tokens, 13, 12, name: "tokens");
        var x = PositionEmbedding(embedding, name: "positions");
        for (int i = 0; i < 2; i++) x = TransformerBlocks.Block(x, 3, 17);
        return Dense(LayerNorm(x), weight: embedding.Weight);
    }

    [Loss] private static Tensor Loss(Tensor output, [Shape(9)] IntTensor next) => TransformerBlocks.MeanCrossEntropy(output, next);
}

[Network(Precision = Precision.Double)]
public sealed partial class AttentionCharactersDouble
{
    private static Tensor Forward([Shape(9)] IntTensor tokens)
    {
        var embedding = Embedding(tokens, 13, 12, name: "tokens");
        var x = PositionEmbedding(embedding, name: "positions");
        for (int i = 0; i < 2; i++) x = TransformerBlocks.Block(x, 3, 17);
        return Dense(LayerNorm(x), weight: embedding.Weight);
    }

    [Loss] private static Tensor Loss(Tensor output, [Shape(9)] IntTensor next) => TransformerBlocks.MeanCrossEntropy(output, next);
}

[Network]
public sealed partial class AttentionTranslator
{
    private static Tensor Forward([Shape(7)] IntTensor source, IntTensor length, [Shape(5)] IntTensor given) => TransformerBlocks.Translate(source, length, given);

    [Loss] private static Tensor Loss(Tensor output, [Shape(5)] IntTensor next) => TransformerBlocks.MeanCrossEntropy(output, next);
}

[Network(Precision = Precision.Double)]
public sealed partial class AttentionTranslatorDouble
{
    private static Tensor Forward([Shape(7)] IntTensor source, IntTensor length, [Shape(5)] IntTensor given) => TransformerBlocks.Translate(source, length, given);

    [Loss] private static Tensor Loss(Tensor output, [Shape(5)] IntTensor next) => TransformerBlocks.MeanCrossEntropy(output, next);
}
