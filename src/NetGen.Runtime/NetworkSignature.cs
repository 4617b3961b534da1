namespace NetGen;

/// <summary>What a column of a <see cref="Batch"/> is for.</summary>
public enum ColumnKind
{
    /// <summary>An input of the network.</summary>
    Input,

    /// <summary>A target of the loss.</summary>
    Target,

    /// <summary>One weight a sample, for the loss.</summary>
    Weight,

    /// <summary>An input that is one value for the whole batch: <c>[PerBatch]</c>.</summary>
    PerBatch,
}

/// <summary>What the numbers of a network's output are.</summary>
public enum OutputMeaning
{
    /// <summary>Plain values: regression, reconstructions.</summary>
    Values,

    /// <summary>One number for each class; the largest is the prediction.</summary>
    Classes,

    /// <summary>A probability for each output by itself; above one half is a yes.</summary>
    Probabilities,

    /// <summary>A logit or margin for each output by itself; above zero is a yes.</summary>
    Margins,
}

/// <summary>A column that a network reads.</summary>
/// <param name="Name">The name that binds it to a column of a dataset.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Shape">The shape of one sample, channels last.</param>
/// <param name="AcceptsReal">Whether the column may hold real numbers.</param>
/// <param name="AcceptsIndices">Whether the column may hold integers: tokens, or the indices of classes.</param>
/// <param name="Classes">The number of classes where indices are accepted, else 0.</param>
/// <param name="IgnoreIndex">The index that stands for a position without a target, or null where there is none.</param>
public sealed record ColumnSignature(
    string Name, ColumnKind Kind, IReadOnlyList<int> Shape, bool AcceptsReal, bool AcceptsIndices, int Classes = 0, int? IgnoreIndex = null)
{
    /// <summary>The number of elements of one sample when the column holds real numbers.</summary>
    public int Length { get; } = Shape.Aggregate(1, (a, b) => a * b);
}

/// <summary>The columns a network reads and what its outputs mean: what <c>Fit</c> and <c>Evaluate</c> bind datasets by.</summary>
/// <param name="Columns">Inputs in the order of the generated members, then targets, then inputs of the whole batch.</param>
/// <param name="OutputLength">The number of elements of one prediction.</param>
/// <param name="Output">What <c>Predict</c> returns.</param>
/// <param name="Scores">What the loss reads, and a pass keeps: logits where the final softmax or sigmoid is fused with the loss.</param>
/// <param name="HasLoss">False for a network that can only predict and take output gradients.</param>
public sealed record NetworkSignature(
    IReadOnlyList<ColumnSignature> Columns, int OutputLength, OutputMeaning Output, OutputMeaning Scores, bool HasLoss);
