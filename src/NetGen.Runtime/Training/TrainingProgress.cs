namespace NetGen;

/// <summary>Where training is, reported after every step and after every epoch. A value: reporting allocates nothing.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">The last epoch.</param>
/// <param name="Step">Steps of this epoch so far.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="SamplesPerSecond">Samples trained a second, in this epoch.</param>
/// <param name="Remaining">How long the rest will take at this speed, validation not counted.</param>
/// <param name="Loss">The mean loss of this epoch so far.</param>
/// <param name="Accuracy">The share of right predictions of this epoch so far, where there is one.</param>
/// <param name="Finished">The epoch's result, when it is over; null during it.</param>
public readonly record struct TrainingProgress(
    int Epoch, int Epochs, int Step, int Steps, double SamplesPerSecond, TimeSpan Remaining, double Loss, double? Accuracy, EpochResult? Finished);
