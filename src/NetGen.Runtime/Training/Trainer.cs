using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using NetGen.CompilerServices;

namespace NetGen.Training;

/// <summary>One call of <c>Fit</c>.</summary>
internal sealed class Trainer<TSelf, T>
    where TSelf : class, INetwork<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly INetwork<TSelf, T> _network;
    private readonly Dataset _data;
    private readonly FitOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly Callback[] _callbacks;
    private readonly Optimizer _optimizer;
    private readonly BatchSource _batches;
    private readonly Pass _pass;
    private readonly Evaluator<TSelf, T>? _validation;
    private readonly Context _context;
    private readonly string _target;
    private readonly int[]? _order, _lengths;
    private readonly int _steps;

    public Trainer(INetwork<TSelf, T> network, Dataset data, FitOptions options, IProgress<TrainingProgress>? progress)
    {
        var signature = TSelf.Signature;
        if (!signature.HasLoss) throw new InvalidOperationException($"{typeof(TSelf).Name} is declared without a loss: there is nothing to train or evaluate by.");
        if (network.Parameters.ParameterViews is { Length: > 0 } views && !views.ToArray().Any(p => !p.Frozen))
            throw new InvalidOperationException($"All parameters of {typeof(TSelf).Name} are frozen: there is nothing to train. Parameters.Unfreeze thaws what Parameters.Freeze froze.");
        _network = network;
        _data = data;
        _options = options;
        _progress = progress;
        _callbacks = [.. options.Callbacks];
        var columns = DatasetBinding.Bind<T>(data, signature, typeof(TSelf).Name, "train");
        int capacity = Math.Min(options.BatchSize, data.Count);
        (string Name, Func<AugmentationRun> Create)? augmentation =
            options.Augmentation is { Count: > 0 } steps ? AugmentationRun.Bind(steps, columns, signature, typeof(TSelf).Name) : null;
        if (options.Validation is { } validation)
            _validation = new Evaluator<TSelf, T>(network, validation, Math.Max(options.BatchSize, 256), nameof(options));
        _optimizer = options.Optimizer ?? new Adam();
        _optimizer.Own(network.Parameters);
        _batches = new BatchSource(data.Count, capacity, () => new BatchReader(data, columns, capacity, augmentation?.Name, augmentation?.Create()), isCostly: augmentation is not null);
        _pass = network.CreatePass(capacity);
        _context = new Context(options, _optimizer, network);
        _target = BatchMeasure.TargetOf(signature);
        _lengths = options.BucketBy is { } bucketBy ? data.LengthsOf(bucketBy) : null;
        _order = options.ShuffleSeed is null && _lengths is null ? null : new int[data.Count];
        _steps = (data.Count + capacity - 1) / capacity;
    }

    public TrainingResult Run(CancellationToken cancellationToken)
    {
        using (_batches)
        {
            try
            {
                return RunEpochs(cancellationToken);
            }
            finally
            {
                _pass.Release();
                _validation?.Release();
            }
        }
    }

    private TrainingResult RunEpochs(CancellationToken cancellationToken)
    {
        var history = new List<EpochResult>(_options.Epochs);
        var outcome = TrainingOutcome.Completed;
        foreach (var callback in _callbacks) callback.OnTrainingBegin(_context);
        int last = _options.FirstEpoch + _options.Epochs - 1;
        for (int epoch = _options.FirstEpoch; epoch <= last && !_context.IsStopping; epoch++)
        {
            _context.Epoch = epoch;
            foreach (var callback in _callbacks) callback.OnEpochBegin(_context);
            var result = TrainEpoch(epoch, cancellationToken);
            if (result is null)
            {
                if (!_context.IsStopping) outcome = TrainingOutcome.Canceled;
                break;
            }
            history.Add(result);
            foreach (var callback in _callbacks) callback.OnEpochEnd(_context, result);
            _progress?.Report(new TrainingProgress(
                epoch, last, _steps, _steps, _data.Count / Math.Max(result.Duration.TotalSeconds, 1e-9),
                result.Duration * (last - epoch), result.Loss, result.Accuracy, result));
        }
        foreach (var callback in _callbacks) callback.OnTrainingEnd(_context);
        if (_context.IsStopping) outcome = TrainingOutcome.Stopped;
        return new TrainingResult(history, outcome, _context.StopReason);
    }

    /// <summary>The epoch's result, or null where it was broken off.</summary>
    private EpochResult? TrainEpoch(int epoch, CancellationToken cancellationToken)
    {
        if (_order is not null)
        {
            for (int i = 0; i < _order.Length; i++) _order[i] = i;
            var random = _options.ShuffleSeed is { } seed ? RandomStream.For(seed, Philox.Purpose.Shuffle, (ulong)epoch) : null;
            random?.Shuffle<int>(_order);
            if (_lengths is not null) LengthBuckets.Arrange(_order, _lengths, Math.Min(_options.BatchSize, _data.Count), random);
        }
        _batches.BeginEpoch(epoch, _order);
        var accuracy = BatchMeasure.Accuracy<T>(TSelf.Signature, TSelf.Signature.Scores);
        double lossSum = 0, weightSum = 0;
        long start = Stopwatch.GetTimestamp();
        int samples = 0;
        for (int step = 1; samples < _data.Count; step++)
        {
            if (cancellationToken.IsCancellationRequested) return null;
            var batch = _batches.Next();
            samples += batch.Count;
            double weight = BatchMeasure.Weight<T>(batch, TSelf.Signature);
            _context.Step = step;
            // A batch whose samples all weigh nothing, or whose positions are all ignored, teaches nothing.
            if (weight > 0)
            {
                double loss = double.CreateTruncating(_network.ForwardBackward(_pass, batch));
                if (!double.IsFinite(loss)) throw NotFinite(loss, epoch, step);
                if (_options.ClipValue is not null || _options.ClipNorm is not null) _network.ClipGradients(_options.ClipValue, _options.ClipNorm);
                _network.Step(_optimizer);
                lossSum += loss * weight;
                weightSum += weight;
                _context.BatchLoss = loss;
                BatchMeasure.Count(ref accuracy, _pass.Scores<T>(), batch, _target);
            }
            foreach (var callback in _callbacks) callback.OnStepEnd(_context);
            if (_progress is not null) Report(epoch, step, samples, Stopwatch.GetElapsedTime(start), weightSum == 0 ? 0 : lossSum / weightSum, accuracy.Value);
            if (_context.IsStopping && step < _steps) return null;
        }
        var duration = Stopwatch.GetElapsedTime(start);
        Evaluation? validation;
        try
        {
            validation = _validation?.Run(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        return new EpochResult(
            epoch, weightSum == 0 ? 0 : lossSum / weightSum, accuracy.Value, validation?.Loss, validation?.Accuracy, _optimizer.LearningRate, duration);
    }

    private void Report(int epoch, int step, int samples, TimeSpan elapsed, double loss, double? accuracy)
    {
        double rate = samples / Math.Max(elapsed.TotalSeconds, 1e-9);
        int last = _options.FirstEpoch + _options.Epochs - 1;
        double left = (double)(last - epoch) * _data.Count + (_data.Count - samples);
        _progress!.Report(new TrainingProgress(epoch, last, step, _steps, rate, TimeSpan.FromSeconds(Math.Min(left / rate, 1e9)), loss, accuracy, null));
    }

    private ArithmeticException NotFinite(double loss, int epoch, int step) => new(
        string.Create(CultureInfo.InvariantCulture, $"The loss of {typeof(TSelf).Name} is {loss} in step {step} of epoch {epoch}, at a learning rate of {_optimizer.LearningRate}: ")
        + "a lower rate, scaled inputs or other initial values may help; Trace says where the first NaN arises. The parameters are those of the last whole step.");

    private sealed class Context(FitOptions options, Optimizer optimizer, INetwork<TSelf, T> network) : TrainingContext(options, optimizer)
    {
        private T[]? _values, _states;

        public override void KeepParameters()
        {
            var parameters = network.Parameters;
            parameters.ValueSpan.CopyTo(_values ??= new T[parameters.FlatLength]);
            parameters.StateSpan.CopyTo(_states ??= new T[parameters.StateLength]);
        }

        public override void SaveCheckpoint(string path) => Checkpoint.Save(path, network.Parameters, Optimizer, Epoch);

        public override void RestoreParameters()
        {
            if (_values is null) return;
            var parameters = network.Parameters;
            _values.CopyTo(parameters.ValueSpan);
            _states.CopyTo(parameters.StateSpan);
            parameters.MarkChanged();
        }
    }
}
