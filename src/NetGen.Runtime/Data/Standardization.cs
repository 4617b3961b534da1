using System.Numerics;

namespace NetGen;

/// <summary>
/// Shifts and scales each feature of a column, or each channel of its images, to mean 0 and standard deviation 1. Measured on the training data,
/// applied to all: otherwise the test data would take part in the training.
/// </summary>
/// <example><code>
/// var standard = Standardization.Of(train, "input");
/// (train, test) = (standard.Apply(train), standard.Apply(test));
/// </code></example>
public sealed class Standardization
{
    private readonly double[] _means, _deviations;
    private readonly bool _perChannel;

    private Standardization(string column, double[] means, double[] deviations, bool perChannel)
    {
        _perChannel = perChannel;
        Column = column;
        _means = means;
        _deviations = deviations;
    }

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>The mean of each feature or channel.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The standard deviation of each feature or channel; 1 for a constant one, which is only shifted.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Measures a column.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="column">A column of real numbers.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers, or there are no samples.</exception>
    public static Standardization Of(Dataset data, string column) => Measure(data, column, perChannel: false);

    /// <summary>Measures the channels of a column of images, over all pixels of all samples.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="column">A column of real numbers: height, width, channels; with fewer dimensions the images are gray, of one channel.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers, or there are no samples.</exception>
    public static Standardization OfChannels(Dataset data, string column) => Measure(data, column, perChannel: true);

    /// <summary>The data with the column replaced by <c>(value - mean) / deviation</c>.</summary>
    /// <param name="data">Data with a column of the same name and length.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers, or has another number of features or channels.</exception>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var column = data.Find(Column);
        int features = _perChannel ? ChannelsOf(column) : column.Length;
        if (features != _means.Length)
            throw new ArgumentException($"Column {column} has {features} {(_perChannel ? "channels" : "values a sample")}, and {_means.Length} were measured.", nameof(data));
        if (_perChannel) return data.Transform(Column, (value, i) => (value - _means[i % _means.Length]) / _deviations[i % _means.Length]);
        return data.Transform(Column, (value, feature) => (value - _means[feature]) / _deviations[feature]);
    }

    private static int ChannelsOf(DatasetColumn column) => column.Shape.Count >= 3 ? column.Shape[^1] : 1;

    private static Standardization Measure(Dataset data, string column, bool perChannel)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The dataset has no samples to measure.", nameof(data));
        var found = data.Find(column);
        int features = perChannel ? ChannelsOf(found) : found.Length;
        return found switch
        {
            DatasetColumn<float> c => Measure(data, c, features, perChannel),
            DatasetColumn<double> c => Measure(data, c, features, perChannel),
            _ => throw new ArgumentException($"Column {found} holds integers: real numbers are expected.", nameof(column)),
        };
    }

    private static Standardization Measure<T>(Dataset data, DatasetColumn<T> column, int features, bool perChannel) where T : unmanaged, INumber<T>
    {
        double[] means = new double[features], deviations = new double[features];
        double count = (double)data.Count * (column.Length / features);
        for (int s = 0; s < data.Count; s++)
        {
            var row = column.Row(data.RowOf(s));
            for (int i = 0, f = 0; i < row.Length; i++, f = f + 1 == features ? 0 : f + 1) means[f] += double.CreateTruncating(row[i]);
        }
        for (int f = 0; f < features; f++) means[f] /= count;
        for (int s = 0; s < data.Count; s++)
        {
            var row = column.Row(data.RowOf(s));
            for (int i = 0, f = 0; i < row.Length; i++, f = f + 1 == features ? 0 : f + 1)
            {
                double difference = double.CreateTruncating(row[i]) - means[f];
                deviations[f] += difference * difference;
            }
        }
        for (int f = 0; f < features; f++)
        {
            deviations[f] = Math.Sqrt(deviations[f] / count);
            if (deviations[f] == 0) deviations[f] = 1;
        }
        return new Standardization(column.Name, means, deviations, perChannel);
    }
}
