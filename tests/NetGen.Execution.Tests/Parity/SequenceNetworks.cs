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
