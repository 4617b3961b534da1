namespace NetGen;

/// <summary>How <c>Fit</c> trains.</summary>
public sealed record FitOptions
{
    /// <summary>How often the dataset is gone through, from <see cref="FirstEpoch"/> on; 1 by default.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Samples of a step; 32 by default. The last batch of an epoch may be shorter.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>What changes the parameters; <see cref="Adam"/> with its defaults where none is given. It keeps its moments from call to call.</summary>
    public Optimizer? Optimizer { get; init; }

    /// <summary>What is evaluated after each epoch, if anything.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>Draws the order of the samples, another each epoch, the same on every machine; null keeps the dataset's order. 0 by default.</summary>
    public ulong? ShuffleSeed { get; init; } = 0;

    /// <summary>
    /// A column of lengths, of one integer a sample: batches are made of samples of similar lengths, in random order, so that little of a batch is padding. None by default.
    /// </summary>
    public string? BucketBy { get; init; }

    /// <summary>The greatest norm of all gradients together: longer ones are shortened before each step (Pascanu et al. 2013), as recurrent networks need. None by default.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The greatest absolute value of each gradient by itself, before <see cref="ClipNorm"/>. None by default.</summary>
    public double? ClipValue { get; init; }

    /// <summary>The number of the first epoch; 1 by default. A training that goes on where one ended draws the orders of its own epochs.</summary>
    public int FirstEpoch { get; init; } = 1;

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
        if (FirstEpoch < 1) throw new ArgumentException($"FitOptions.FirstEpoch is {FirstEpoch}; at least 1 is expected.");
        if (ClipNorm is { } norm && !(norm > 0)) throw new ArgumentException($"FitOptions.ClipNorm is {norm}; a number above 0 is expected.");
        if (ClipValue is { } value && !(value > 0)) throw new ArgumentException($"FitOptions.ClipValue is {value}; a number above 0 is expected.");
        if (Threads < 1) throw new ArgumentException($"FitOptions.Threads is {Threads}; at least 1 is expected.");
        ArgumentNullException.ThrowIfNull(Callbacks);
    }
}
