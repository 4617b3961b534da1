namespace NetGen;

/// <summary>Fills one reused batch from a dataset: by reference where the samples lie in memory one behind the other, by copy elsewhere.</summary>
internal sealed class BatchReader
{
    private readonly Dataset _data;
    private readonly ColumnReader[] _columns;

    /// <param name="data">Where samples come from.</param>
    /// <param name="columns">Columns, of the dataset or parallel to its own, with their names in the batch.</param>
    /// <param name="capacity">The most samples of a batch.</param>
    public BatchReader(Dataset data, IReadOnlyList<(DatasetColumn Column, string Name)> columns, int capacity)
    {
        _data = data;
        _columns = [.. columns.Select(c => ColumnReader.Create(c.Column, c.Name))];
        Capacity = capacity;
    }

    public Batch Batch { get; } = new();

    public int Capacity { get; }

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
        public static ColumnReader Create(DatasetColumn column, string name) => column switch
        {
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
                if (reader._data.IsContiguous)
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
    }
}
