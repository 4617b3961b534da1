namespace NetGen;

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The mean loss of its batches, each measured before its step.</param>
/// <param name="Accuracy">The share of right predictions in training, where there is one.</param>
/// <param name="ValidationLoss">The loss on the validation data after the epoch, where there are any.</param>
/// <param name="ValidationAccuracy">The accuracy on the validation data after the epoch, where there is one.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
/// <param name="Duration">How long the training took, without the validation.</param>
public sealed record EpochResult(
    int Epoch, double Loss, double? Accuracy, double? ValidationLoss, double? ValidationAccuracy, double LearningRate, TimeSpan Duration);

/// <summary>Why training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>All epochs were trained.</summary>
    Completed,

    /// <summary>A callback ended it.</summary>
    Stopped,

    /// <summary>It was cancelled, between two steps: the network is that of the last whole step.</summary>
    Canceled,
}

/// <summary>What <c>Fit</c> came to.</summary>
/// <param name="History">The epochs that were finished, in order.</param>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Reason">What the callback that ended it said, else null.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> History, TrainingOutcome Outcome, string? Reason = null)
{
    /// <summary>The last epoch, or null where none was finished.</summary>
    public EpochResult? Last => History.Count == 0 ? null : History[^1];
}
