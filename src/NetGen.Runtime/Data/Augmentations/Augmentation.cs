using System.Collections;

namespace NetGen;

/// <summary>
/// Random changes of training images, other ones each epoch, made while the batch before is trained on. Given to <see cref="FitOptions.Augmentation"/>: it
/// applies to training only, never to validation, <c>Evaluate</c> or <c>Predict</c>. What a sample becomes is a function of the seed, the
/// epoch and the sample's index: it is the same whatever the batch size and the threads.
/// </summary>
/// <example><code>
/// var options = new FitOptions { Augmentation = [new RandomHorizontalFlip(), new RandomShift(4), new RandomCutout(8)] };
/// </code></example>
public sealed class Augmentation : IReadOnlyCollection<AugmentationStep>
{
    private readonly List<AugmentationStep> _steps = [];

    /// <summary>An augmentation without steps, of the network's only input.</summary>
    public Augmentation()
        : this(seed: 0)
    {
    }

    /// <summary>An augmentation without steps; <see cref="Add"/>, or an initializer, adds them.</summary>
    /// <param name="seed">Draws the changes.</param>
    /// <param name="column">The dataset's or the network's name of the images; only needed where a network has several inputs.</param>
    /// <param name="shape">The images' shape; only needed where neither the dataset nor the network has more than a length.</param>
    /// <exception cref="ArgumentException">The shape is none.</exception>
    public Augmentation(ulong seed, string? column = null, ImageShape? shape = null)
    {
        Seed = seed;
        Column = column;
        Shape = shape?.Checked(nameof(shape));
    }

    /// <summary>Draws the changes.</summary>
    public ulong Seed { get; }

    /// <summary>The name of the images' column, or null for the network's only input.</summary>
    public string? Column { get; }

    /// <summary>The images' shape, or null for that of the dataset's column, or else the network's.</summary>
    public ImageShape? Shape { get; }

    /// <summary>The number of steps.</summary>
    public int Count => _steps.Count;

    /// <summary>Adds a step behind the others.</summary>
    /// <param name="step">The step.</param>
    public void Add(AugmentationStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _steps.Add(step);
    }

    /// <summary>What becomes of one image, as in training: to look at.</summary>
    /// <param name="source">The image, row after row, channels last.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="sample">The sample's index in the training data.</param>
    /// <exception cref="ArgumentException">The image isn't of the shape.</exception>
    public float[] Apply(ReadOnlySpan<float> source, ImageShape shape, int epoch, int sample)
    {
        shape.Checked(nameof(shape));
        if (source.Length != shape.Length) throw new ArgumentException($"An image of {shape} has {shape.Length} values, and {source.Length} came.", nameof(source));
        var result = new float[shape.Length];
        var run = new AugmentationRun(this, shape);
        run.BeginEpoch(epoch);
        run.Apply(source, result, sample);
        return result;
    }

    /// <summary>The steps in order.</summary>
    public IEnumerator<AugmentationStep> GetEnumerator() => _steps.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
