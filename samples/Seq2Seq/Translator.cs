using NetGen;
using static NetGen.Layers;

namespace NetGen.Samples;

/// <summary>
/// An encoder that reads in both directions, and a decoder that at each step looks at what was read (additive attention: Bahdanau et al. 2015). In training it is told the right answer so far, whatever
/// it would have said itself (teacher forcing); when it answers, it is told what it said.
/// </summary>
[Network, CrossEntropyLoss(IgnoreIndex = Padding)]
internal sealed partial class Translator
{
    public const int SourceSteps = 24, TargetSteps = 10, Tokens = 43, Units = 48, Padding = 0;

    private static (Tensor logits, Tensor attention) Forward([Shape(SourceSteps)] IntTensor source, [Shape(TargetSteps)] IntTensor previous)
    {
        var memory = Gru(Embedding(source, Tokens, 24), Units, returnSequences: true, bidirectional: true);
        var keys = Dense(memory, Units);

        // Nothing is to be seen behind the end of the question.
        var hidden = -1e9 * OneHot(source, Tokens)[.., Padding];
        var start = Tanh(Dense(Mean(memory, 0), Units));
        var (_, (logits, attention)) = Scan(Embedding(previous, Tokens, 24), start, (state, token) =>
        {
            var query = Dense(state, Units, bias: false);
            var weights = Softmax(Squeeze(Dense(Tanh(keys + query), 1, bias: false), 1) + hidden, 0);
            var seen = Squeeze(MatMul(ExpandDims(weights, 0), memory), 0);
            var next = Cell(Concat([token, seen]), state);
            return (next, (Dense(Concat([next, seen]), Tokens), weights));
        });
        return (logits, attention);
    }

    /// <summary>A gated recurrent unit (Cho et al. 2014).</summary>
    private static Tensor Cell(Tensor x, Tensor state)
    {
        var both = Concat([x, state]);
        Tensor update = Sigmoid(Dense(both, Units)), reset = Sigmoid(Dense(both, Units));
        return update * state + (1 - update) * Tanh(Dense(Concat([x, reset * state]), Units));
    }
}
