using System.Globalization;

namespace NetGen;

/// <summary>A column of a <see cref="Dataset"/>: a fixed number of values for each sample.</summary>
public abstract class DatasetColumn
{
    private protected DatasetColumn(string name, int[] shape, int valueCount, Type elementType, int? rows = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long length = 1;
        foreach (int d in shape)
        {
            if (d < 1) throw new ArgumentException($"Column '{name}' has a dimension of {d}; at least 1 is expected.", nameof(shape));
            length *= d;
            if (length > int.MaxValue) throw new ArgumentException($"Column '{name}' has more than {int.MaxValue:N0} values a sample.", nameof(shape));
        }
        if (rows is null && valueCount % length != 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Column '{name}' has {valueCount} values, which is no multiple of the {length} of a sample."), nameof(shape));
        Name = name;
        Shape = shape;
        Length = (int)length;
        Rows = rows ?? valueCount / Length;
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

    /// <summary>Whether the samples lie one behind the other, and don't overlap.</summary>
    internal abstract bool IsDense { get; }

    internal abstract DatasetColumn Renamed(string name);

    /// <summary>Sets all values as a column of a batch.</summary>
    internal abstract void SetWhole(Batch batch, string name);

    /// <summary>The same values in another order, in memory of their own.</summary>
    internal abstract DatasetColumn Gathered(Dataset view);
}

/// <summary>A column with its values.</summary>
internal sealed class DatasetColumn<T> : DatasetColumn where T : unmanaged
{
    private readonly int _start, _stride;

    public DatasetColumn(string name, T[] values, int[] shape)
        : base(name, shape, values.Length, typeof(T)) => (Values, _stride) = (values, Length);

    /// <summary>A column whose samples are windows of its values, which may overlap.</summary>
    /// <param name="start">Where the first begins.</param>
    /// <param name="stride">From the beginning of one to that of the next.</param>
    /// <param name="rows">How many there are; the last ends within the values.</param>
    public DatasetColumn(string name, T[] values, int[] shape, int start, int stride, int rows)
        : base(name, shape, values.Length, typeof(T), rows) => (Values, _start, _stride) = (values, start, stride);

    public T[] Values { get; }

    internal override bool IsDense => _start == 0 && _stride == Length;

    public ReadOnlySpan<T> Row(int row) => Values.AsSpan(_start + row * _stride, Length);

    /// <summary>The column with other numbers at the same places.</summary>
    public DatasetColumn<TOther> With<TOther>(TOther[] values) where TOther : unmanaged =>
        new(Name, values, [.. Shape], _start, _stride, Rows) { IsPerBatch = IsPerBatch };

    internal override DatasetColumn Renamed(string name) => new DatasetColumn<T>(name, Values, [.. Shape], _start, _stride, Rows);

    internal override void SetWhole(Batch batch, string name) => batch.Set<T>(name, Values);

    internal override DatasetColumn Gathered(Dataset view)
    {
        var gathered = new T[view.Count * Length];
        view.Gather(this, 0, view.Count, gathered);
        return new DatasetColumn<T>(Name, gathered, [.. Shape]);
    }
}
