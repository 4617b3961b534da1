using System.Numerics;
using NetGen.Metrics;

namespace NetGen.Training;

/// <summary>Measures a network on one dataset, any number of times, with memory that is allocated once.</summary>
internal sealed class Evaluator<TSelf, T>
    where TSelf : class, INetwork<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly INetwork<TSelf, T> _network;
    private readonly Dataset _data;
    private readonly BatchReader _reader;
    private readonly Pass _pass;
    private readonly T[] _outputs;
    private readonly string _target;

    public Evaluator(INetwork<TSelf, T> network, Dataset data, int batchSize, string argument)
    {
        var signature = TSelf.Signature;
        if (!signature.HasLoss) throw new InvalidOperationException($"{typeof(TSelf).Name} is declared without a loss: there is nothing to train or evaluate by.");
        _network = network;
        _data = data;
        int capacity = Math.Max(1, Math.Min(batchSize, data.Count));
        _reader = new BatchReader(data, DatasetBinding.Bind<T>(data, signature, typeof(TSelf).Name, argument), capacity);
        _pass = network.CreatePass(capacity);
        _outputs = new T[capacity * signature.OutputLength];
        _target = BatchMeasure.TargetOf(signature);
    }

    /// <summary>Gives back what the pass has on a device.</summary>
    public void Release() => _pass.Release();

    public Evaluation Run(CancellationToken cancellationToken = default)
    {
        var signature = TSelf.Signature;
        var accuracy = BatchMeasure.Accuracy<T>(signature, signature.Output);
        double loss = 0, weight = 0;
        for (int first = 0; first < _data.Count; first += _reader.Capacity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(_reader.Capacity, _data.Count - first);
            _reader.Read(first, count);
            double batchWeight = BatchMeasure.Weight<T>(_reader.Batch, signature);
            if (batchWeight == 0) continue;
            var outputs = _outputs.AsSpan(0, count * signature.OutputLength);
            loss += batchWeight * double.CreateTruncating(_network.Evaluate(_pass, _reader.Batch, outputs));
            weight += batchWeight;
            BatchMeasure.Count(ref accuracy, outputs, _reader.Batch, _target);
        }
        return new Evaluation(weight == 0 ? 0 : loss / weight, accuracy.Value, _data.Count);
    }
}

/// <summary>What training and evaluation read from a batch alike.</summary>
internal static class BatchMeasure
{
    /// <summary>The target that accuracy is counted by: the only one there is.</summary>
    public static string TargetOf(NetworkSignature signature)
    {
        string? found = null;
        foreach (var column in signature.Columns)
        {
            if (column.Kind != ColumnKind.Target) continue;
            if (found is not null) return "";
            found = column.Name;
        }
        return found ?? "";
    }

    /// <summary>What counts right predictions of a network's outputs or scores.</summary>
    public static AccuracyMetric<T> Accuracy<T>(NetworkSignature signature, OutputMeaning meaning) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = TargetOf(signature);
        foreach (var column in signature.Columns)
            if (column.Kind == ColumnKind.Target && column.Name == name && column.Classes > 1 && column.Shape.Count > 0)
                return new AccuracyMetric<T>(meaning, column.Shape[^1] == column.Classes ? column.Classes : 0, column.IgnoreIndex);
        return new AccuracyMetric<T>(meaning);
    }

    /// <summary>The sum of the weights: what the mean of a batch counts in the mean of all. Where positions may be ignored it is that of the others.</summary>
    public static double Weight<T>(Batch batch, NetworkSignature signature) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool weighted = batch.Has<T>(Batch.Weights);
        var weights = weighted ? batch.Get<T>(Batch.Weights) : default;
        double sum = 0;

        // By index: an enumerator would be an allocation a step.
        for (int c = 0; c < signature.Columns.Count; c++)
        {
            var column = signature.Columns[c];
            if (column.IgnoreIndex is not { } ignored || !batch.Has<int>(column.Name)) continue;
            var target = batch.Get<int>(column.Name);
            int positions = target.Length / batch.Count;
            for (int s = 0; s < batch.Count; s++)
                sum += (positions - target.Slice(s * positions, positions).Count(ignored)) * (weighted ? double.CreateTruncating(weights[s]) : 1);
            return sum;
        }
        if (!weighted) return batch.Count;
        foreach (T weight in weights) sum += double.CreateTruncating(weight);
        return sum;
    }

    public static void Count<T>(ref AccuracyMetric<T> accuracy, ReadOnlySpan<T> outputs, Batch batch, string target) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (batch.Has<int>(target)) accuracy.Add(outputs, batch.Get<int>(target), batch.Count);
        else if (batch.Has<T>(target)) accuracy.Add(outputs, batch.Get<T>(target), batch.Count);
    }
}
