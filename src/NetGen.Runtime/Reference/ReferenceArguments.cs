using System.Numerics;
using NetGen.Compiler.Graph;
using NetGen.CompilerServices;

namespace NetGen.Reference;

/// <summary>What a function of a network's graph is computed from, in double: copies of its parameters, states and a batch, and its random numbers.</summary>
internal sealed record ReferenceArguments(int Batch, ReferenceContext Context)
{
    /// <param name="step">The training pass that random numbers are drawn for.</param>
    /// <param name="round">Whether values are rounded to the network's precision, to show what it holds.</param>
    public static ReferenceArguments Of<T>(Module module, Function function, ParameterSet<T> set, Batch batch, long step, bool round = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(batch.Count, new ReferenceContext
        {
            Columns = [.. function.Columns.Select(c => new ReferenceTensor(c.Type, c.Type.Batched ? batch.Count : 1, Column<T>(c, batch)))],
            Parameters = [.. module.Parameters.Select(p => Named(set, p.Name, p.Shape, p.Positions))],
            States = [.. module.States.Select(s => Named(set, s.Name, s.Shape, s.Positions))],
            Uniform = (operation, sample, element) => Philox.Uniform(set.Seed, step, operation, sample, element),
            RoundToSingle = round && typeof(T) == typeof(float),
        });

    /// <summary>The values of all nodes of a function.</summary>
    public ReferenceTensor[] Values(Function function) => new Interpreter(Context) { RoundToSingle = Context.RoundToSingle }.Values(function, Batch);

    private static ReferenceTensor Named<T>(ParameterSet<T> set, string name, Shape shape, int positions) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(TensorType.Unbatched(shape), 1, AxisOrder.ToGraph(ToDouble<T>(set[name].ToArray()), shape.Last, positions));

    private static double[] Column<T>(Column column, Batch batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = (int)column.Type.Shape.Length;
        if (column.Role == ColumnRole.Weight) return Weights<T>(batch);
        double[] values = column.Type.Element == ElementType.Integer
            ? Array.ConvertAll(batch.Get<int>(column.Name).ToArray(), v => (double)v)
            : ToDouble(batch.Get<T>(column.Name));
        if (!column.Type.Batched && values.Length != length)
            throw new ArgumentException($"Column '{column.Name}' must have {length} elements for the whole batch, but {values.Length} came.", nameof(batch));
        if (column.Type.Batched && values.Length != batch.Count * length)
            throw new ArgumentException($"Column '{column.Name}' must have {batch.Count * length} elements, {length} for each of {batch.Count} samples, but {values.Length} came.", nameof(batch));
        return values;
    }

    private static double[] Weights<T>(Batch batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var weights = batch.Has<T>(global::NetGen.Batch.Weights) ? ToDouble(batch.Get<T>(global::NetGen.Batch.Weights)) : Enumerable.Repeat(1.0, batch.Count).ToArray();
        double sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static double[] ToDouble<T>(ReadOnlySpan<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new double[values.Length];
        for (int i = 0; i < result.Length; i++) result[i] = double.CreateTruncating(values[i]);
        return result;
    }
}
