namespace NetGen.Execution.Tests.Parity;

// The networks of make_sequence_data.py, by the same names, in both precisions.

[Network, Input(7, 5)]
[Lstm(9, ReturnSequences = true, Bidirectional = true), Lstm(16, Bias = false), Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class SequenceMemory;

[Network(Precision = Precision.Double), Input(7, 5)]
[Lstm(9, ReturnSequences = true, Bidirectional = true), Lstm(16, Bias = false), Dense(3), Softmax, CrossEntropyLoss]
public sealed partial class SequenceMemoryDouble;

[Network, Input(6, 3)]
[Gru(8, ReturnSequences = true), SimpleRnn(7, Activation = RecurrentActivation.Relu, ReturnSequences = true, Reverse = true), Tanh, Dense(2), MeanSquaredErrorLoss]
public sealed partial class SequenceGated;

[Network(Precision = Precision.Double), Input(6, 3)]
[Gru(8, ReturnSequences = true), SimpleRnn(7, Activation = RecurrentActivation.Relu, ReturnSequences = true, Reverse = true), Tanh, Dense(2), MeanSquaredErrorLoss]
public sealed partial class SequenceGatedDouble;

[Network, Input(5, 4)]
[SimpleRnn(17, ReturnSequences = true), Gru(3, Bidirectional = true), Dense(2), CrossEntropyLoss]
public sealed partial class SequenceBoth;

[Network(Precision = Precision.Double), Input(5, 4)]
[SimpleRnn(17, ReturnSequences = true), Gru(3, Bidirectional = true), Dense(2), CrossEntropyLoss]
public sealed partial class SequenceBothDouble;

[Network, Input(3, 17)]
[Lstm(5, Reverse = true), Dense(2), CrossEntropyLoss]
public sealed partial class SequenceBack;

[Network(Precision = Precision.Double), Input(3, 17)]
[Lstm(5, Reverse = true), Dense(2), CrossEntropyLoss]
public sealed partial class SequenceBackDouble;

[Network, Input(6, 3)]
[Lstm(9, Peepholes = true), Dense(4), CrossEntropyLoss]
public sealed partial class SequencePeepholes;

[Network(Precision = Precision.Double), Input(6, 3)]
[Lstm(9, Peepholes = true), Dense(4), CrossEntropyLoss]
public sealed partial class SequencePeepholesDouble;

[Network, Input(9, 3)]
[Gru(7, ReturnSequences = true), Dense(4), CrossEntropyLoss(IgnoreIndex = 0)]
public sealed partial class SequenceTokens;

[Network(Precision = Precision.Double), Input(9, 3)]
[Gru(7, ReturnSequences = true), Dense(4), CrossEntropyLoss(IgnoreIndex = 0)]
public sealed partial class SequenceTokensDouble;

/// <summary>Sequences of different lengths, states given and returned, all three cells and directions (make_length_data.py).</summary>
[Blocks]
public static partial class LengthBlocks
{
    public static Tensor Read(Tensor sequence, (Tensor Hidden, Tensor Cell) state, Tensor last, Tensor simple) =>
        Layers.Concat([state.Hidden, state.Cell, last, simple, Layers.Mean(sequence, 0)]);
}

[Network, CrossEntropyLoss]
public sealed partial class ForwardLengths
{
    private static Tensor Forward([Shape(7, 3)] Tensor x, [Shape(10)] Tensor start, IntTensor lengths)
    {
        var (sequence, state) = Layers.Lstm(x, (Layers.Tanh(start), 0), 5, returnSequences: true, bidirectional: true, lengths: lengths);
        var (_, last) = Layers.Gru(sequence, 0, 4, reverse: true, lengths: lengths);
        return Layers.Dense(LengthBlocks.Read(sequence, state, last, Layers.SimpleRnn(sequence, 3, lengths: lengths)), 3);
    }
}

[Network(Precision = Precision.Double), CrossEntropyLoss]
public sealed partial class ForwardLengthsDouble
{
    private static Tensor Forward([Shape(7, 3)] Tensor x, [Shape(10)] Tensor start, IntTensor lengths)
    {
        var (sequence, state) = Layers.Lstm(x, (Layers.Tanh(start), 0), 5, returnSequences: true, bidirectional: true, lengths: lengths);
        var (_, last) = Layers.Gru(sequence, 0, 4, reverse: true, lengths: lengths);
        return Layers.Dense(LengthBlocks.Read(sequence, state, last, Layers.SimpleRnn(sequence, 3, lengths: lengths)), 3);
    }
}
