using System.Numerics;
using NetGen.Training;

namespace NetGen;

/// <summary>Training and evaluation of every generated network, as extension methods.</summary>
public static class NetworkTraining
{
    /// <summary>
    /// Trains a network on a dataset. The data are checked before anything is changed: columns, shapes, labels, finite numbers.
    /// After the first step nothing is allocated from step to step.
    /// </summary>
    /// <typeparam name="TSelf">The network's class.</typeparam>
    /// <typeparam name="T">Its type of numbers; columns of another precision are converted once.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="train">The training data, with a column for each input and target.</param>
    /// <param name="options">How it trains; one epoch of Adam by default.</param>
    /// <param name="progress">Told after every step and epoch, such as <see cref="ConsoleProgress"/>.</param>
    /// <param name="cancellationToken">Ends the training between two steps: the result says so, and the network is that of the last whole step.</param>
    /// <returns>The epochs and why it ended.</returns>
    /// <exception cref="ArgumentException">A dataset doesn't fit the network, or an option is wrong.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss, or the optimizer belongs to another network.</exception>
    /// <exception cref="ArithmeticException">The loss is no finite number any more; the network is that of the last whole step.</exception>
    public static TrainingResult Fit<TSelf, T>(
        this INetwork<TSelf, T> network, Dataset train, FitOptions? options = null, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TSelf : class, INetwork<TSelf, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(train);
        options ??= new FitOptions();
        options.Check();
        DebugBuildNotice.SayOnce(typeof(TSelf));
        using var limit = Parallelism.Limit(options.Threads ?? Parallelism.Current);
        return new Trainer<TSelf, T>(network, train, options, progress).Run(cancellationToken);
    }

    /// <summary>Measures a network on a dataset, in inference mode.</summary>
    /// <typeparam name="TSelf">The network's class.</typeparam>
    /// <typeparam name="T">Its type of numbers; columns of another precision are converted.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="data">The data, with a column for each input and target.</param>
    /// <param name="batchSize">Samples computed at once, at least 1.</param>
    /// <exception cref="ArgumentException">The dataset doesn't fit the network.</exception>
    /// <exception cref="InvalidOperationException">The network has no loss.</exception>
    public static Evaluation Evaluate<TSelf, T>(this INetwork<TSelf, T> network, Dataset data, int batchSize = 256)
        where TSelf : class, INetwork<TSelf, T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var evaluator = new Evaluator<TSelf, T>(network, data, batchSize, nameof(data));
        try
        {
            return evaluator.Run();
        }
        finally
        {
            evaluator.Release();
        }
    }
}
