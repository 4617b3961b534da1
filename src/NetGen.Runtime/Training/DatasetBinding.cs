using System.Globalization;
using System.Numerics;

namespace NetGen.Training;

/// <summary>
/// Which columns of a dataset are which of a network, checked before anything is changed: names, lengths, types, labels, finite numbers.
/// </summary>
internal static class DatasetBinding
{
    /// <summary>The columns with the names they have in a batch, converted to the network's precision where they are of another.</summary>
    /// <exception cref="ArgumentException">A column is missing, or its values don't fit the network; the message says where.</exception>
    public static List<(DatasetColumn Column, string Name)> Bind<T>(Dataset data, NetworkSignature signature, string network, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (data.Count == 0) throw new ArgumentException($"The dataset for {network} has no samples.", argument);
        var bound = new List<(DatasetColumn, string)>();
        foreach (var wanted in signature.Columns)
        {
            var column = FindColumn(data, signature, wanted);
            if (column is null)
            {
                if (wanted.Kind == ColumnKind.Weight) continue;
                if (wanted.Kind == ColumnKind.PerBatch)
                    throw new ArgumentException(
                        $"{network} reads '{wanted.Name}' [{string.Join(", ", wanted.Shape)}], one value for the whole batch, and the dataset has none: WithPerBatch(\"{wanted.Name}\", ...) adds it.", argument);
                throw new ArgumentException(
                    $"{network} reads the {wanted.Kind.ToString().ToLowerInvariant()} '{wanted.Name}' [{string.Join(", ", wanted.Shape)}], and the dataset has no such column: it has {string.Join(", ", data.Columns)}.", argument);
            }
            bound.Add((Fit<T>(data, column, wanted, network, argument), wanted.Name));
        }
        if (!bound.Exists(b => b.Item2 == Batch.Weights) && data.TryFind(Batch.Weights) is { } weights)
            bound.Add((Fit<T>(data, weights, new ColumnSignature(Batch.Weights, ColumnKind.Weight, [], true, false), network, argument), Batch.Weights));
        return bound;
    }

    /// <summary>The column of the name, or the usual one where the network has only one column of the kind.</summary>
    private static DatasetColumn? FindColumn(Dataset data, NetworkSignature signature, ColumnSignature wanted)
    {
        if (wanted.Kind == ColumnKind.PerBatch) return data.PerBatch.FirstOrDefault(c => c.Name == wanted.Name);
        if (data.TryFind(wanted.Name) is { } column) return column;
        string? usual = wanted.Kind switch { ColumnKind.Input => Dataset.Input, ColumnKind.Target => Dataset.Target, _ => null };
        return usual is not null && signature.Columns.Count(c => c.Kind == wanted.Kind) == 1 ? data.TryFind(usual) : null;
    }

    private static DatasetColumn Fit<T>(Dataset data, DatasetColumn column, ColumnSignature wanted, string network, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (column is DatasetColumn<int> integers && wanted.AcceptsIndices)
        {
            int length = wanted.Classes > 1 && wanted.Kind == ColumnKind.Target && wanted.Shape.Count > 0 && wanted.Shape[^1] == wanted.Classes
                ? wanted.Length / wanted.Classes
                : wanted.Length;
            CheckLength(column, length, wanted, network, argument);
            CheckIndices(data, integers, wanted, network, argument);
            return column;
        }
        if (!wanted.AcceptsReal)
            throw new ArgumentException($"'{wanted.Name}' of {network} takes indices, Int32, and the dataset has {column}.", argument);
        CheckLength(column, wanted.Length, wanted, network, argument);
        DatasetColumn<T> real = column switch
        {
            DatasetColumn<T> same => same,
            DatasetColumn<float> c => c.With(Array.ConvertAll(c.Values, T.CreateTruncating)),
            DatasetColumn<double> c => c.With(Array.ConvertAll(c.Values, T.CreateTruncating)),
            DatasetColumn<int> c => c.With(Array.ConvertAll(c.Values, T.CreateTruncating)),
            _ => throw new ArgumentException($"Column {column} is of an unknown type.", argument),
        };
        CheckNumbers(data, real, wanted, network, argument);
        return real;
    }

    private static void CheckLength(DatasetColumn column, int length, ColumnSignature wanted, string network, string argument)
    {
        if (column.Length != length)
            throw new ArgumentException(
                $"'{wanted.Name}' of {network} takes {length} values {(column.IsPerBatch ? "for a batch" : "a sample")} ([{string.Join(", ", wanted.Shape)}]), and the dataset's {column} has {column.Length}.", argument);
    }

    private static void CheckIndices(Dataset data, DatasetColumn<int> column, ColumnSignature wanted, string network, string argument)
    {
        if (wanted.Classes == 0) return;
        for (int s = 0; s < data.Count; s++)
            foreach (int index in column.Row(data.RowOf(s)))
                if ((uint)index >= (uint)wanted.Classes && index != wanted.IgnoreIndex)
                    throw new ArgumentException(
                        $"'{wanted.Name}' of {network} takes 0 to {wanted.Classes - 1}{(wanted.IgnoreIndex is { } ignored ? $", or {ignored}" : "")}, and sample {s} of the dataset has {index}.", argument);
    }

    private static void CheckNumbers<T>(Dataset data, DatasetColumn<T> column, ColumnSignature wanted, string network, string argument)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int s = 0; s < (column.IsPerBatch ? 1 : data.Count); s++)
        {
            var row = column.Row(column.IsPerBatch ? 0 : data.RowOf(s));
            if (AllFinite(row) && (wanted.Kind != ColumnKind.Weight || row[0] >= T.Zero)) continue;
            for (int i = 0; i < row.Length; i++)
                if (!T.IsFinite(row[i]) || wanted.Kind == ColumnKind.Weight)
                    throw new ArgumentException(
                        string.Create(CultureInfo.InvariantCulture, $"'{wanted.Name}' of {network} takes finite numbers{(wanted.Kind == ColumnKind.Weight ? " of at least 0" : "")}, and value {i} {(column.IsPerBatch ? "" : $"of sample {s} ")}of the dataset is {row[i]}."), argument);
        }
    }

    private static bool AllFinite<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // x - x is 0 for finite numbers, and NaN for all else.
        var sum = Vector<T>.Zero;
        int i = 0;
        for (; i + Vector<T>.Count <= values.Length; i += Vector<T>.Count)
        {
            var v = new Vector<T>(values[i..]);
            sum += v - v;
        }
        bool finite = Vector.EqualsAll(sum, Vector<T>.Zero);
        for (; i < values.Length; i++) finite &= T.IsFinite(values[i]);
        return finite;
    }
}
