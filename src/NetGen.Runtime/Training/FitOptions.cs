namespace NetGen;

/// <summary>How <c>Fit</c> trains.</summary>
public sealed record FitOptions
{
    /// <summary>How often the dataset is gone through; 1 by default.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Samples of a step; 32 by default. The last batch of an epoch may be shorter.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What changes the parameters; <see cref="Adam"/> with its defaults where none is given. It keeps its moments from call to call.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>What is evaluated after each epoch, if anything.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Draws the order of the samples, another each epoch, the same on every machine; null keeps the dataset's order. 0 by default.</summary>
    public ulong? ShuffleSeed { get; init; } = 0;

    /// <summary>Random changes of the training images, other ones each epoch; none by default. They are made on another core while the batch before trains.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The number of threads for this training; <see cref="Parallelism"/> says where none is given. The bits of results don't depend on it.</summary>
    public int? Threads { get; init; }

    /// <summary>What is called as training goes on, such as <see cref="EarlyStopping"/>.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    internal void Check()
    {
        if (Epochs < 0) throw new ArgumentException($"FitOptions.Epochs is {Epochs}; at least 0 is expected.");
        if (BatchSize < 1) throw new ArgumentException($"FitOptions.BatchSize is {BatchSize}; at least 1 is expected.");
        if (Threads < 1) throw new ArgumentException($"FitOptions.Threads is {Threads}; at least 1 is expected.");
        ArgumentNullException.ThrowIfNull(Callbacks);
    }
}
