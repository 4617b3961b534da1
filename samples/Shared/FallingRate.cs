using NetGen;

namespace NetGen.Samples;

/// <summary>
/// A learning rate that falls from epoch to epoch in equal steps, so that the last ones settle: at the first rate, the accuracy after an epoch may be anything.
/// </summary>
internal sealed class FallingRate : Callback
{
    private double _first;

    public override void OnTrainingBegin(TrainingContext context) => _first = context.Optimizer.LearningRate;

    public override void OnEpochBegin(TrainingContext context) =>
        context.Optimizer.LearningRate = _first * (context.Options.Epochs + 1 - context.Epoch) / context.Options.Epochs;
}
