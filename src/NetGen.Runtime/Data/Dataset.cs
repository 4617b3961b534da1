using System.Numerics;

namespace NetGen;

/// <summary>
/// Samples in memory as named, typed columns. Immutable: <see cref="Split"/>, <see cref="Shuffle"/>, <see cref="Take"/> and the like give
/// views of the same memory.
/// </summary>
/// <example><code>
/// var data = new Dataset(pixels, labels);                       // columns "input" and "target"
/// var (train, test) = data.Split(0.8, seed: 1);
/// var custom = Dataset.Create("image", images, 28, 28, 1).With("digit", labels);
/// </code></example>
public sealed partial class Dataset
{
    /// <summary>The name of the inputs of a dataset made without names; <c>Fit</c> binds it to the only input of a network, whatever its name.</summary>
    public const string Input = "input";

    /// <summary>The name of the targets of a dataset made without names; <c>Fit</c> binds it to the only target of a network, whatever its name.</summary>
    public const string Target = "target";

    private readonly DatasetColumn[] _columns;

    /// <summary>The rows of the columns that are shown, or null for a range of them from <see cref="_start"/>.</summary>
    private readonly int[]? _rows;
    private readonly int _start;

    /// <summary>Values that are the same for every batch, each a column of one row.</summary>
    private readonly DatasetColumn[] _perBatch;

    private Dataset(DatasetColumn[] columns, DatasetColumn[] perBatch, int[]? rows, int start, int count)
    {
        _columns = columns;
        _perBatch = perBatch;
        _rows = rows;
        _start = start;
        Count = count;
    }

    internal Dataset(params DatasetColumn[] columns)
        : this(columns, [], null, 0, columns[0].Rows)
    {
        foreach (var column in columns)
            if (column.Rows != Count)
                throw new ArgumentException($"Column {column} has {column.Rows} samples, and {columns[0]} has {Count}.");
    }

    /// <summary>Inputs with the index of a class each.</summary>
    /// <param name="inputs">The inputs, sample after sample; not copied.</param>
    /// <param name="labels">The class of each sample, from 0; not copied.</param>
    /// <exception cref="ArgumentException">The number of inputs is no multiple of the number of labels.</exception>
    public Dataset(float[] inputs, int[] labels)
        : this(Flat(Input, inputs, NotNull(labels, nameof(labels)).Length), new DatasetColumn<int>(Target, NotNull(labels, nameof(labels)), []))
    {
    }

    /// <inheritdoc cref="Dataset(float[], int[])"/>
    public Dataset(double[] inputs, int[] labels)
        : this(Flat(Input, inputs, NotNull(labels, nameof(labels)).Length), new DatasetColumn<int>(Target, NotNull(labels, nameof(labels)), []))
    {
    }

    /// <summary>Inputs with real targets.</summary>
    /// <param name="inputs">The inputs, sample after sample; not copied.</param>
    /// <param name="targets">The targets, sample after sample; not copied.</param>
    /// <param name="count">The number of samples.</param>
    /// <exception cref="ArgumentException">The number of inputs or targets is no multiple of the number of samples.</exception>
    public Dataset(float[] inputs, float[] targets, int count)
        : this(Flat(Input, inputs, count), Flat(Target, targets, count))
    {
    }

    /// <inheritdoc cref="Dataset(float[], float[], int)"/>
    public Dataset(double[] inputs, double[] targets, int count)
        : this(Flat(Input, inputs, count), Flat(Target, targets, count))
    {
    }

    /// <summary>Inputs with the index of a class each.</summary>
    /// <param name="inputs">An array for each sample, of equal lengths; copied.</param>
    /// <param name="labels">The class of each sample, from 0.</param>
    /// <exception cref="ArgumentException">The samples differ in length, or the numbers of samples differ.</exception>
    public Dataset(float[][] inputs, int[] labels)
        : this(Rows(Input, inputs), new DatasetColumn<int>(Target, NotNull(labels, nameof(labels)), []))
    {
    }

    /// <inheritdoc cref="Dataset(float[][], int[])"/>
    public Dataset(double[][] inputs, int[] labels)
        : this(Rows(Input, inputs), new DatasetColumn<int>(Target, NotNull(labels, nameof(labels)), []))
    {
    }

    /// <summary>Inputs with real targets.</summary>
    /// <param name="inputs">An array for each sample, of equal lengths; copied.</param>
    /// <param name="targets">An array for each sample, of equal lengths; copied.</param>
    /// <exception cref="ArgumentException">The samples differ in length, or the numbers of samples differ.</exception>
    public Dataset(float[][] inputs, float[][] targets)
        : this(Rows(Input, inputs), Rows(Target, targets))
    {
    }

    /// <inheritdoc cref="Dataset(float[][], float[][])"/>
    public Dataset(double[][] inputs, double[][] targets)
        : this(Rows(Input, inputs), Rows(Target, targets))
    {
    }

    /// <summary>A dataset of one column; <see cref="With{T}"/> adds more.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="int"/>.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values, sample after sample; not copied.</param>
    /// <param name="shape">The shape of one sample; none for one number a sample.</param>
    /// <exception cref="ArgumentException">The number of values is no multiple of a sample's, or the type is another.</exception>
    public static Dataset Create<T>(string name, T[] values, params int[] shape) where T : unmanaged => new(Column(name, values, shape));

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<DatasetColumn> Columns => _columns;

    /// <summary>Adds a column, or replaces the one of the same name.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="int"/>.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="values">The values in the order of this dataset; not copied.</param>
    /// <param name="shape">The shape of one sample; none for one number a sample.</param>
    /// <exception cref="ArgumentException">The number of values is not <see cref="Count"/> times a sample's, or the type is another.</exception>
    public Dataset With<T>(string name, T[] values, params int[] shape) where T : unmanaged
    {
        var added = Column(name, values, shape);
        if (added.Rows != Count) throw new ArgumentException($"Column {added} has {added.Rows} samples, and the dataset has {Count}.", nameof(values));
        if (Array.Find(_perBatch, c => c.Name == name) is { } whole) throw new ArgumentException($"The dataset has {whole} with one value for all batches already.", nameof(name));
        var own = IsWhole ? _columns : [.. _columns.Select(c => c.Gathered(this))];
        var replaced = new Dataset([.. own.Where(c => c.Name != name), added]);
        return new Dataset(replaced._columns, _perBatch, null, 0, Count);
    }

    /// <summary>Adds a value that is the same for every batch, for an input of the network that is marked <c>[PerBatch]</c>, or replaces the one of the same name.</summary>
    /// <typeparam name="T"><see cref="float"/>, <see cref="double"/> or <see cref="int"/>.</typeparam>
    /// <param name="name">The input's name.</param>
    /// <param name="values">The values, row-major; not copied.</param>
    /// <param name="shape">The shape; none for one number.</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's, the type is another, or the samples have a column of this name.</exception>
    public Dataset WithPerBatch<T>(string name, T[] values, params int[] shape) where T : unmanaged
    {
        var added = Column(name, values, shape, isPerBatch: true);
        if (added.Rows != 1) throw new ArgumentException($"{added} holds one value for all batches, which is {added.Length} numbers, but {values.Length} came.", nameof(values));
        if (TryFind(name) is { } column) throw new ArgumentException($"The dataset has a column {column} with a value for each sample already.", nameof(name));
        return new Dataset(_columns, [.. _perBatch.Where(c => c.Name != name), added], _rows, _start, Count);
    }

    /// <summary>Gives a column another name.</summary>
    /// <param name="name">The name as it is.</param>
    /// <param name="newName">The name as it will be.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">There is a column of the new name.</exception>
    public Dataset Rename(string name, string newName)
    {
        var column = Find(name);
        if (newName != name && _columns.Any(c => c.Name == newName)) throw new ArgumentException($"There is a column '{newName}' already.", nameof(newName));
        return new Dataset([.. _columns.Select(c => c == column ? c.Renamed(newName) : c)], _perBatch, _rows, _start, Count);
    }

    /// <summary>A copy of a column's values, in the order of this dataset.</summary>
    /// <typeparam name="T">The column's type.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    public T[] ToArray<T>(string name) where T : unmanaged
    {
        var column = Find<T>(name);
        var values = new T[Count * column.Length];
        Gather(column, 0, Count, values);
        return values;
    }

    /// <summary>The values of one sample.</summary>
    /// <typeparam name="T">The column's type.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="sample">Which, from 0.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="ArgumentException">The column is of another type.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public ReadOnlySpan<T> Sample<T>(string name, int sample) where T : unmanaged
    {
        var column = Find<T>(name);
        if ((uint)sample >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(sample), sample, $"The dataset has {Count} samples.");
        return column.Row(RowOf(sample));
    }

    /// <summary>The count and the columns.</summary>
    public override string ToString() => $"{Count} samples of {string.Join(", ", (object[])_columns)}{(_perBatch.Length == 0 ? "" : " with " + string.Join(", ", (object[])_perBatch))}";

    /// <summary>Whether the samples are the columns' rows in order.</summary>
    internal bool IsWhole => _rows is null && _start == 0 && Count == _columns[0].Rows;

    /// <summary>The row of the columns that a sample is.</summary>
    internal int RowOf(int sample) => _rows is null ? _start + sample : _rows[sample];

    /// <summary>The values that are the same for every batch.</summary>
    internal IReadOnlyList<DatasetColumn> PerBatch => _perBatch;

    internal DatasetColumn? TryFind(string name) => Array.Find(_columns, c => c.Name == name);

    internal DatasetColumn Find(string name) =>
        TryFind(name) ?? throw new KeyNotFoundException($"The dataset has no column '{name}'; {NearNames.Hint(name, [.. _columns.Select(c => c.Name)])}.");

    /// <summary>Whether a range of samples lies in the columns one behind the other.</summary>
    internal bool IsContiguous => _rows is null;

    internal void Gather<T>(DatasetColumn<T> column, int first, int count, Span<T> destination) where T : unmanaged
    {
        if (_rows is null && column.IsDense)
        {
            column.Values.AsSpan((_start + first) * column.Length, count * column.Length).CopyTo(destination);
            return;
        }
        for (int i = 0; i < count; i++) column.Row(RowOf(first + i)).CopyTo(destination[(i * column.Length)..]);
    }

    private DatasetColumn<T> Find<T>(string name) where T : unmanaged =>
        Find(name) is var column && column is DatasetColumn<T> typed
            ? typed
            : throw new ArgumentException($"Column {column} is not of {typeof(T).Name}.", nameof(name));

    private static DatasetColumn<T> Column<T>(string name, T[] values, int[] shape, bool isPerBatch = false) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double) && typeof(T) != typeof(int))
            throw new ArgumentException($"Column '{name}' is of {typeof(T).Name}; float, double or int is expected.", nameof(values));
        return new DatasetColumn<T>(name, values, [.. shape]) { IsPerBatch = isPerBatch };
    }

    private static DatasetColumn<T> Flat<T>(string name, T[] values, int count) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0 ? values.Length != 0 : values.Length == 0 || values.Length % count != 0)
            throw new ArgumentException($"{values.Length} values cannot be {count} samples of column '{name}'.");
        return new DatasetColumn<T>(name, values, [count == 0 ? 1 : values.Length / count]);
    }

    private static DatasetColumn<T> Rows<T>(string name, T[][] samples) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(samples);
        int length = samples.Length == 0 ? 1 : samples[0].Length;
        for (int i = 0; i < samples.Length; i++)
            if (samples[i].Length != length)
                throw new ArgumentException($"Sample {i} of column '{name}' has {samples[i].Length} values, and sample 0 has {length}.");
        return new DatasetColumn<T>(name, [.. samples.SelectMany(s => s)], [length]);
    }

    private static T[] NotNull<T>(T[]? values, string name) => values ?? throw new ArgumentNullException(name);
}
