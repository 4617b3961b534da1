namespace NetGen.Compiler.Graph;

/// <summary>One value: an operation on earlier values of the same function.</summary>
/// <param name="Operands">Indices of earlier nodes.</param>
/// <param name="Label">The name that users know the value by, such as <c>dense1</c>; null for the inner ones.</param>
internal readonly record struct Node(Operation Operation, EquatableArray<int> Operands, TensorType Type, string? Label);

/// <summary>What a column of a function's arguments is for.</summary>
internal enum ColumnRole : byte
{
    /// <summary>An input of the network, named as the user names it.</summary>
    Input,

    /// <summary>A target of the loss.</summary>
    Target,

    /// <summary>The weight of a sample in the loss, already divided by the sum of weights: one over the batch when there are none.</summary>
    Weight,

    /// <summary>The gradient of an output, given by the caller of <c>Backward</c>.</summary>
    OutputGradient,

    /// <summary>An argument of the body of a <c>Scan</c>.</summary>
    Carry,
}

/// <summary>An argument of a function; <c>InputOperation.Column</c> is its index.</summary>
internal readonly record struct Column(string Name, ColumnRole Role, TensorType Type);

/// <summary>What a result of a function is for.</summary>
internal enum OutputRole : byte
{
    /// <summary>What <c>Predict</c> and <c>Forward</c> return.</summary>
    Result,

    /// <summary>What the loss reads: the logits where the final softmax or sigmoid is fused with it, else the result itself.</summary>
    Scores,

    /// <summary>The loss of the batch, an unbatched scalar.</summary>
    Loss,

    /// <summary>The gradient of parameter <c>Index</c>.</summary>
    ParameterGradient,

    /// <summary>The gradient of column <c>Index</c>.</summary>
    InputGradient,

    /// <summary>The new value of state <c>Index</c>.</summary>
    State,

    /// <summary>A result of the body of a <c>Scan</c>.</summary>
    Carry,
}

/// <summary>A result of a function.</summary>
internal readonly record struct Output(string Name, OutputRole Role, int Index, int Node);

/// <summary>A value by which the parameters of a step are trained, in a function whose gradients are still to be derived.</summary>
/// <param name="Trains">Patterns of the names of the parameters that it trains, with commas between them; null for all.</param>
internal readonly record struct TrainedValue(int Node, string? Trains);

/// <summary>
/// A function over the parameters and states of a module: flat nodes in the order of their computation, so that equality is linear.
/// </summary>
/// <param name="Split">
/// The first node of the second phase: a training function runs forward in the first call and backward in a later one.
/// Equal to the number of nodes where there is one phase.
/// </param>
internal sealed record Function(
    string Name,
    EquatableArray<Column> Columns,
    EquatableArray<Node> Nodes,
    EquatableArray<Output> Outputs,
    int Split)
{
    /// <summary>The results of a role, in order.</summary>
    public IEnumerable<Output> OutputsOf(OutputRole role) => Outputs.Where(o => o.Role == role);

    /// <summary>What <c>TrainingGradients.Derive</c> differentiates; none where the gradients are there, or nothing is trained.</summary>
    public EquatableArray<TrainedValue> Trained { get; init; } = [];

    public override string ToString() => FunctionPrinter.Print(this);
}
