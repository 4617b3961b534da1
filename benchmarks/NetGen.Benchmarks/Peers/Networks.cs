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

/// <summary>LeNet-5 with ReLU and maximum pools.</summary>
[Network, Input(28, 28, 1)]
[Conv2D(6, 5, Pad = 2), Relu, MaxPool2D(2)]
[Conv2D(16, 5), Relu, MaxPool2D(2)]
[Flatten, Dense(120), Relu, Dense(84), Relu, Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class LeNet;

/// <summary>The network of Keras's CIFAR-10 example.</summary>
[Network, Input(32, 32, 3)]
[Conv2D(32, 3, Pad = 1), Relu, Conv2D(32, 3), Relu, MaxPool2D(2), Dropout(0.25)]
[Conv2D(64, 3, Pad = 1), Relu, Conv2D(64, 3), Relu, MaxPool2D(2), Dropout(0.25)]
[Flatten, Dense(512), Relu, Dropout(0.5), Dense(10), Softmax]
[CrossEntropyLoss]
public sealed partial class KerasCifar;
