namespace NetGen;

/// <summary>
/// Shifts and scales each feature of a column to mean 0 and standard deviation 1. Measured on the training data, applied to all: otherwise
/// the test data would take part in the training.
/// </summary>
/// <example><code>
/// var standard = Standardization.Of(train, "input");
/// (train, test) = (standard.Apply(train), standard.Apply(test));
/// </code></example>
public sealed class Standardization
{
    private readonly double[] _means, _deviations;

    private Standardization(string column, double[] means, double[] deviations)
    {
        Column = column;
        _means = means;
        _deviations = deviations;
    }

    /// <summary>The column's name.</summary>
    public string Column { get; }

    /// <summary>The mean of each feature.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <summary>The standard deviation of each feature; 1 for a constant one, which is only shifted.</summary>
    public IReadOnlyList<double> Deviations => _deviations;

    /// <summary>Measures a column.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="column">A column of real numbers.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers, or there are no samples.</exception>
    public static Standardization Of(Dataset data, string column)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count == 0) throw new ArgumentException("The dataset has no samples to measure.", nameof(data));
        return data.Find(column) switch
        {
            DatasetColumn<float> c => Measure(data, column, c.Length, (sample, i) => c.Row(data.RowOf(sample))[i]),
            DatasetColumn<double> c => Measure(data, column, c.Length, (sample, i) => c.Row(data.RowOf(sample))[i]),
            var other => throw new ArgumentException($"Column {other} holds integers: real numbers are expected.", nameof(column)),
        };
    }

    /// <summary>The data with the column replaced by <c>(value - mean) / deviation</c>.</summary>
    /// <param name="data">Data with a column of the same name and length.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column holds integers, or has another number of features.</exception>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var column = data.Find(Column);
        if (column.Length != _means.Length) throw new ArgumentException($"Column {column} has {column.Length} values a sample, and {_means.Length} were measured.", nameof(data));
        return data.Transform(Column, (value, feature) => (value - _means[feature]) / _deviations[feature]);
    }

    private static Standardization Measure(Dataset data, string column, int length, Func<int, int, double> value)
    {
        double[] means = new double[length], deviations = new double[length];
        for (int i = 0; i < length; i++)
        {
            for (int s = 0; s < data.Count; s++) means[i] += value(s, i);
            means[i] /= data.Count;
            for (int s = 0; s < data.Count; s++) deviations[i] += (value(s, i) - means[i]) * (value(s, i) - means[i]);
            deviations[i] = Math.Sqrt(deviations[i] / data.Count);
            if (deviations[i] == 0) deviations[i] = 1;
        }
        return new Standardization(column, means, deviations);
    }
}
