namespace NetGen;

/// <summary>
/// Ends training when the validation loss, or without validation data the training loss, has not fallen for some epochs.
/// </summary>
/// <param name="patience">Epochs without a fall that end the training, at least 1.</param>
/// <param name="minimumChange">How much the loss must fall to count, at least 0.</param>
/// <param name="restoreBest">Whether the network returns to the parameters of its best epoch at the end.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
public sealed class EarlyStopping(int patience, double minimumChange = 0, bool restoreBest = false) : Callback
{
    private readonly int _patience = patience >= 1 ? patience : throw new ArgumentOutOfRangeException(nameof(patience), patience, "At least 1 is expected.");
    private readonly double _minimumChange = minimumChange >= 0
        ? minimumChange
        : throw new ArgumentOutOfRangeException(nameof(minimumChange), minimumChange, "At least 0 is expected.");

    private int _waited;

    /// <summary>The epoch with the least loss so far, from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The least loss so far.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <inheritdoc/>
    public override void OnTrainingBegin(TrainingContext context)
    {
        _waited = 0;
        BestEpoch = 0;
        BestLoss = double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        double loss = result.ValidationLoss ?? result.Loss;
        if (loss < BestLoss - _minimumChange)
        {
            BestLoss = loss;
            BestEpoch = result.Epoch;
            _waited = 0;
            if (restoreBest) context.KeepParameters();
        }
        else if (++_waited >= _patience)
        {
            context.Stop($"the loss has not fallen for {_patience} epochs; the best was epoch {BestEpoch}");
        }
    }

    /// <inheritdoc/>
    public override void OnTrainingEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (restoreBest) context.RestoreParameters();
    }
}
