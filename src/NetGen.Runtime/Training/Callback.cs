namespace NetGen;

/// <summary>What is called as training goes on. Override what is needed.</summary>
public abstract class Callback
{
    /// <summary>Before the first step.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainingBegin(TrainingContext context)
    {
    }

    /// <summary>Before the first step of an epoch.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>After a step.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnStepEnd(TrainingContext context)
    {
    }

    /// <summary>After an epoch and its validation.</summary>
    /// <param name="context">The training.</param>
    /// <param name="result">What the epoch came to.</param>
    public virtual void OnEpochEnd(TrainingContext context, EpochResult result)
    {
    }

    /// <summary>After the last step, however training ended, but for an exception.</summary>
    /// <param name="context">The training.</param>
    public virtual void OnTrainingEnd(TrainingContext context)
    {
    }
}

/// <summary>A training as callbacks see it.</summary>
public abstract class TrainingContext
{
    private protected TrainingContext(FitOptions options, Optimizer optimizer)
    {
        Options = options;
        Optimizer = optimizer;
    }

    /// <summary>How it trains.</summary>
    public FitOptions Options { get; }

    /// <summary>What changes the parameters; its learning rate may be set.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Steps of this epoch so far.</summary>
    public int Step { get; internal set; }

    /// <summary>The loss of the last batch.</summary>
    public double BatchLoss { get; internal set; }

    /// <summary>Whether training ends after this step or epoch.</summary>
    public bool IsStopping => StopReason is not null;

    internal string? StopReason { get; private set; }

    /// <summary>Ends the training after this step or epoch.</summary>
    /// <param name="reason">Why, for <see cref="TrainingResult.Reason"/>.</param>
    public void Stop(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        StopReason ??= reason;
    }

    /// <summary>Keeps a copy of parameters and states, in place of the one that was kept before.</summary>
    public abstract void KeepParameters();

    /// <summary>Returns to the parameters and states that were kept last; nothing happens where none were.</summary>
    public abstract void RestoreParameters();

    /// <summary>Writes all that training needs to go on behind this epoch: see <see cref="Checkpoint"/>.</summary>
    /// <param name="path">The file; it is replaced if it is there.</param>
    public abstract void SaveCheckpoint(string path);
}
