using System.Globalization;

namespace NetGen;

/// <summary>A column of a <see cref="Dataset"/>: a fixed number of values for each sample.</summary>
public abstract class DatasetColumn
{
    private protected DatasetColumn(string name, int[] shape, int valueCount, Type elementType)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long length = 1;
        foreach (int d in shape)
        {
            if (d < 1) throw new ArgumentException($"Column '{name}' has a dimension of {d}; at least 1 is expected.", nameof(shape));
            length *= d;
            if (length > int.MaxValue) throw new ArgumentException($"Column '{name}' has more than {int.MaxValue:N0} values a sample.", nameof(shape));
        }
        if (valueCount % length != 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{name}' has {valueCount} values, which is no multiple of the {length} of a sample."), nameof(shape));
        Name = name;
        Shape = shape;
        Length = (int)length;
        Rows = valueCount / Length;
        ElementType = elementType;
    }

    /// <summary>The name that binds it to a network's input or target.</summary>
    public string Name { get; }

    /// <summary>The shape of one sample, channels last; empty for one number a sample.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The number of values of one sample.</summary>
    public int Length { get; }

    /// <summary><see cref="float"/>, <see cref="double"/> or <see cref="int"/>.</summary>
    public Type ElementType { get; }

    /// <summary>Whether it is one value for all batches, instead of one a sample.</summary>
    internal bool IsPerBatch { get; init; }

    /// <summary>The number of samples in memory; a dataset may show some of them, in another order.</summary>
    internal int Rows { get; }

    /// <summary>The name, type and shape, as in messages.</summary>
    public override string ToString() => $"'{Name}' {ElementType.Name}[{string.Join(", ", Shape)}]";

    internal abstract DatasetColumn Renamed(string name);

    /// <summary>Sets all values as a column of a batch.</summary>
    internal abstract void SetWhole(Batch batch, string name);

    /// <summary>The same values in another order, in memory of their own.</summary>
    internal abstract DatasetColumn Gathered(Dataset view);
}

/// <summary>A column with its values.</summary>
internal sealed class DatasetColumn<T>(string name, T[] values, int[] shape) : DatasetColumn(name, shape, values.Length, typeof(T)) where T : unmanaged
{
    public T[] Values { get; } = values;

    public ReadOnlySpan<T> Row(int row) => Values.AsSpan(row * Length, Length);

    internal override void SetWhole(Batch batch, string name) => batch.Set<T>(name, Values);

    internal override DatasetColumn Renamed(string name) => new DatasetColumn<T>(name, Values, [.. Shape]);

    internal override DatasetColumn Gathered(Dataset view)
    {
        var gathered = new T[view.Count * Length];
        view.Gather(this, 0, view.Count, gathered);
        return new DatasetColumn<T>(Name, gathered, [.. Shape]);
    }
}
