using System.Globalization;

namespace NetGen;

/// <summary>How good a network is on a dataset.</summary>
/// <param name="Loss">The weighted mean of the loss over samples, plus penalties.</param>
/// <param name="Accuracy">The share of right predictions, where the outputs are classes, probabilities or margins; else null.</param>
/// <param name="Count">The number of samples.</param>
public sealed record Evaluation(double Loss, double? Accuracy, int Count)
{
    /// <summary>The exponential of the loss: where that is a cross-entropy per token, among how many equally likely tokens the network is as good as guessing.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Loss and accuracy in a line.</summary>
    public override string ToString() =>
        Accuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4}, accuracy {accuracy:F4} over {Count} samples")
            : string.Create(CultureInfo.InvariantCulture, $"loss {Loss:F4} over {Count} samples");
}
