namespace NetGen;

/// <summary>
/// A batch of samples as named, typed columns: inputs, targets and, where given, sample weights. Reused from batch to batch: setting a
/// column copies nothing and allocates nothing.
/// </summary>
public sealed class Batch
{
    /// <summary>The name of the column that holds one weight for each sample.</summary>
    public const string Weights = "weights";

    private readonly List<Entry> _columns = [];

    /// <summary>The number of samples.</summary>
    public int Count { get; set; }

    /// <summary>Sets a column of real numbers, in the network's precision, <see cref="Count"/> samples one after another.</summary>
    /// <typeparam name="T"><see cref="float"/> or <see cref="double"/>, or <see cref="int"/> for tokens and class indices.</typeparam>
    /// <param name="name">The column's name, as in <see cref="NetworkSignature"/>; <see cref="Weights"/> for sample weights.</param>
    /// <param name="values">The values; they are not copied.</param>
    public void Set<T>(string name, ReadOnlyMemory<T> values) where T : unmanaged
    {
        foreach (var entry in _columns)
            if (entry is Entry<T> typed && entry.Name == name)
            {
                typed.Values = values;
                return;
            }
        Remove(name);
        _columns.Add(new Entry<T>(name) { Values = values });
    }

    /// <summary>Removes a column, if it is there.</summary>
    /// <param name="name">The column's name.</param>
    public void Remove(string name) => _columns.RemoveAll(c => c.Name == name);

    /// <summary>Whether there is a column of this name and type.</summary>
    /// <typeparam name="T">The column's type.</typeparam>
    /// <param name="name">The column's name.</param>
    public bool Has<T>(string name) where T : unmanaged => Find<T>(name) is not null;

    /// <summary>The values of a column.</summary>
    /// <typeparam name="T">The column's type.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <exception cref="ArgumentException">There is no such column, or it is of another type.</exception>
    public ReadOnlySpan<T> Get<T>(string name) where T : unmanaged =>
        Find<T>(name) is { } entry
            ? entry.Values.Span
            : throw new ArgumentException($"The batch has no column '{name}' of {typeof(T).Name}; it has {(_columns.Count == 0 ? "none" : string.Join(", ", _columns))}.");

    private Entry<T>? Find<T>(string name) where T : unmanaged
    {
        foreach (var entry in _columns)
            if (entry is Entry<T> typed && entry.Name == name) return typed;
        return null;
    }

    private abstract class Entry(string name)
    {
        public string Name { get; } = name;
    }

    private sealed class Entry<T>(string name) : Entry(name) where T : unmanaged
    {
        public ReadOnlyMemory<T> Values { get; set; }

        public override string ToString() => $"'{Name}' of {typeof(T).Name}";
    }
}
