namespace NetGen;

/// <summary>Fills one reused batch from a dataset: by reference where the samples lie in memory one behind the other, by copy elsewhere.</summary>
internal sealed class BatchReader
{
    private readonly Dataset _data;
    private readonly ColumnReader[] _columns;
    private readonly AugmentationRun? _augmentation;

    /// <param name="data">Where samples come from.</param>
    /// <param name="columns">Columns, of the dataset or parallel to its own, with their names in the batch.</param>
    /// <param name="capacity">The most samples of a batch.</param>
    /// <param name="augmented">The name of a column whose samples are changed on the way.</param>
    /// <param name="augmentation">How they are.</param>
    public BatchReader(
        Dataset data, IReadOnlyList<(DatasetColumn Column, string Name)> columns, int capacity, string? augmented = null, AugmentationRun? augmentation = null)
    {
        _data = data;
        _augmentation = augmentation;
        _columns = [.. columns.Where(c => !c.Column.IsPerBatch).Select(c => ColumnReader.Create(c.Column, c.Name, c.Name == augmented ? augmentation : null))];
        foreach (var (column, name) in columns)
            if (column.IsPerBatch) column.SetWhole(Batch, name);
        Capacity = capacity;
    }

    public Batch Batch { get; } = new();

    public int Capacity { get; }

    /// <summary>Before the first batch of an epoch, from 1.</summary>
    public void BeginEpoch(int epoch) => _augmentation?.BeginEpoch(epoch);

    /// <summary>The batch of some samples of the dataset that follow each other.</summary>
    public void Read(int first, int count)
    {
        Batch.Count = count;
        foreach (var column in _columns) column.Read(this, first, count);
    }

    /// <summary>The batch of some samples of the dataset, by their indices.</summary>
    public void Read(ReadOnlySpan<int> samples)
    {
        Batch.Count = samples.Length;
        foreach (var column in _columns) column.Read(this, samples);
    }

    private abstract class ColumnReader
    {
        public static ColumnReader Create(DatasetColumn column, string name, AugmentationRun? augmentation) => column switch
        {
            DatasetColumn<float> c when augmentation is not null => new AugmentedSingle(c, name, augmentation),
            DatasetColumn<double> c when augmentation is not null => new AugmentedDouble(c, name, augmentation),
            DatasetColumn<float> c => new Typed<float>(c, name),
            DatasetColumn<double> c => new Typed<double>(c, name),
            DatasetColumn<int> c => new Typed<int>(c, name),
            _ => throw new ArgumentException($"Column {column} is of an unknown type.", nameof(column)),
        };

        public abstract void Read(BatchReader reader, int first, int count);

        public abstract void Read(BatchReader reader, ReadOnlySpan<int> samples);

        private sealed class Typed<T>(DatasetColumn<T> column, string name) : ColumnReader where T : unmanaged
        {
            private T[]? _buffer;

            public override void Read(BatchReader reader, int first, int count)
            {
                int length = column.Length;
                if (reader._data.IsContiguous && column.IsDense)
                {
                    reader.Batch.Set<T>(name, column.Values.AsMemory(reader._data.RowOf(0) * length + first * length, count * length));
                    return;
                }
                var buffer = Buffer(reader);
                reader._data.Gather(column, first, count, buffer);
                reader.Batch.Set<T>(name, buffer.AsMemory(0, count * length));
            }

            public override void Read(BatchReader reader, ReadOnlySpan<int> samples)
            {
                int length = column.Length;
                var buffer = Buffer(reader);
                for (int i = 0; i < samples.Length; i++) column.Row(reader._data.RowOf(samples[i])).CopyTo(buffer.AsSpan(i * length));
                reader.Batch.Set<T>(name, buffer.AsMemory(0, samples.Length * length));
            }

            private T[] Buffer(BatchReader reader) => _buffer ??= new T[reader.Capacity * column.Length];
        }

        /// <summary>A column whose samples are changed one by one, by their indices in the dataset.</summary>
        private abstract class Augmented<T>(DatasetColumn<T> column, string name) : ColumnReader where T : unmanaged
        {
            private T[]? _buffer;

            public override void Read(BatchReader reader, int first, int count)
            {
                var buffer = _buffer ??= new T[reader.Capacity * column.Length];
                for (int i = 0; i < count; i++) Change(column.Row(reader._data.RowOf(first + i)), buffer.AsSpan(i * column.Length, column.Length), first + i);
                reader.Batch.Set<T>(name, buffer.AsMemory(0, count * column.Length));
            }

            public override void Read(BatchReader reader, ReadOnlySpan<int> samples)
            {
                var buffer = _buffer ??= new T[reader.Capacity * column.Length];
                for (int i = 0; i < samples.Length; i++) Change(column.Row(reader._data.RowOf(samples[i])), buffer.AsSpan(i * column.Length, column.Length), samples[i]);
                reader.Batch.Set<T>(name, buffer.AsMemory(0, samples.Length * column.Length));
            }

            protected abstract void Change(ReadOnlySpan<T> source, Span<T> target, int sample);
        }

        private sealed class AugmentedSingle(DatasetColumn<float> column, string name, AugmentationRun augmentation) : Augmented<float>(column, name)
        {
            protected override void Change(ReadOnlySpan<float> source, Span<float> target, int sample) => augmentation.Apply(source, target, sample);
        }

        /// <summary>Changes are made in single precision for networks of both.</summary>
        private sealed class AugmentedDouble(DatasetColumn<double> column, string name, AugmentationRun augmentation) : Augmented<double>(column, name)
        {
            private readonly float[] _source = new float[column.Length], _target = new float[column.Length];

            protected override void Change(ReadOnlySpan<double> source, Span<double> target, int sample)
            {
                for (int i = 0; i < source.Length; i++) _source[i] = (float)source[i];
                augmentation.Apply(_source, _target, sample);
                for (int i = 0; i < target.Length; i++) target[i] = _target[i];
            }
        }
    }
}
