using NetGen.CompilerServices;

namespace NetGen;

/// <content>Views of the samples, and batches of them.</content>
public sealed partial class Dataset
{
    /// <summary>Two parts, of samples drawn at random by a seed: the same on every machine.</summary>
    /// <param name="fraction">The share of the first part, from 0 to 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside [0, 1].</exception>
    public (Dataset First, Dataset Second) Split(double fraction, ulong seed)
    {
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share from 0 to 1 is expected.");
        var shuffled = Shuffle(seed);
        int first = (int)Math.Round(fraction * Count, MidpointRounding.AwayFromZero);
        return (shuffled.Take(first), shuffled.Skip(first));
    }

    /// <summary>The samples in a random order by a seed: the same on every machine.</summary>
    /// <param name="seed">The seed.</param>
    public Dataset Shuffle(ulong seed)
    {
        var order = Order();
        RandomStream.For(seed, Philox.Purpose.Shuffle, 0).Shuffle<int>(order);
        return new Dataset(_columns, _perBatch, order, 0, Count);
    }

    /// <summary>The first samples.</summary>
    /// <param name="count">How many, at least 0; all where there are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Range(0, Math.Min(count, Count));
    }

    /// <summary>All but the first samples.</summary>
    /// <param name="count">How many are left out, at least 0; all where there are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public Dataset Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        count = Math.Min(count, Count);
        return Range(count, Count - count);
    }

    /// <summary>Chosen samples, in the order given; one may be there several times.</summary>
    /// <param name="samples">Their indices in this dataset.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Dataset Select(params ReadOnlySpan<int> samples)
    {
        var rows = new int[samples.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)samples[i] >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(samples), samples[i], $"The dataset has {Count} samples.");
            rows[i] = RowOf(samples[i]);
        }
        return new Dataset(_columns, _perBatch, rows, 0, rows.Length);
    }

    /// <summary>Two parts in the order that the samples have: the first to train on, the last to validate, where they follow each other in time.</summary>
    /// <param name="fraction">The share of the first part, from 0 to 1.</param>
    /// <param name="gap">Samples left out between them: where windows overlap, as many as are needed that none of one part is seen by the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside [0, 1], or the gap is negative.</exception>
    public (Dataset First, Dataset Last) SplitInOrder(double fraction, int gap = 0)
    {
        if (!(fraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "A share from 0 to 1 is expected.");
        ArgumentOutOfRangeException.ThrowIfNegative(gap);
        int first = (int)Math.Round(fraction * Count, MidpointRounding.AwayFromZero);
        return (Take(first), Skip((int)Math.Min(Count, (long)first + gap)));
    }

    /// <summary>
    /// The samples in batches, the last one short where they don't divide. The same <see cref="Batch"/> comes each time, with other contents:
    /// nothing is allocated after the first.
    /// </summary>
    /// <param name="size">Samples of a batch, at least 1.</param>
    /// <param name="shuffleSeed">Draws a random order; none for the dataset's.</param>
    /// <param name="bucketBy">A column of lengths, of one integer a sample: samples of similar lengths come into one batch (see <see cref="FitOptions.BucketBy"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1.</exception>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is not of one integer a sample.</exception>
    public IEnumerable<Batch> Batches(int size, ulong? shuffleSeed = null, string? bucketBy = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var data = shuffleSeed is { } seed ? Shuffle(seed) : this;
        if (bucketBy is not null)
        {
            int[] order = [.. Enumerable.Range(0, Count)];
            LengthBuckets.Arrange(order, data.LengthsOf(bucketBy), size, shuffleSeed is { } s ? RandomStream.For(s, Philox.Purpose.Shuffle, 1) : null);
            data = data.Select(order);
        }
        return Enumerate(data, size);

        static IEnumerable<Batch> Enumerate(Dataset data, int size)
        {
            var reader = new BatchReader(data, [.. data._columns.Concat(data._perBatch).Select(c => (c, c.Name))], size);
            for (int first = 0; first < data.Count; first += size)
            {
                reader.Read(first, Math.Min(size, data.Count - first));
                yield return reader.Batch;
            }
        }
    }

    /// <summary>Replaces a column of real numbers by <c>value * factor + offset</c>.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="factor">What values are multiplied by: 1 / 255 for pixels.</param>
    /// <param name="offset">What is added then.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers.</exception>
    public Dataset Scale(string column, double factor, double offset = 0) => Transform(column, (value, _) => value * factor + offset);

    internal Dataset Transform(string name, Func<double, int, double> transform)
    {
        var replaced = Find(name);
        if (!replaced.IsDense)
            return new Dataset([.. _columns.Select(c => c.Gathered(this))], _perBatch, null, 0, Count).Transform(name, transform);
        DatasetColumn result;
        switch (replaced)
        {
            case DatasetColumn<float> { Values: var values, Length: var length }:
                var singles = new float[values.Length];
                for (int i = 0; i < values.Length; i++) singles[i] = (float)transform(values[i], i % length);
                result = new DatasetColumn<float>(name, singles, [.. replaced.Shape]);
                break;
            case DatasetColumn<double> { Values: var values, Length: var length }:
                var doubles = new double[values.Length];
                for (int i = 0; i < values.Length; i++) doubles[i] = transform(values[i], i % length);
                result = new DatasetColumn<double>(name, doubles, [.. replaced.Shape]);
                break;
            default:
                throw new ArgumentException($"Column {replaced} holds integers: real numbers are expected.", nameof(name));
        }
        return new Dataset([.. _columns.Select(c => c == replaced ? result : c)], _perBatch, _rows, _start, Count);
    }

    /// <summary>The values of a column of one integer a sample.</summary>
    internal int[] LengthsOf(string column) => Find(column) is DatasetColumn<int> { Length: 1 }
        ? ToArray<int>(column)
        : throw new ArgumentException($"Column {Find(column)} has not one integer a sample: lengths are expected.", nameof(column));

    /// <summary>The rows of the samples, in an array of their own.</summary>
    private int[] Order()
    {
        var order = new int[Count];
        for (int i = 0; i < order.Length; i++) order[i] = RowOf(i);
        return order;
    }

    private Dataset Range(int first, int count) =>
        _rows is null ? new Dataset(_columns, _perBatch, null, _start + first, count) : new Dataset(_columns, _perBatch, _rows[first..(first + count)], 0, count);
}
