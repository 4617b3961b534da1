using NetGen.CompilerServices;

namespace NetGen;

/// <summary>The steps of an augmentation with memory for one image between them; one thread at a time.</summary>
internal sealed class AugmentationRun(Augmentation augmentation, ImageShape shape)
{
    private readonly AugmentationStep[] _steps = [.. augmentation];
    private readonly float[] _even = new float[shape.Length], _odd = new float[shape.Length];
    private ulong _key;

    public void BeginEpoch(int epoch) => _key = Philox.Key(augmentation.Seed, Philox.Purpose.Augmentation, (ulong)epoch);

    public void Apply(ReadOnlySpan<float> source, Span<float> target, int sample)
    {
        if (_steps.Length == 0) source.CopyTo(target);
        for (int s = 0; s < _steps.Length; s++)
        {
            var random = new AugmentationRandom(_key, sample, s);
            var to = s == _steps.Length - 1 ? target : (s & 1) == 0 ? _even : _odd;
            _steps[s].Apply(source, to, shape, ref random);
            source = to;
        }
    }

    /// <summary>The augmentation of the columns that a network reads, by the name it has in a batch; checked before anything is changed.</summary>
    /// <exception cref="ArgumentException">There is no such column, it holds integers, or its shape is not that of images.</exception>
    public static (string Name, Func<AugmentationRun> Create) Bind(
        Augmentation augmentation, IReadOnlyList<(DatasetColumn Column, string Name)> columns, NetworkSignature signature, string network)
    {
        var inputs = signature.Columns.Where(c => c.Kind == ColumnKind.Input).ToList();
        var bound = augmentation.Column is null
            ? columns.Where(b => inputs.Exists(i => i.Name == b.Name)).ToList()
            : columns.Where(b => augmentation.Column == b.Column.Name || augmentation.Column == b.Name).ToList();
        if (bound.Count == 0)
            throw new ArgumentException(
                $"The augmentation is of column '{augmentation.Column}', which {network} doesn't read; {NearNames.Hint(augmentation.Column ?? "", [.. columns.Select(b => b.Name)])}.");
        if (bound.Count > 1)
            throw new ArgumentException($"{network} has several inputs: the augmentation has to name the images' column; {NearNames.Hint("", [.. bound.Select(b => b.Name)])}.");
        var (column, name) = bound[0];
        if (column.ElementType == typeof(int)) throw new ArgumentException($"The augmentation is of column {column}, which holds integers: images of real numbers are expected.");
        var shape = augmentation.Shape ?? ImageOf(column.Shape) ?? ImageOf(signature.Columns.First(c => c.Name == name).Shape)
            ?? throw new ArgumentException(
                $"The augmentation is of column {column}, whose shape is not height, width, channels; nor is that of {network}. Give the shape to the augmentation.");
        if (shape.Length != column.Length)
            throw new ArgumentException($"The augmentation is of images of {shape}, {shape.Length} values, and column {column} has {column.Length} a sample.");
        return (name, () => new AugmentationRun(augmentation, shape));
    }

    private static ImageShape? ImageOf(IReadOnlyList<int> shape) => shape.Count switch
    {
        3 => new ImageShape(shape[0], shape[1], shape[2]),
        2 => new ImageShape(shape[0], shape[1], 1),
        _ => null,
    };
}
