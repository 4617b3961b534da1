namespace NetGen.Benchmarks.Peers;

// The peers' workloads, with the same sizes, losses and initial distributions of inputs.

/// <summary>784-128-64-10 with ReLU.</summary>
[Network, Input(784)]
[Dense(128), Relu, Dense(64), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class Mlp;

/// <summary>784-1024-1024-10 with ReLU.</summary>
[Network, Input(784)]
[Dense(1024), Relu, Dense(1024), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class MlpWide;

/// <summary>2-8-1: the exclusive or.</summary>
[Network, Input(2)]
[Dense(8), Tanh, Dense(1), Sigmoid]
[BinaryCrossEntropyLoss]
public sealed partial class Tiny;
