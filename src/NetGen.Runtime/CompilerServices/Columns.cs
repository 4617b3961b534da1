using System.ComponentModel;
using System.Numerics;

namespace NetGen.CompilerServices;

/// <summary>For generated code: arrays as the columns of a dataset.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Columns
{
    /// <summary>A column of an array, which is not copied.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Sample after sample.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <exception cref="ArgumentNullException">There is no array.</exception>
    /// <exception cref="ArgumentException">It is not a whole number of samples.</exception>
    public static DatasetColumn Of<T>(string name, T[] values, int[] shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values, name);
        return new DatasetColumn<T>(name, values, shape);
    }

    /// <summary>A dataset of columns.</summary>
    /// <typeparam name="T">The network's type of numbers.</typeparam>
    /// <param name="weights">The weights of the samples; null where there are none.</param>
    /// <param name="columns">The columns.</param>
    /// <exception cref="ArgumentException">They have not the same number of samples.</exception>
    public static Dataset Dataset<T>(T[]? weights, params ReadOnlySpan<DatasetColumn> columns) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights is null ? new Dataset([.. columns]) : new Dataset([.. columns, new DatasetColumn<T>(Batch.Weights, weights, [])]);
}
