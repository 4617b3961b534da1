using System.Globalization;

namespace NetGen;

/// <summary>A column of a CSV file: a name of the header, or a place: <c>0</c>, <c>^1</c> for the last.</summary>
public readonly struct CsvColumn : IEquatable<CsvColumn>
{
    private readonly string? _name;
    private readonly Index _index;

    private CsvColumn(string? name, Index index)
    {
        _name = name;
        _index = index;
    }

    /// <summary>A column by its name in the header.</summary>
    /// <param name="name">The name.</param>
    public static implicit operator CsvColumn(string name) => new(name ?? throw new ArgumentNullException(nameof(name)), default);

    /// <summary>A column by its place.</summary>
    /// <param name="index">From 0, or from the end.</param>
    public static implicit operator CsvColumn(Index index) => new(null, index);

    /// <summary>A column by its place.</summary>
    /// <param name="index">From 0.</param>
    public static implicit operator CsvColumn(int index) => new(null, index);

    /// <summary>A column by its name in the header.</summary>
    /// <param name="name">The name.</param>
    public static CsvColumn FromString(string name) => name;

    /// <summary>A column by its place.</summary>
    /// <param name="index">From 0, or from the end.</param>
    public static CsvColumn FromIndex(Index index) => index;

    /// <summary>A column by its place.</summary>
    /// <param name="index">From 0.</param>
    public static CsvColumn FromInt32(int index) => index;

    /// <inheritdoc/>
    public bool Equals(CsvColumn other) => _name == other._name && _index.Equals(other._index);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CsvColumn other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_name, _index);

    /// <summary>The name or place.</summary>
    public override string ToString() => _name ?? _index.ToString();

    /// <summary>Whether two are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CsvColumn left, CsvColumn right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CsvColumn left, CsvColumn right) => !left.Equals(right);

    /// <summary>The place among columns with these names, or without names.</summary>
    internal int Find(int count, IReadOnlyList<string>? header)
    {
        if (_name is null)
        {
            int place = _index.GetOffset(count);
            return (uint)place < (uint)count ? place : throw new ArgumentException($"The file has {count} columns, and column {_index} was asked for.");
        }
        if (header is null) throw new ArgumentException($"Column '{_name}' was asked for by name, and the file is read without a header: set HasHeader, or give its place.");
        for (int i = 0; i < header.Count; i++)
            if (header[i] == _name) return i;
        throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"The file has no column '{_name}'; {NearNames.Hint(_name, [.. header])}."));
    }
}

/// <summary>Which columns of a CSV file become which of a dataset.</summary>
public sealed record CsvOptions
{
    /// <summary>Whether the first line names the columns; false by default.</summary>
    public bool HasHeader { get; init; }

    /// <summary>What stands between fields; a comma by default.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>The column with the class of a sample, which becomes <see cref="Dataset.Target"/>; none where targets are real numbers.</summary>
    public CsvColumn? Label { get; init; }

    /// <summary>The names of the classes in the order of their indices, where the label column holds names; without, it holds indices from 0.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>The columns with real targets, which become <see cref="Dataset.Target"/> together.</summary>
    public IReadOnlyList<CsvColumn> Targets { get; init; } = [];

    /// <summary>The columns that become <see cref="Dataset.Input"/> together; all that are neither label nor target where none are named.</summary>
    public IReadOnlyList<CsvColumn> Inputs { get; init; } = [];
}
